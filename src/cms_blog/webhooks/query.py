"""The GraphQL document whose result is the data of an event."""

from typing import Any

from beanie import PydanticObjectId
from graphql import OperationType

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.context import Context, Services
from cms_blog.database.clock import now
from cms_blog.errors import CmsError, RequestError
from cms_blog.graphql.execution.documents import Documents, Operation
from cms_blog.graphql.execution.executor import Runner
from cms_blog.graphql.transport.requests import OperationRejected
from cms_blog.schema import create_schema
from cms_blog.settings import Settings

DEFAULT_QUERY = """\
query WebhookData($id: ID!) {
  blog(id: $id) {
    id
    slug
    title
    tags
    status
    publishedAt
    updatedAt
    coverImageUrl
    author {
      id
      name
    }
    content {
      excerpt
      wordCount
    }
  }
}
"""
# Keys of the data that events have without the document.
OWN_KEYS = frozenset({"id", "slug", "status", "revision"})
_VARIABLE = "id"


class QueryFailed(Exception):
    """The result has errors; `code` is that of the first one."""

    def __init__(self, code: str) -> None:
        super().__init__(code)


class WebhookQuery:
    """The document of WEBHOOK_QUERY, or the default.

    Raises:
        CmsError: the document can't be read, or can't be used.
    """

    def __init__(self, settings: Settings) -> None:
        self._runner = Runner(
            create_schema(), hide_suggestions=False, compile_plans=settings.limits.compiled_plans
        )
        documents = Documents(self._runner.schema, settings.limits, hide_suggestions=False)
        self._operation = _usable(documents, _text(settings))
        # Receivers see what admins see: the operator chooses the document.
        self._viewer = UserDocument(
            id=PydanticObjectId("0" * 24),
            name="Webhooks",
            email="webhooks@localhost",
            password_hash="",
            role=Role.ADMIN,
            created_at=now(),
        )

    async def data(self, services: Services, blog_id: str) -> dict[str, Any]:
        """Return the data of a blog.

        Args:
            blog_id: its global id.

        Raises:
            QueryFailed
        """
        context = Context(services, "webhook", "webhook", self._viewer)
        result = await self._runner.execute(self._operation, {_VARIABLE: blog_id}, context)
        if result.errors or result.data is None:
            error = (result.errors or [None])[0]
            raise QueryFailed("" if error is None else type(error.original_error).__name__)
        return result.data


def _text(settings: Settings) -> str:
    path = settings.webhook_query
    if path is None:
        return DEFAULT_QUERY
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise _unusable(f"{path} can't be read: {reason}.") from None


def _usable(documents: Documents, text: str) -> Operation:
    try:
        operation = documents.prepare(text).select(None)
    except OperationRejected as rejected:
        raise _unusable(rejected.errors[0].message) from None
    except RequestError as error:
        raise _unusable(error.message) from None
    if operation.kind is not OperationType.QUERY:
        raise _unusable("The document must have a query, not a mutation or subscription.")
    if set(operation.variables) != {_VARIABLE}:
        raise _unusable("The query must have the variable `$id: ID!`, and no other.")
    taken = sorted(OWN_KEYS & set(_root_keys(operation)))
    if taken:
        raise _unusable(f"`{taken[0]}` is a key of every event: choose another alias.")
    return operation


def _root_keys(operation: Operation) -> list[str]:
    selections = operation.node.selection_set.selections
    names = [getattr(each, "alias", None) or getattr(each, "name", None) for each in selections]
    return [name.value for name in names if name is not None]


def _unusable(reason: str) -> CmsError:
    return CmsError(f"Setting WEBHOOK_QUERY: {reason}")
