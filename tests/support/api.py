"""Client of the API for tests, with factories for users and blogs."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from httpx import AsyncClient
from pymongo import monitoring

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.accounts.name_search import name_prefixes
from cms_blog.context import Services
from cms_blog.database.clock import now
from cms_blog.graphql.types.node_ids import encode_id, oid_of
from cms_blog.outbox.entries import new_outbox

PASSWORD = "correct horse"

BRIEF: dict[str, Any] = {
    "focusOrNiche": "Balcony gardening",
    "targetedKeyword": "balcony tomatoes",
    "targetedAudience": "people with small flats",
}
MARKDOWN = "# Balcony tomatoes\n\nThey grow anywhere.\n\n## Sun\n\nSix hours a day.\n"

_numbers = count(1)


@dataclass(frozen=True)
class Person:
    """A signed-up user with an access token."""

    id: str
    email: str
    token: str


class Api:
    """Executes documents and creates test data through the GraphQL endpoint."""

    def __init__(self, http: AsyncClient, services: Services) -> None:
        self.http = http
        self.services = services

    async def send(
        self,
        document: str,
        variables: dict[str, Any] | None = None,
        *,
        as_user: Person | None = None,
    ) -> dict[str, Any]:
        """Send a document and return the complete response."""
        headers = {"Authorization": f"Bearer {as_user.token}"} if as_user else {}
        body = {"query": document, "variables": variables or {}}
        response = await self.http.post("/graphql", json=body, headers=headers)
        return response.json()

    async def execute(
        self,
        document: str,
        variables: dict[str, Any] | None = None,
        *,
        as_user: Person | None = None,
    ) -> Any:
        """Return the value of the document's only root field; fail the test on errors."""
        answer = await self.send(document, variables, as_user=as_user)
        assert "errors" not in answer, answer
        (value,) = answer["data"].values()
        return value

    async def error(
        self,
        document: str,
        variables: dict[str, Any] | None = None,
        *,
        as_user: Person | None = None,
    ) -> dict[str, Any]:
        """Return the only top-level error of the response."""
        answer = await self.send(document, variables, as_user=as_user)
        (error,) = answer["errors"]
        return error

    async def make_user(self, **overrides: Any) -> Person:
        """Create a user: by a sign-up, if it uses `overrides` or queues a mail."""
        if overrides or self.services.settings.smtp_url is not None:
            return await self.sign_up(**overrides)
        return await self._store_account(Role.USER)

    async def sign_up(self, **overrides: Any) -> Person:
        """Sign up through the endpoint."""
        number = next(_numbers)
        given = {
            "name": f"Author {number}",
            "email": f"author{number}@example.com",
            "password": PASSWORD,
        } | overrides
        result = await self.execute(SIGNUP, {"input": given})
        assert result["__typename"] == "SignupSuccess", result
        session = result["session"]
        return Person(session["viewer"]["user"]["id"], given["email"], session["accessToken"])

    async def make_admin(self) -> Person:
        """Create an admin, without a sign-up."""
        return await self._store_account(Role.ADMIN)

    async def _store_account(self, role: Role) -> Person:
        """Store an account as a sign-up does, in a quarter of its CPU time."""
        number, services = next(_numbers), self.services
        name, email = f"Author {number}", f"author{number}@example.com"
        user = UserDocument(
            name=name,
            name_prefixes=name_prefixes(name),
            email=email,
            password_hash=await services.passwords.hash(PASSWORD),
            role=role,
            created_at=now(),
        )
        raw = user.model_dump(exclude_none=True) | new_outbox(())
        oid = (await services.database["users"].insert_one(raw)).inserted_id
        return Person(encode_id("User", oid), email, services.tokens.issue(oid, 0).text)

    async def make_blog(self, author: Person, **overrides: Any) -> dict[str, Any]:
        given = {"brief": BRIEF, "title": "Balcony tomatoes", "markdown": MARKDOWN} | overrides
        result = await self.execute(SAVE, {"input": given}, as_user=author)
        assert result["__typename"] == "SaveBlogSuccess", result
        return result["blog"]

    async def move(self, field: str, blog_id: str, person: Person, **given: Any) -> dict[str, Any]:
        """Run a workflow mutation, by default on the current revision."""
        variables: dict[str, Any] = {"id": blog_id}
        if field in DECISION_INPUTS:
            raw = await self.services.database["blogs"].find_one({"_id": oid_of("Blog", blog_id)})
            revision = 1 if raw is None else raw.get("revision", 1)
            variables["input"] = {"expectedRevision": revision} | given
        return await self.execute(move_document(field), variables, as_user=person)

    async def make_published(
        self, author: Person, admin: Person, **overrides: Any
    ) -> dict[str, Any]:
        blog = await self.make_blog(author, **overrides)
        await self.move("requestPublish", blog["id"], author)
        return (await self.move("approveBlog", blog["id"], admin))["blog"]


WRITES = {"insert", "update", "delete", "findAndModify"}


class Commands(monitoring.CommandListener):
    """Recorder of database commands. Registered once, before any client is created."""

    def __init__(self) -> None:
        # Collections with writes since they were last emptied.
        self.written: set[str] = set()
        self._sinks: list[Callable[[monitoring.CommandStartedEvent], None]] = []

    @contextmanager
    def seen(self) -> Generator[list[str]]:
        """Record the names of the commands in the block, in order."""
        names: list[str] = []
        with self._sinking(lambda event: names.append(event.command_name)):
            yield names

    @contextmanager
    def sent(self) -> Generator[list[dict[str, Any]]]:
        """Record the commands in the block, in order."""
        commands: list[dict[str, Any]] = []
        with self._sinking(lambda event: commands.append(dict(event.command))):
            yield commands

    @contextmanager
    def _sinking(self, sink: Callable[[monitoring.CommandStartedEvent], None]) -> Generator[None]:
        self._sinks.append(sink)
        yield
        self._sinks.remove(sink)

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name in WRITES:
            self.written.add(event.command[event.command_name])
        for sink in self._sinks:
            sink(event)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        pass

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        pass


BLOG_FIELDS = """
  fragment BlogFields on Blog {
    id title slug status feedback revision viewerActions requestedAt publishedAt firstPublishedAt
    createdAt updatedAt selectedIdea introMarkdown outline imagePrompt coverImageUrl authorEmail
    tags
    author { id name }
    brief {
      language tone creativity focusOrNiche targetedKeyword targetedAudience referenceLinks length
    }
    content {
      markdown html excerpt wordCount readingMinutes
      sections { heading level anchor markdown html }
    }
    reviews { decision feedback decidedAt reviewer { id name } }
  }
"""
SIGNUP = """
  mutation Signup($input: SignupInput!) {
    signup(input: $input) {
      __typename
      ... on SignupSuccess {
        session { accessToken expiresAt viewer { email role user { id name } } }
      }
      ... on InvalidInputError { fields { path message code } }
      ... on UserError { message }
    }
  }
"""
LOGIN = """
  mutation Login($email: String!, $password: String!) {
    login(input: {email: $email, password: $password}) {
      __typename
      ... on LoginSuccess { session { accessToken viewer { email role user { id } } } }
      ... on UserError { message }
    }
  }
"""
SAVE = (
    """
  mutation Save($input: SaveBlogInput!) {
    saveBlog(input: $input) {
      __typename
      ... on SaveBlogSuccess { blog { ...BlogFields } }
      ... on InvalidInputError { fields { path message } }
      ... on UserError { message }
    }
  }
"""
    + BLOG_FIELDS
)
UPDATE = (
    """
  mutation Update($id: ID!, $input: UpdateBlogInput!) {
    updateBlog(id: $id, input: $input) {
      __typename
      ... on UpdateBlogSuccess { blog { ...BlogFields } }
      ... on EditConflictError { blog { ...BlogFields } }
      ... on BlogStatusError { blog { ...BlogFields } }
      ... on InvalidInputError { fields { path message } }
      ... on UserError { message }
    }
  }
"""
    + BLOG_FIELDS
)


# Input types of the mutations with an `expectedRevision`.
DECISION_INPUTS = {
    "approveBlog": "ApproveBlogInput",
    "rejectBlog": "RejectBlogInput",
    "republishBlog": "RepublishBlogInput",
    "discardWorkingCopy": "DiscardWorkingCopyInput",
    "restoreVersion": "RestoreVersionInput",
    "updateSlug": "UpdateSlugInput",
}


def move_document(field: str) -> str:
    """Return the document of a workflow mutation, with `$id`, and `$input` if it has an input."""
    decides = field in DECISION_INPUTS
    variable = f", $input: {DECISION_INPUTS[field]}!" if decides else ""
    argument = ", input: $input" if decides else ""
    conflict = "... on EditConflictError { blog { ...BlogFields } }" if decides else ""
    return (
        f"""
          mutation Move($id: ID!{variable}) {{
            {field}(id: $id{argument}) {{
              __typename
              {conflict}
              ... on {field[0].upper()}{field[1:]}Success {{ blog {{ ...BlogFields }} }}
              ... on BlogStatusError {{ blog {{ ...BlogFields }} }}
              ... on UserError {{ message }}
            }}
          }}
        """
        + BLOG_FIELDS
    )
