"""Validation of inputs: pydantic models whose errors use GraphQL's field names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, NoReturn, cast
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    ValidationError,
)
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from cms_blog.errors import FieldErrorCode, FieldProblem, InvalidInput
from cms_blog.validation.text import clean_characters, clean_line, clean_lines, is_blank

MAX_URL = 2_048

# Lone surrogates can't be encoded as UTF-8, so MongoDB can't store them.
_SURROGATE = re.compile("[\ud800-\udfff]")
_HEX_COLOR = re.compile("#[0-9a-f]{6}")
# RFC 3339, section 5.6. The offset is required: without it the instant is unknown.
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_WHITESPACE = re.compile(r"\s+")
# Codes of pydantic's error types and of those below; others are INVALID.
_CODES = {
    "blank": FieldErrorCode.BLANK,
    "blank_password": FieldErrorCode.BLANK,
    "too_short_text": FieldErrorCode.TOO_SHORT,
    "too_short": FieldErrorCode.TOO_SHORT,
    "too_long_text": FieldErrorCode.TOO_LONG,
    "too_long": FieldErrorCode.TOO_MANY,
    "surrogate": FieldErrorCode.MALFORMED,
    "url": FieldErrorCode.MALFORMED,
    "instant": FieldErrorCode.MALFORMED,
    "hex_color": FieldErrorCode.MALFORMED,
    "key": FieldErrorCode.MALFORMED,
    "slug": FieldErrorCode.MALFORMED,
    "email": FieldErrorCode.MALFORMED,
    "special_use_domain": FieldErrorCode.NOT_ALLOWED,
    "common_password": FieldErrorCode.NOT_ALLOWED,
}


class Input(BaseModel):
    """Base class of an operation's input. Frozen; unknown fields are rejected."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def check[T: Input](model: type[T], given: object, context: object = None) -> T:
    """Validate `given`, a dataclass or mapping, as an instance of `model`.

    `context` is passed to the model's validators.

    Raises:
        InvalidInput: lists all problems, each with its path in the GraphQL input.
    """
    try:
        return model.model_validate(_plain(given), context=context)
    except ValidationError as error:
        raise InvalidInput([_problem(dict(problem)) for problem in error.errors()]) from None


def refuse(path: str, message: str, code: FieldErrorCode = FieldErrorCode.INVALID) -> NoReturn:
    """Raise InvalidInput for the field at a dotted `path`, for example `brief.tone`."""
    raise InvalidInput([FieldProblem(tuple(path.split(".")), message, code)])


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in cast("Mapping[str, object]", value).items()}
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[object]", value)]
    return value


def _problem(problem: Mapping[str, Any]) -> FieldProblem:
    path = tuple(
        to_camel(part) if isinstance(part, str) else str(part) for part in problem["loc"]
    ) or ("input",)
    limits = cast("Mapping[str, object]", problem.get("ctx") or {})
    match problem["type"]:
        case "too_short":
            message = f"must have at least {limits['min_length']} entries"
        case "too_long":
            message = f"must have at most {limits['max_length']} entries"
        case _ if problem["input"] is None:
            message = "can't be null"
        case _:
            message = cast("str", problem["msg"])
    return FieldProblem(path, message, _CODES.get(problem["type"], FieldErrorCode.INVALID))


def _storable(text: str) -> str:
    if found := _SURROGATE.search(text):
        raise PydanticCustomError(
            "surrogate",
            "contains half of a surrogate pair ({code}), which can't be stored",
            {"code": f"U+{ord(found[0]):04X}"},
        )
    return text


def _visible(text: str) -> str:
    return "" if is_blank(text) else text


def _web_address(text: str) -> str:
    url = clean_line(_storable(text))
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        usable = False
    if not usable or _WHITESPACE.search(url) or '"' in url or "<" in url or ">" in url:
        raise PydanticCustomError("url", "must be an absolute http or https URL")
    if len(url) > MAX_URL:
        raise PydanticCustomError("too_long_text", "must have at most 2,048 characters")
    return url


def _instant(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        if _INSTANT.fullmatch(value):
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise PydanticCustomError(
        "instant", "must be a date and time with offset (RFC 3339), such as 2026-01-31T12:00:00Z"
    )


def _hex_color(text: str) -> str:
    color = text.strip().lower()
    if not _HEX_COLOR.fullmatch(color):
        raise PydanticCustomError(
            "hex_color", "must be a colour in hexadecimal notation, for example #1A2B3C"
        )
    return color


@dataclass(frozen=True)
class Line:
    """`Annotated[str, Line(200)]`: a single line of `least` to `most` characters.

    The length is checked after `text.clean_line`.
    """

    most: int
    least: int = 1

    def clean(self, value: str) -> str:
        return _visible(clean_line(_storable(value)))

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, value: str) -> str:
        cleaned = self.clean(value)
        if len(cleaned) < self.least:
            if self.least == 1:
                raise PydanticCustomError("blank", "can't be empty")
            raise PydanticCustomError(
                "too_short_text", "must have at least {least} characters", {"least": self.least}
            )
        if len(cleaned) > self.most:
            raise PydanticCustomError(
                "too_long_text", "must have at most {most} characters", {"most": f"{self.most:,}"}
            )
        return cleaned


class Text(Line):
    """`Annotated[str, Text(2_000)]`: multi-line text, cleaned by `text.clean_lines`."""

    def clean(self, value: str) -> str:
        return _visible(clean_lines(_storable(value)))


class Excerpt(Line):
    """`Annotated[str, Excerpt(100, 0)]`: a piece of a text, with the white space at its ends."""

    def clean(self, value: str) -> str:
        return clean_characters(_storable(value))


class Verbatim(Line):
    """`Annotated[str, Verbatim(1_024, 8)]`: any characters, unchanged."""

    def clean(self, value: str) -> str:
        return value


class Key(Line):
    """`Annotated[str, Key(100)]`: a non-blank identifier, compared byte by byte.

    Keys with invisible characters are rejected, not cleaned, so that different keys stay different.
    """

    def clean(self, value: str) -> str:
        if not value.isprintable():
            raise PydanticCustomError("key", "can't contain control characters or line breaks")
        return _visible(value)


type HexColor = Annotated[str, AfterValidator(_hex_color)]
type Instant = Annotated[datetime, BeforeValidator(_instant)]
type WebAddress = Annotated[str, AfterValidator(_web_address)]
