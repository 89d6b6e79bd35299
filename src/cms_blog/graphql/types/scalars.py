"""The contract's custom scalars.

A scalar refuses values of another type, and what programs write, as instants: the error is a
top-level BAD_REQUEST. What people type is checked by the operation's input model
(`cms_blog.validation.inputs`): the error is an InvalidInputError with the field's path.
"""

import re
from datetime import UTC, datetime
from typing import Any, NewType

import strawberry
from bson.tz_util import utc
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

Markdown = NewType("Markdown", str)
HTML = NewType("HTML", str)
URL = NewType("URL", str)
HexColor = NewType("HexColor", str)
Upload = NewType("Upload", object)

# Numbers as dates have them.
_TWO = [f"{number:02d}" for number in range(100)]
_THREE = [f"{number:03d}" for number in range(1_000)]
# RFC 3339, section 5.6, with an offset: a time without one names no instant.
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def format_instant(value: datetime) -> str:
    """An aware datetime as RFC 3339 in UTC, to the millisecond: what MongoDB keeps."""
    # What comes from the database is in UTC already, in the driver's own class for it.
    at = value if value.tzinfo is utc or value.tzinfo is UTC else value.astimezone(UTC)
    # Half of what `isoformat` takes; a page has forty of them.
    century, year = divmod(at.year, 100)
    return (
        f"{_TWO[century]}{_TWO[year]}-{_TWO[at.month]}-{_TWO[at.day]}T{_TWO[at.hour]}:{_TWO[at.minute]}:"
        f"{_TWO[at.second]}.{_THREE[at.microsecond // 1000]}Z"
    )


def _parse_instant(value: object) -> datetime:
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise GraphQLError("DateTime must be an RFC 3339 instant, as 2026-01-31T12:00:00Z.")


def _string(name: str) -> Any:
    def parse(value: object) -> str:
        if not isinstance(value, str):
            raise GraphQLError(f"{name} must be a string.")
        return value

    return parse


def _parse_upload(value: object) -> object:
    # The endpoint inserts uploads; a value from JSON is never an upload.
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        raise GraphQLError(
            "Upload must be a file, sent as the GraphQL multipart request specification says."
        )
    return value


def _no_literal(*_: object) -> object:
    raise GraphQLError("Upload can't be written into the query; pass it as a variable.")


_as_it_is = str


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant in UTC, RFC 3339, to the millisecond: `2026-01-31T12:00:00.000Z`.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
        serialize=format_instant,
        parse_value=_parse_instant,
    ),
    Markdown: strawberry.scalar(
        name="Markdown",
        description=(
            "GitHub Flavored Markdown: CommonMark with tables, task lists, strikethrough, "
            "footnotes and bare links. Links to headings take GitHub's ids, as `#tips--tricks`, or "
            "a section's `anchor`."
        ),
        specified_by_url="https://spec.commonmark.org",
        serialize=_as_it_is,
        parse_value=_string("Markdown"),
    ),
    HTML: strawberry.scalar(
        name="HTML",
        description="Sanitised HTML: safe to put into a page as it is.",
        specified_by_url="https://html.spec.whatwg.org",
        serialize=_as_it_is,
        parse_value=_string("HTML"),
    ),
    URL: strawberry.scalar(
        name="URL",
        description="An absolute http or https URL, 2,048 characters at most.",
        specified_by_url="https://url.spec.whatwg.org",
        serialize=_as_it_is,
        parse_value=_string("URL"),
    ),
    HexColor: strawberry.scalar(
        name="HexColor",
        description="A colour as `#RRGGBB`.",
        specified_by_url="https://www.w3.org/TR/css-color-4/#hex-notation",
        serialize=_as_it_is,
        parse_value=_string("HexColor"),
    ),
    Upload: strawberry.scalar(
        name="Upload",
        description=(
            "A file, sent as the GraphQL multipart request specification says. It is always a "
            "variable, never a value in the query."
        ),
        specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
        serialize=_no_literal,
        parse_value=_parse_upload,
        parse_literal=_no_literal,
    ),
}
