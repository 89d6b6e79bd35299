"""Custom scalars of the schema.

Scalars check the JSON type; the error is a top-level BAD_REQUEST. The input models
(`cms_blog.validation.inputs`) check the format; the error is an InvalidInputError with the path of
the field.
"""

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

# Zero-padded numbers for dates.
_TWO = [f"{number:02d}" for number in range(100)]
_THREE = [f"{number:03d}" for number in range(1_000)]


def format_instant(value: datetime) -> str:
    """Format an aware datetime as RFC 3339 in UTC, in milliseconds (the precision of MongoDB)."""
    # Datetimes from the database are in UTC already, with the driver's own tzinfo.
    at = value if value.tzinfo is utc or value.tzinfo is UTC else value.astimezone(UTC)
    # Takes half the time of `isoformat`; a page of blogs has forty instants.
    century, year = divmod(at.year, 100)
    return (
        f"{_TWO[century]}{_TWO[year]}-{_TWO[at.month]}-{_TWO[at.day]}T{_TWO[at.hour]}:{_TWO[at.minute]}:"
        f"{_TWO[at.second]}.{_THREE[at.microsecond // 1000]}Z"
    )


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
            "Upload must be a file, sent with the GraphQL multipart request specification."
        )
    return value


def _no_literal(*_: object) -> object:
    raise GraphQLError("Upload can't be a literal in the query. Pass it as a variable.")


_unchanged = str


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="RFC 3339 instant in UTC, with milliseconds: `2026-01-31T12:00:00.000Z`.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
        serialize=format_instant,
        parse_value=_string("DateTime"),
    ),
    Markdown: strawberry.scalar(
        name="Markdown",
        description=(
            "GitHub Flavored Markdown: CommonMark with tables, task lists, strikethrough, "
            "footnotes and bare links. Links to headings use GitHub's ids, for example "
            "`#tips--tricks`, or a section's `anchor`."
        ),
        specified_by_url="https://spec.commonmark.org",
        serialize=_unchanged,
        parse_value=_string("Markdown"),
    ),
    HTML: strawberry.scalar(
        name="HTML",
        description="Sanitised HTML that is safe to insert into a page.",
        specified_by_url="https://html.spec.whatwg.org",
        serialize=_unchanged,
        parse_value=_string("HTML"),
    ),
    URL: strawberry.scalar(
        name="URL",
        description="An absolute http or https URL of at most 2,048 characters.",
        specified_by_url="https://url.spec.whatwg.org",
        serialize=_unchanged,
        parse_value=_string("URL"),
    ),
    HexColor: strawberry.scalar(
        name="HexColor",
        description="A colour in the format `#RRGGBB`.",
        specified_by_url="https://www.w3.org/TR/css-color-4/#hex-notation",
        serialize=_unchanged,
        parse_value=_string("HexColor"),
    ),
    Upload: strawberry.scalar(
        name="Upload",
        description=(
            "A file, sent with the GraphQL multipart request specification. Must be a variable, "
            "not a literal in the query."
        ),
        specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
        serialize=_no_literal,
        parse_value=_parse_upload,
        parse_literal=_no_literal,
    ),
}
