"""Receipts of generated texts: the sentences that they prove, lifetime, and forgeries."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from bson import ObjectId
from pydantic import SecretStr

from cms_blog.blogs.content.checks.provenance import (
    LIFETIME,
    MAX_GENERATORS,
    MAX_RECEIPT,
    MAX_SENTENCES,
    MAX_STORED,
    Generator,
    ReceiptContents,
    Receipts,
    StoredProvenance,
    measured,
    sentences_of,
)
from cms_blog.blogs.content.markdown import render
from cms_blog.errors import InvalidInput

SECRET, OTHER_SECRET = "a" * 32, "b" * 32


USER, OTHER_USER = ObjectId(), ObjectId()


MODEL = Generator(model="gemini-9-flash", prompts=3)


START = datetime(2026, 1, 1, tzinfo=UTC)


TEXT = "Worms eat peel. They like it dark.\n\n- Feed them weekly.\n\n## Bins\n\nA bin has holes."


SENTENCES = ["Worms eat peel.", "They like it dark.", "Feed them weekly.", "A bin has holes."]


@dataclass
class Clock:
    """A clock that tests move."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Supplied:
    """The input of a step."""

    markdown: str = ""
    exclude: tuple[str, ...] = ()


def issued(text: str = TEXT, supplied: object = None, *, receipts: Receipts | None = None) -> str:
    return (receipts or Receipts(SECRET)).issue(USER, [render(text)], supplied, MODEL)


def stored(
    text: str, received: ReceiptContents, earlier: StoredProvenance | None = None
) -> StoredProvenance:
    found = measured(render(text), received, earlier)
    assert found is not None
    return found


def counts(text: str, received: ReceiptContents) -> tuple[int, int]:
    """All sentences of a text, and those that stand as generated."""
    found = stored(text, received)
    return found.sentences, found.generated


def generated(text: str, receipt: str) -> int:
    return counts(text, Receipts(SECRET).read([receipt], USER))[1]


# -- sentences


def test_headings_tables_code_and_addresses_are_no_sentences():
    more = "\n\n- <https://example.com/a>\n- → [example.com/a-b](https://example.com)\n"
    more += "\n\n| A | B |\n|---|---|\n| One. | Two. |\n\n```\nthree.\n```\n"
    assert [*sentences_of(render(TEXT + more))] == SENTENCES


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (TEXT, 4),
        (TEXT.replace("Worms eat peel.", "**Worms** eat [peel](https://example.com)."), 4),
        (TEXT.replace(" They", "\nThey"), 4),
        (TEXT.replace("peel.", "peels."), 3),
        (TEXT.replace("peel.", "peel!"), 3),
        (TEXT.replace("Worms", "worms"), 3),
        (TEXT.replace("Worms eat peel. ", "Worms eat peel. I know. I tried. It works. "), 4),
        (TEXT.replace("They like it dark.", ""), 3),
        ("Nothing of it.", 0),
    ],
)
def test_sentences_stand_as_generated_until_their_words_change(text: str, kept: int):
    assert generated(text, issued()) == kept


@pytest.mark.parametrize(
    ("supplied", "kept"), [(None, 1), (Supplied("Worms"), 1), (Supplied("\U0001f642"), 0)]
)
def test_sentences_without_letters_are_generated_unless_supplied(supplied: object, kept: int):
    text = "\U0001f642\n\nWorms eat peel."
    assert generated(text, issued(text, supplied)) == 1 + kept


def test_added_sentences_are_other():
    text = TEXT.replace("peel. ", "peel. I know. ") + " I tried.\n\nIt works."
    assert counts(text, Receipts(SECRET).read([issued()], USER)) == (7, 4)


def test_equal_characters_in_another_composition_are_equal():
    assert generated("Cafe\u0301 grounds rot.", issued("Caf\u00e9 grounds rot.")) == 1


@pytest.mark.parametrize(
    "supplied",
    [
        Supplied("They like it dark."),
        Supplied("… they LIKE it - dark!"),
        Supplied("They [like](https://example.com/a/b) it **dark**."),
        Supplied(exclude=("Another", "They like\n it dark")),
        [None, Supplied("A text. They like it dark. And more.")],
    ],
)
def test_sentences_that_the_client_supplied_are_not_generated(supplied: object):
    receipt = issued(supplied=supplied)
    assert generated("They like it dark.", receipt) == 0
    assert generated(TEXT, receipt) == 3


def test_a_receipt_has_the_digests_of_its_first_sentences():
    text = " ".join(f"Sentence {100 + number}." for number in range(MAX_SENTENCES + 1))
    receipt = issued(text)
    assert len(receipt) <= MAX_RECEIPT
    assert counts(text, Receipts(SECRET).read([receipt], USER)) == (2_001, 2_000)


def test_a_blog_stores_the_latest_digests_once():
    receipts = Receipts(SECRET)
    old = receipts.read([issued("An old one.")], USER)
    new = ReceiptContents(b"".join(number.to_bytes(8) for number in range(MAX_STORED - 1)))
    first = stored("An old one.", new, stored("An old one.", old))
    assert (len(first.digests), first.generated) == (8 * MAX_STORED, 1)
    second = stored("An old one.", ReceiptContents(b"12345678"), first)
    assert (len(second.digests), second.generated) == (8 * MAX_STORED, 0)
    third = stored("An old one.", old, second)
    assert (third.digests[-8:], third.generated) == (old.digests, 1)


def test_without_a_receipt_the_origin_is_unknown():
    assert measured(render(TEXT), ReceiptContents()) is None


# -- generators


def test_a_receipt_names_its_generator():
    received = Receipts(SECRET).read([issued(), issued("Another.")], USER)
    assert received.generators == (MODEL, MODEL)
    assert stored(TEXT, received).generators == [MODEL]


def test_receipts_of_earlier_releases_have_no_generator():
    header = jwt.get_unverified_header(issued())
    claims = jwt.decode(issued(), options={"verify_signature": False})
    del claims["generator"]
    key = hmac.digest(SECRET.encode(), b"cms-blog/receipt", "sha256")
    old = jwt.encode(claims, key, "HS256", {"kid": header["kid"]})
    received = Receipts(SECRET).read([old], USER)
    assert received.generators == ()
    assert counts(TEXT, received) == (4, 4)


def test_a_blog_stores_its_latest_generators_once():
    earlier = StoredProvenance.model_validate({"digests": b"12345678"})
    assert earlier.generators == []
    new = [Generator(model="m", prompts=number) for number in range(MAX_GENERATORS)]
    first = stored(TEXT, ReceiptContents(generators=(MODEL, *new[:-1])), earlier)
    assert first.generators == [MODEL, *new[:-1]]
    second = stored(TEXT, ReceiptContents(generators=(new[-1],)), first)
    assert second.generators == new
    third = stored(TEXT, ReceiptContents(generators=(new[0],)), second)
    assert third.generators == [*new[1:], new[0]]


# -- tokens


def test_an_expired_receipt_is_ignored():
    clock = Clock()
    receipts = Receipts(SECRET, clock=clock)
    receipt = issued(receipts=receipts)
    clock.now = START + LIFETIME - timedelta(seconds=1)
    assert counts(TEXT, receipts.read([receipt], USER)) == (4, 4)
    clock.now = START + LIFETIME
    assert receipts.read([receipt], USER) == ReceiptContents()


def test_receipts_outlive_a_rotation_of_the_secret_and_then_count_as_expired():
    old = issued()
    rotated = Receipts(OTHER_SECRET, previous=SecretStr(SECRET))
    assert counts(TEXT, rotated.read([old], USER)) == (4, 4)
    assert counts(TEXT, rotated.read([issued(receipts=rotated)], USER)) == (4, 4)
    assert Receipts(OTHER_SECRET).read([old], USER) == ReceiptContents()


def forged(**changes: Any) -> str:
    """A receipt with other claims, header or key than the server's."""
    key = changes.pop("key", OTHER_SECRET)
    algorithm = changes.pop("algorithm", "HS256")
    header = jwt.get_unverified_header(issued())
    claims = jwt.decode(issued(), options={"verify_signature": False})
    return jwt.encode(claims | changes, key, algorithm, {"kid": header["kid"]})


def altered(receipt: str) -> str:
    head, payload, signature = receipt.split(".")
    return ".".join([head, payload, ("A" if signature[0] != "A" else "B") + signature[1:]])


@pytest.mark.parametrize(
    "receipt",
    [
        forged(),
        forged(sentences="AAAAAAAAAAA="),
        forged(key=None, algorithm="none"),
        altered(issued()),
        issued().rpartition(".")[0],
        "",
        "a.b.c",
        "…",
        "\ud800",
        jwt.encode({"sub": str(USER)}, SECRET, "HS256"),
    ],
)
def test_a_forged_receipt_is_refused(receipt: str):
    with pytest.raises(InvalidInput) as refused:
        Receipts(SECRET).read([issued(), receipt], USER)
    (problem,) = refused.value.problems
    assert problem.path == ("receipts", "1")


def test_a_receipt_of_another_user_is_refused_even_if_it_expired():
    clock = Clock()
    receipts = Receipts(SECRET, clock=clock)
    receipt = issued(receipts=receipts)
    clock.now += LIFETIME
    with pytest.raises(InvalidInput):
        receipts.read([receipt], OTHER_USER)
