"""Reference of the errors: codes of top-level errors, members of result unions, field codes."""

from collections.abc import Iterator
from inspect import getdoc

from graphql import GraphQLEnumType, GraphQLInterfaceType, GraphQLSchema
from tools.reference.markdown import heading, page, prose, table

from cms_blog import rate_limits
from cms_blog.errors import RequestError
from cms_blog.graphql.transport import requests, responses
from cms_blog.graphql.transport.http import RESULTS, status_for

_INTRODUCTION = """
Errors that a user can cause and correct are data: members of a mutation's result union. All other
errors are in `errors`, with `extensions.code` and `extensions.requestId`; the server's log has the
same request id. Retry errors that have `retryAfterSeconds` after that time.
"""
_STATUSES = """
The HTTP status in the second column is that with `application/json`, and in the third that with
`application/graphql-response+json`. A response with `data` has 200.
"""
_MEMBERS = """
Each has a `message` for the user. Select `... on UserError { message }`, which also covers members
that are added later.
"""
_INTERNAL = ("INTERNAL_SERVER_ERROR", "A fault of the server. The log has the cause.")
# Modules that define subclasses of RequestError.
_DEFINED_IN = (requests, responses, rate_limits)


def codes() -> Iterator[tuple[str, str]]:
    """Yield each code of top-level errors with its meaning."""
    for kind in _subclasses(RequestError):
        if "code" in vars(kind):
            meaning = " ".join((getdoc(kind) or "").split())
            yield kind.code, meaning.replace("retry_after_seconds", "retryAfterSeconds")
    yield _INTERNAL


def errors_page(schema: GraphQLSchema) -> str:
    """Return the page of all errors."""
    statuses = [
        [f"`{code}`", *_statuses(code), prose(meaning)] for code, meaning in sorted(codes())
    ]
    failure = schema.type_map["UserError"]
    assert isinstance(failure, GraphQLInterfaceType)
    members = [
        [f"[`{kind.name}`](#type-{kind.name.lower()})", prose(kind.description or "")]
        for kind in schema.get_possible_types(failure)
    ]
    parts = [
        heading(2, "Codes of top-level errors", "error-codes"),
        _STATUSES,
        table(["Code", "JSON", "GraphQL", "Meaning"], statuses),
        heading(2, "Members of result unions", "user-errors"),
        _MEMBERS,
        table(["Type", "Meaning"], sorted(members)),
        heading(2, "Codes of input problems", "field-error-codes"),
        "`InvalidInputError.fields` lists each problem with the path of its field and a code.\n",
        table(["Code", "Meaning"], _field_codes(schema)),
    ]
    return page("Errors", _INTRODUCTION, parts)


def _statuses(code: str) -> Iterator[str]:
    response = {"errors": [{"extensions": {"code": code}}]}
    return (str(status_for(response, media_type)) for media_type in RESULTS)


def _field_codes(schema: GraphQLSchema) -> Iterator[list[str]]:
    kinds = schema.type_map["FieldErrorCode"]
    assert isinstance(kinds, GraphQLEnumType)
    for name, value in kinds.values.items():
        yield [f"`{name}`", prose(value.description or "")]


def _subclasses(kind: type[RequestError]) -> Iterator[type[RequestError]]:
    for child in kind.__subclasses__():
        if child.__module__.startswith("cms_blog"):
            yield child
            yield from _subclasses(child)
