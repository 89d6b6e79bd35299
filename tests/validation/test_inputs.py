"""Validation of inputs: exact limits and classes of characters."""

import time
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import pytest
from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from cms_blog.errors import FieldErrorCode, InvalidInput
from cms_blog.validation.inputs import (
    Excerpt,
    HexColor,
    Input,
    Instant,
    Key,
    Line,
    Text,
    Verbatim,
    WebAddress,
    check,
    refuse,
)


class Sample(Input):
    """Input with one field of each type."""

    a_line: Annotated[str, Line(5)] = "x"
    some_text: Annotated[str, Text(5, 2)] = "xx"
    any_text: Annotated[str, Text(5, 0)] = ""
    kept: Annotated[str, Verbatim(5, 2)] = "xx"
    link: WebAddress = "https://example.com"
    color: HexColor = "#000000"
    moment: Instant = datetime(2026, 1, 31, tzinfo=UTC)
    key: Annotated[str, Key(5)] = "x"
    excerpt: Annotated[str, Excerpt(5, 0)] = ""
    numbers: Annotated[list[int], Field(min_length=1, max_length=2)] = [1]  # noqa: RUF012 - pydantic copies it


class Outer(Input):
    """Input with a nested input."""

    samples: list[Sample]


def problems(given: object, model: type[Input] = Sample) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        check(model, given)
    return {".".join(path): message for path, message, _ in refused.value.problems}


def problem(field: str, value: object) -> str | None:
    try:
        check(Sample, {field: value})
    except InvalidInput as invalid:
        ((path, message, _),) = invalid.problems
        assert len(path) == 1
        return message
    return None


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        *(("a_line", "x", None), ("a_line", "x" * 5, None)),
        *(("a_line", "", "can't be empty"), ("a_line", "x" * 6, "must have at most 5 characters")),
        *(("a_line", f" {'x' * 5} ", None), ("a_line", "a \t\n b", None)),
        *(("some_text", "xx", None), ("some_text", "x", "must have at least 2 characters")),
        *(
            ("some_text", "a\nb\nc", None),
            ("some_text", "a\nb\ncd", "must have at most 5 characters"),
        ),
        *(("any_text", "", None), ("any_text", "x" * 6, "must have at most 5 characters")),
        *(("kept", "  ", None), ("kept", "\x00\x00", None), ("kept", "\ud800\ud800", None)),
        *(("kept", " ", "must have at least 2 characters"), ("kept", "x" * 5, None)),
        ("kept", "x" * 6, "must have at most 5 characters"),
        *(("numbers", [1], None), ("numbers", [1, 2], None)),
        *(("numbers", [], "must have at least 1 entries"),),
        *(("numbers", [1, 2, 3], "must have at most 2 entries"),),
        ("a_line", "\ud800", "contains half of a surrogate pair (U+D800), which can't be stored"),
        ("a_line", "x\udfff", "contains half of a surrogate pair (U+DFFF), which can't be stored"),
        (
            "some_text",
            "a\udc00",
            "contains half of a surrogate pair (U+DC00), which can't be stored",
        ),
    ],
)
def test_length_limits_are_exact(field: str, value: object, message: str | None):
    assert problem(field, value) == message


INVISIBLE = [
    *(" ", "\t", "\n", "\r", "\x0b", "\x0c", "\x00", "\x1b", "\x7f", "\x85", "\xa0", "\xad"),
    *("\u034f", "\u061c", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u180b", "\u180e", "\u180f"),
    *("\u1680", "\u2000", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2028", "\u2029"),
    *("\u202a", "\u202e", "\u202f", "\u205f", "\u2060", "\u2064", "\u2066", "\u2069", "\u206f"),
    *("\u2800", "\u3000", "\u3164", "\ufe00", "\ufe0f", "\ufeff", "\uffa0", "\ufff0", "\ufff8"),
    *("\U0001bca0", "\U0001bca3", "\U0001d173", "\U0001d17a", "\U000e0001", "\U000e0fff"),
]
# Characters next to the invisible ones, and one of each visible general category.
VISIBLE = [
    *("a", "0", "-", "_", "\xa1", "\xac", "\xae", "\u0301", "\u0350", "\u1161", "\u17b6", "\u2010"),
    *("\u20ac", "\u27ff", "\u2801", "\u3163", "\u3165", "\ufdff", "\ufe10", "\uff9f", "\uffa1"),
    *("\u0e01", "\u0921", "\u0627", "\u05d0", "\u5806", "\U0001f600", "\U0001bca4", "\U0001d172"),
]


@pytest.mark.parametrize("char", INVISIBLE, ids=ascii)
def test_text_without_visible_characters_is_empty(char: str):
    for text in (char, char * 2, char * 1_000, f" {char}\n{char}"):
        assert problem("a_line", text) == "can't be empty"
        assert problem("some_text", text) == "must have at least 2 characters"
        assert check(Sample, {"any_text": text}).any_text == ""


@pytest.mark.parametrize("char", VISIBLE, ids=ascii)
def test_text_with_one_visible_character_is_not_empty(char: str):
    assert check(Sample, {"a_line": char}).a_line == char
    assert check(Sample, {"a_line": f" {char}\u200b"}).a_line.strip("\u200b") == char


def test_names_in_any_script_are_unchanged():
    for name in ("\u0430\u0434\u0430", "\u5806\u80a5", "\u0e01\u0e34\u0e19", "\u05d0\u05d1", "O'N"):
        assert check(Sample, {"a_line": name}).a_line == name
        assert unicodedata.is_normalized("NFC", name)


URL = "must be an absolute http or https URL"
LONGEST = "https://example.com/" + "x" * (2_048 - 20)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        *(("http://a", None), ("https://example.com/a?b#c", None), (" https://a.example ", None)),
        *(("HTTPS://a.example", None), ("https://a.example:65535/", None), (LONGEST, None)),
        *(("https://[::1]/", None), (LONGEST + "x", "must have at most 2,048 characters")),
        *((value, URL) for value in ("", "a", "example.com/a", "//a", "https://", "http:///a")),
        *((value, URL) for value in ("ftp://a", "javascript://a", "data:x", "https://a b")),
        *((value, URL) for value in ("https://a:65536/", "https://a:x/", "https://[::1/")),
        *(
            (value, URL)
            for value in ('https://a/"', "https://a/<", "https://a/>", "https://a/\xa0b")
        ),
    ],
)
def test_web_address_is_an_absolute_http_url(value: str, message: str | None):
    assert problem("link", value) == message
    if message is None:
        assert check(Sample, {"link": value}).link == value.strip()


COLOR = "must be a colour in hexadecimal notation, for example #1A2B3C"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        *(("#1a2b3c", None), (" #1A2B3C\n", None), ("#fFfFfF", None), ("#09af09", None)),
        *((value, COLOR) for value in ("", "1a2b3c", "#1a2b3", "#1a2b3c4", "#1a2b3g", "# 1a2b3c")),
        *((value, COLOR) for value in ("red", "#1a2b3c;", "x#1a2b3c", "#\uff11a2b3c")),
    ],
)
def test_colour_has_six_hexadecimal_digits(value: str, message: str | None):
    assert problem("color", value) == message
    if message is None:
        assert check(Sample, {"color": value}).color == value.strip().lower()


def test_all_problems_are_reported_with_their_paths():
    given = {"a_line": "", "some_text": "x", "numbers": ["x"], "unknown": 1}
    found = problems(given)
    assert list(found) == ["aLine", "someText", "numbers.0", "unknown"]
    assert found["aLine"] == "can't be empty"
    nested = problems({"samples": [{}, {"a_line": ""}]}, Outer)
    assert nested == {"samples.1.aLine": "can't be empty"}
    assert list(problems("text")) == ["input"]
    assert list(problems(None)) == ["input"]


def test_message_has_the_first_problem_and_the_number_of_others():
    with pytest.raises(InvalidInput) as refused:
        check(Sample, {"a_line": "", "some_text": "x", "kept": ""})
    assert refused.value.message == "aLine: can't be empty (2 more: see `fields`)"
    with pytest.raises(InvalidInput) as refused:
        check(Sample, {"a_line": ""})
    assert refused.value.message == "aLine: can't be empty"


def test_refuse_reports_the_path():
    with pytest.raises(InvalidInput) as refused:
        refuse("brief.tone", "is unknown")
    assert refused.value.problems == ((("brief", "tone"), "is unknown", FieldErrorCode.INVALID),)
    assert refused.value.message == "brief.tone: is unknown"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("a_line", " ", FieldErrorCode.BLANK),
        ("some_text", "x", FieldErrorCode.TOO_SHORT),
        ("numbers", [], FieldErrorCode.TOO_SHORT),
        ("a_line", "x" * 6, FieldErrorCode.TOO_LONG),
        ("link", "https://example.com/" + "a" * 2_029, FieldErrorCode.TOO_LONG),
        ("numbers", [1, 2, 3], FieldErrorCode.TOO_MANY),
        ("a_line", "\ud800", FieldErrorCode.MALFORMED),
        ("link", "example.com", FieldErrorCode.MALFORMED),
        ("color", "red", FieldErrorCode.MALFORMED),
        ("moment", "today", FieldErrorCode.MALFORMED),
        ("key", "\n", FieldErrorCode.MALFORMED),
        ("numbers", ["x"], FieldErrorCode.INVALID),
        ("unknown", 1, FieldErrorCode.INVALID),
    ],
)
def test_each_kind_of_problem_has_a_code(field: str, value: object, code: FieldErrorCode):
    with pytest.raises(InvalidInput) as refused:
        check(Sample, {field: value})
    assert [problem.code for problem in refused.value.problems] == [code]


@dataclass
class Given:
    """Dataclass input, as from Strawberry."""

    a_line: str
    numbers: list[int]


@dataclass
class Nested:
    """Input with a list of inputs."""

    samples: list[Any]


def test_nested_dataclasses_and_mappings_are_accepted():
    assert check(Sample, Given("x", [2])).numbers == [2]
    outer = check(Outer, Nested([Given("x", [1, 2]), {"a_line": "y"}]))
    assert [sample.a_line for sample in outer.samples] == ["x", "y"]
    assert outer.samples[0].numbers == [1, 2]
    assert check(Outer, {"samples": [Given("z", [3])]}).samples[0].a_line == "z"
    assert list(problems(Given)) == ["input"]


def test_validated_input_is_frozen():
    sample = check(Sample, {})
    with pytest.raises(ValueError, match="frozen"):
        sample.a_line = "y"


class Contextual(Input):
    """Input whose validators use the context."""

    name: str

    @field_validator("name")
    @classmethod
    def _check(cls, name: str, info: ValidationInfo[str | None]) -> str:
        return f"{name} {info.context}"


def test_context_is_passed_to_the_validators():
    assert check(Contextual, {"name": "x"}, "here").name == "x here"
    assert check(Contextual, {"name": "x"}).name == "x None"


INSTANT = "must be a date and time with offset (RFC 3339), such as 2026-01-31T12:00:00Z"
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        *(("2026-01-31T12:00:00Z", NOON), ("2026-01-31t12:00:00z", NOON), (NOON, NOON)),
        *(("2026-01-31T13:30:00+01:30", NOON), ("2026-01-31T10:30:00-01:30", NOON)),
        ("2026-01-31T12:00:00.25Z", NOON.replace(microsecond=250_000)),
        *((value, None) for value in ("", "today", "2026-01-31", "2026-01-31T12:00:00")),
        *((value, None) for value in ("2026-01-31T12:00Z", "2026-01-31 12:00:00Z")),
        *((value, None) for value in ("2026-01-31T12:00:00Zx", "x2026-01-31T12:00:00Z")),
        *((value, None) for value in ("2026-02-30T12:00:00Z", "2026-01-31T24:00:01Z")),
        # Not representable in UTC.
        *((value, None) for value in ("0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00")),
    ],
    ids=str,
)
def test_instant_is_a_time_with_offset(value: object, moment: datetime | None):
    assert problem("moment", value) == (None if moment else INSTANT)
    if moment:
        found = check(Sample, {"moment": value}).moment
        assert (found, found.tzinfo) == (moment, UTC)


def test_excerpts_keep_white_space_at_their_ends():
    assert check(Sample, {"excerpt": " a \n "}).excerpt == " a \n "
    assert check(Sample, {"excerpt": ""}).excerpt == ""
    assert problem("excerpt", "\ud800") is not None


@pytest.mark.parametrize(
    ("value", "message"),
    [
        *(("a b", None), (" a ", None), ("x" * 5, None)),
        *(("", "can't be empty"), ("  ", "can't be empty")),
        ("x" * 6, "must have at most 5 characters"),
        ("a\n", "can't contain control characters or line breaks"),
        ("a\u200b", "can't contain control characters or line breaks"),
    ],
)
def test_keys_are_unchanged_or_refused(value: str, message: str | None):
    assert problem("key", value) == message
    if message is None:
        assert check(Sample, {"key": value}).key == value


def test_null_and_wrong_types_have_messages_of_their_own():
    assert problem("a_line", None) == "can't be null"
    assert problem("numbers", None) == "can't be null"
    assert problem("a_line", 1) == "Input should be a valid string"


def test_limits_are_written_with_thousands_separators():
    class Long(Input):
        text: Annotated[str, Line(2_000)]

    assert problems({"text": "x" * 2_001}, Long) == {"text": "must have at most 2,000 characters"}


class Failing(Input):
    """Input whose value is the type of its error."""

    kind: str

    @field_validator("kind")
    @classmethod
    def _check(cls, kind: Any) -> str:
        raise PydanticCustomError(kind, "is wrong")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("blank_password", FieldErrorCode.BLANK),
        *((kind, FieldErrorCode.MALFORMED) for kind in ("slug", "email")),
        *((kind, FieldErrorCode.NOT_ALLOWED) for kind in ("special_use_domain", "common_password")),
        ("other", FieldErrorCode.INVALID),
    ],
)
def test_errors_of_other_modules_have_codes(kind: str, code: FieldErrorCode):
    with pytest.raises(InvalidInput) as refused:
        check(Failing, {"kind": kind})
    assert refused.value.problems == ((("kind",), "is wrong", code),)


def test_instants_are_in_utc_in_any_time_zone_of_the_machine():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Kolkata")
        time.tzset()
        moment = check(Sample, {"moment": "2026-01-31T13:00:00+01:00"}).moment
    time.tzset()
    assert (moment, moment.utcoffset()) == (NOON, timedelta(0))
