"""Unusual values for the positions of the schema's inputs, with the expected outcomes."""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from bson import ObjectId
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull
from schema_inputs import ABSENT, InputPosition, bare_type, is_required, named_type

from cms_blog.graphql.types.node_ids import encode_id

# refused: by the type system, or by the operation with the path of the position; nowhere: like the
# id of an object that the caller can't see; any: accepted or a typed error.
type Expected = Literal["refused", "nowhere", "any"]


class Case(NamedTuple):
    """A value to send at a position."""

    what: str
    value: Any
    expected: Expected


def cases(place: InputPosition, valid: Any, foreign_id: str) -> Iterator[Case]:
    """Yield cases for `place`; `valid` is a valid value, `foreign_id` another user's blog."""
    bare = bare_type(place.type)
    yield Case("null", None, "refused" if isinstance(place.type, GraphQLNonNull) else "any")
    if not place.is_item and is_required(place.slot):
        yield Case("absent", ABSENT, "refused")
    match bare:
        case GraphQLList():
            yield from _list_cases(place, valid)
        case GraphQLInputObjectType():
            yield from _wrong("a text", 1, [1], [[]])
            yield Case("empty object", {}, "any")
            yield Case("unknown field", valid | {"noSuchField": 1}, "refused")
        case GraphQLEnumType():
            yield from _wrong("NO_SUCH_VALUE", "", 1, True, {}, [[]])
        case _:
            yield from _scalar_cases(place, bare.name, foreign_id)


def _wrong(*values: Any) -> Iterator[Case]:
    for value in values:
        yield Case(f"wrong type: {value!r}", value, "refused")


def _list_cases(place: InputPosition, valid: Any) -> Iterator[Case]:
    yield Case("empty list", [], "any")
    yield from _wrong(1, {}, [[[]]])
    most = place.most_entries
    assert most is not None, f"{place.path}: the description does not say how many there may be"
    yield Case("one entry too many", valid * (most + 1), "refused")
    yield Case("many entries", valid * 1_000, "refused")


def _scalar_cases(place: InputPosition, scalar: str, foreign_id: str) -> Iterator[Case]:
    match scalar:
        case "Int":
            yield from _wrong("1", "", 1.5, True, 2**31, -(2**31) - 1, 10**19, {}, [[]])
            for value in (0, -1, -(2**31), 2**31 - 1):
                yield Case(str(value), value, "any")
        case "Boolean":
            yield from _wrong("true", "", 1, {}, [[]])
        case "ID":
            yield from _wrong(1.5, True, {}, [[]])
            for what, value in _ids(foreign_id):
                yield Case(what, value, "nowhere")
        case "Upload":
            yield from _wrong("a text", "", 1, True, {}, {"filename": "a.png"}, [[]])
            yield Case("empty file", b"", "any")
            yield Case("no image", b"x" * 1_000, "any")
        case _:
            yield from _wrong(1, 1.5, True, {}, [[]])
            yield from _text_cases(place, scalar)


def _text_cases(place: InputPosition, scalar: str) -> Iterator[Case]:
    stated = place.most_characters
    at_least = place.limit(r"([\d,]+) to [\d,]+ characters")
    not_empty = scalar in {"URL", "HexColor", "DateTime"} or at_least
    yield Case("empty", "", "refused" if not_empty else "any")
    yield Case("blank", " \n ", "refused" if not_empty else "any")
    yield Case("very long", text_of(place, 120_000), "refused" if stated else "any")
    yield Case("control character", "a\0b", "any")
    if scalar in {"URL", "HexColor"}:
        for text in ("example.com/a", "https://a b", "javascript:alert(1)", "https://", "#12345"):
            yield Case(f"malformed: {text}", text, "refused")
    yield Case("half a character", "a\ud800b", "refused")
    if stated:
        yield Case("one too long", text_of(place, stated + 1), "refused")
    else:
        yield Case("not base64", "%%%", "any")
        yield Case("bytes", "/+8A/wCAgYKD/v8=", "any")
        yield Case("not ASCII", "Blög", "any")
        yield Case("an id", encode_id("User", ObjectId()), "any")


def text_of(place: InputPosition, length: int) -> str:
    """Return a text of this length that is otherwise valid."""
    name, scalar = place.path[-1], named_type(place.type).name
    if scalar == "Markdown":
        return "# Tomatoes\n\n## Sun\n\n".ljust(length, "x")
    if scalar == "URL":
        return "https://example.com/".ljust(length, "x")
    if name in {"email", "newEmail"}:
        host = f"{'x' * 60}." * (length // 61)
        address = f"{'x' * 60}@{host}"[: length - 4]
        return (f"{address[:-1]}x" if address.endswith(".") else address) + ".com"
    return "x" * length


def _ids(foreign_id: str) -> Iterator[tuple[str, Any]]:
    yield "another user's", foreign_id
    yield "unknown", encode_id("Blog", ObjectId())
    yield "another type's", encode_id("User", ObjectId())
    yield "bare", str(ObjectId())
    yield "a number", 7
    yield "no ObjectId in it", "QmxvZzp4"
    yield "bytes", "/+8A/wCAgYKD/v8="
    yield "not base64", "%%%"
    yield "empty", ""
    yield "not ASCII", "Blög:\0"
    yield "very long", "QmxvZzo" * 30_000
