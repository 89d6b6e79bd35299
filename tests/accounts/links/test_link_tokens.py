"""Signed tokens: each kind with every reader, expiry, alterations, and rotation of the secret."""

import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import jwt
import pytest
from bson import ObjectId
from pydantic import SecretStr

from cms_blog.accounts.credentials import Tokens
from cms_blog.accounts.links.tokens import InvalidLink, LinkTokens, TokenKind, digest_of
from cms_blog.blogs.content.checks.provenance import Generator, ReceiptContents, Receipts
from cms_blog.blogs.previews.links import PreviewLinks
from cms_blog.errors import InvalidInput, Unauthenticated

SECRET, OTHER_SECRET = "a" * 32, "b" * 32
SUBJECT = ObjectId()
START = datetime(2026, 1, 31, 23, 59, 50, tzinfo=UTC)
HOUR = timedelta(hours=1)
KINDS: tuple[TokenKind, ...] = get_args(TokenKind.__value__)
# Claims of all kinds together, so that no reader refuses a token for a claim that is missing.
CLAIMS = {"epoch": 0, "by": str(ObjectId()), "state": "", "id": "", "sentences": "", "address": ""}


def at(now: datetime, secret: str = SECRET, previous: str | None = None) -> LinkTokens:
    kept = None if previous is None else SecretStr(previous)
    return LinkTokens(secret, previous=kept, clock=lambda: now)


def issued(kind: TokenKind, secret: str = SECRET) -> str:
    return at(START, secret).issue(kind, SUBJECT, CLAIMS, HOUR).text


def _reads(kind: TokenKind) -> Callable[[str], bool]:
    return lambda text: at(START).read(kind, text) is not None


def _is_session(text: str) -> bool:
    try:
        Tokens(SECRET, lifetime=HOUR, clock=lambda: START).read(text)
    except Unauthenticated:
        return False
    return True


def _is_receipt(text: str) -> bool:
    try:
        return Receipts(SECRET, clock=lambda: START).read([text], SUBJECT) != ReceiptContents()
    except InvalidInput:
        return False


READERS: dict[str, Callable[[str], bool]] = {
    **{kind: _reads(kind) for kind in KINDS},
    "session (Tokens)": _is_session,
    "preview (PreviewLinks)": lambda text: PreviewLinks(at(START)).read(text) is not None,
    "receipt (Receipts)": _is_receipt,
}


def _receipt() -> str:
    model = Generator(model="a model", prompts=1)
    return Receipts(SECRET, clock=lambda: START).issue(SUBJECT, [], None, model)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_token_is_accepted_as_its_own_kind_only(kind: TokenKind, reader: str):
    # A receipt names its key in a header of its own; see `Receipts`.
    text = _receipt() if kind == "receipt" else issued(kind)
    expected = kind == reader.partition(" ")[0]
    assert READERS[reader](text) == expected


@pytest.mark.parametrize("reader", [kind for kind in KINDS if kind != "session"])
def test_the_audience_alone_does_not_make_a_kind(reader: TokenKind):
    """The signing keys differ as well: a session with a changed audience stays a session."""
    claims = jwt.decode(issued("session"), options={"verify_signature": False})
    changed = jwt.encode(claims | {"aud": f"cms-blog/{reader}"}, SECRET, "HS256")
    assert not READERS[reader](changed)


def test_issuer_and_reader_agree_on_subject_claims_and_expiry():
    token = at(START).issue("reset", SUBJECT, {"state": "s"}, HOUR)
    read = at(START).read("reset", token.text)
    assert read is not None
    assert (read.kind, read.subject, read.expires_at) == ("reset", SUBJECT, START + HOUR)
    assert read.values["state"] == "s"
    assert token.expires_at == START + HOUR


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_ends_exactly_at_its_expiry(kind: TokenKind):
    text = issued(kind)
    assert at(START + HOUR - timedelta(microseconds=1)).read(kind, text) is not None
    assert at(START + HOUR).read(kind, text) is None


def test_claims_of_the_caller_do_not_replace_registered_ones():
    given = {"aud": "cms-blog", "exp": 0, "sub": "x"}
    token = at(START).issue("reset", SUBJECT, given, HOUR)
    assert at(START).read("reset", token.text) is not None
    assert at(START).read("session", token.text) is None


@pytest.mark.parametrize("kind", KINDS)
def test_tokens_of_another_secret_are_accepted_only_during_a_rotation(kind: TokenKind):
    text = issued(kind, OTHER_SECRET)
    assert at(START).read(kind, text) is None
    assert at(START, SECRET, OTHER_SECRET).read(kind, text) is not None
    assert at(START, SECRET, OTHER_SECRET).read(kind, issued(kind)) is not None


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", ".", "..", "a.b.c", "\0", "a\0.b.c", "\ud800", "🌱" * 20, "null"),
        *("x" * 1_000_000, "eyJhbGciOiJub25lIn0.e30."),
    ],
)
def test_malformed_tokens_are_invalid(text: str):
    assert [kind for kind in KINDS if at(START).read(kind, text)] == []


def test_altered_tokens_are_invalid():
    text = issued("reset")
    head, body, signature = text.split(".")
    first = "B" if signature[0] == "A" else "A"
    for altered in (
        f"{head}.{body}.",
        f"{head}.{body}.{first}{signature[1:]}",
        f"{head}.{body[:-2]}.{signature}",
        f"{text}x",
        text[:-4],
    ):
        assert at(START).read("reset", altered) is None
    assert at(START).read("reset", text) is not None


@pytest.mark.parametrize(
    ("kind", "key", "audience"),
    [
        ("session", SECRET.encode(), "cms-blog"),
        ("preview", hmac.digest(SECRET.encode(), b"cms-blog/preview", "sha256"), None),
        ("receipt", hmac.digest(SECRET.encode(), b"cms-blog/receipt", "sha256"), None),
    ],
    ids=["session", "preview", "receipt"],
)
def test_tokens_of_earlier_releases_stay_valid(kind: TokenKind, key: bytes, audience: str | None):
    start = int(START.timestamp())
    claims: dict[str, Any] = {"sub": str(SUBJECT), "iat": start, "exp": start + 1, "jti": "x"}
    claims |= {"iss": "cms-blog", "aud": audience or f"cms-blog/{kind}"}
    assert at(START).read(kind, jwt.encode(claims, key, "HS256")) is not None


def test_a_digest_changes_with_each_part_of_the_state():
    assert digest_of("a", 1) == digest_of("a", 1)
    different = [("a", 1), ("a", 2), ("b", 1), ("a1",), ("a", "1"), ("a", 1, None), ("\ud800", 1)]
    assert len({digest_of(*state) for state in different}) == len(different)


def claims_at(start: datetime, **changes: Any) -> dict[str, Any]:
    seconds = int(start.timestamp())
    claims: dict[str, Any] = {"sub": str(SUBJECT), "iat": seconds, "exp": seconds + 3600}
    claims |= {"jti": "x", "iss": "cms-blog", "aud": "cms-blog/reset"} | changes
    return {name: value for name, value in claims.items() if value is not None}


def signed(**changes: Any) -> str:
    key = hmac.digest(SECRET.encode(), b"cms-blog/reset", "sha256")
    return jwt.encode(claims_at(START, **changes), key, "HS256")


@pytest.mark.parametrize("claim", ["sub", "iat", "exp", "jti", "iss", "aud"])
def test_each_registered_claim_is_required(claim: str):
    assert at(START).read("reset", signed()) is not None
    assert at(START).read("reset", signed(**{claim: None})) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "other"},
        {"sub": "x"},
        {"exp": 10**15},
        {"exp": 10**30},
        {"exp": "x"},
        {"iat": "x"},
        {"nbf": []},
    ],
    ids=str,
)
def test_wrong_claims_are_invalid(wrong: dict[str, Any]):
    assert at(START).read("reset", signed(**wrong)) is None


@pytest.mark.parametrize("claim", ["iat", "nbf"])
def test_the_clock_of_the_issuer_may_be_five_seconds_ahead(claim: str):
    start = int(START.timestamp())
    assert at(START).read("reset", signed(**{claim: start + 5})) is not None
    assert at(START).read("reset", signed(**{claim: start + 6})) is None


def test_the_given_clock_counts_not_that_of_the_machine():
    later = datetime(2999, 1, 1, tzinfo=UTC)
    text = at(later).issue("reset", SUBJECT, {}, HOUR).text
    assert at(later).read("reset", text) is not None
    starting = signed(nbf=int(later.timestamp()), exp=int((later + HOUR).timestamp()))
    assert at(later).read("reset", starting) is not None


def test_the_default_clock_is_that_of_the_machine():
    tokens = LinkTokens(SECRET)
    token = tokens.issue("reset", SUBJECT, {}, HOUR)
    assert tokens.read("reset", token.text) is not None
    assert timedelta(minutes=59) < token.expires_at - datetime.now(UTC) <= HOUR


def test_the_expiry_is_a_whole_second_as_in_the_token():
    now = START + timedelta(milliseconds=700)
    token = at(now).issue("reset", SUBJECT, {}, HOUR)
    read = at(now).read("reset", token.text)
    assert read is not None
    assert token.expires_at == read.expires_at == START + HOUR


def test_tokens_have_ids_of_96_random_bits():
    values = [jwt.decode(issued("reset"), options={"verify_signature": False}) for _ in range(9)]
    ids = {each["jti"] for each in values}
    assert len(ids) == 9
    assert {len(each) for each in ids} == {16}


@pytest.mark.parametrize(("length", "accepted"), [(2_000, True), (2_001, False)])
def test_the_length_of_tokens_is_bounded(length: int, accepted: bool):
    key = hmac.digest(SECRET.encode(), b"cms-blog/reset", "sha256")
    texts = (
        jwt.encode(claims_at(START, x="x" * size), key, "HS256", headers={"kid": kid})
        for size in range(900, 1_500)
        for kid in ("k", "ki", "kid")
    )
    text = next(each for each in texts if len(each) == length)
    assert (at(START).read("reset", text) is not None) is accepted


def test_an_invalid_link_has_the_uniform_error():
    assert at(START).opened("reset", issued("reset")).subject == SUBJECT
    for text in ("", issued("preview"), issued("reset", OTHER_SECRET)):
        with pytest.raises(InvalidLink, match="not valid, has expired, or was used"):
            at(START).opened("reset", text)


def test_a_digest_is_stable_and_has_128_bits():
    assert digest_of("a", 1) == "391d545b6971354e834fd411e6fbe505"
