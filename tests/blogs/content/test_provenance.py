"""Receipts of generated texts, and the origin of a blog's sentences that is measured with them."""

import hmac
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import orjson
import pytest
from adjusted_settings import adjusted
from api import Api, Person
from bson import ObjectId
from generation_documents import STEPS
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.content.checks.provenance import (
    LIFETIME,
    MAX_GENERATORS,
    MAX_RECEIPT,
    MAX_RECEIPTS,
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
from cms_blog.generation import prompts
from cms_blog.graphql.types.node_ids import oid_of
from cms_blog.privacy.export import export_chunks
from cms_blog.server.app import create_app

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


# -- through the endpoint

PROVENANCE = "provenance { sentences generated other approvedAt approvedBy { id } }"
SAVE = f"""
  mutation ($input: SaveBlogInput!) {{
    saveBlog(input: $input) {{
      __typename
      ... on SaveBlogSuccess {{ blog {{ id revision {PROVENANCE} }} }}
      ... on InvalidInputError {{ fields {{ path message }} }}
    }}
  }}"""
UPDATE = f"""
  mutation ($id: ID!, $input: UpdateBlogInput!) {{
    updateBlog(id: $id, input: $input) {{
      __typename
      ... on UpdateBlogSuccess {{ blog {{ id revision {PROVENANCE} }} }}
      ... on InvalidInputError {{ fields {{ path message }} }}
    }}
  }}"""
READ = f"query ($id: ID!) {{ blog(id: $id) {{ {PROVENANCE} }} }}"


async def generated_post(api: Api, author: Person) -> tuple[dict[str, Any], str, list[str]]:
    """Generate intros and a post; return the input of the post, its text, and both receipts."""
    document, given = STEPS["generateIntros"]
    intros = await api.execute(
        document.replace("usage", "receipt usage"), {"input": given}, as_user=author
    )
    document, given = STEPS["generateBlog"]
    given = given | {"introMarkdown": intros["options"][0]}
    post = await api.execute(
        document.replace("usage", "receipt usage"), {"input": given}, as_user=author
    )
    return given, post["content"]["markdown"], [intros["receipt"], post["receipt"]]


def shown(result: dict[str, Any]) -> tuple[int, int, int]:
    found = result["blog"]["provenance"]
    return found["sentences"], found["generated"], found["other"]


async def saved(api: Api, author: Person, markdown: str, receipts: list[str]) -> dict[str, Any]:
    given = {
        "brief": STEPS["generateBlog"][1]["brief"],
        "title": "Balcony tomatoes",
        "markdown": markdown,
        "receipts": receipts,
    }
    return await api.execute(SAVE, {"input": given}, as_user=author)


async def generators(api: Api, blog_id: str) -> list[dict[str, Any]]:
    raw = await api.services.database["blogs"].find_one({"_id": oid_of("Blog", blog_id)})
    assert raw is not None
    return raw["provenance"]["generators"]


async def test_three_sentences_added_by_hand_are_exactly_three_other(api: Api):
    author = await api.make_user()
    _, markdown, receipts = await generated_post(api, author)
    result = await saved(api, author, markdown, receipts)
    sentences, all_generated, other = shown(result)
    assert (sentences, other) == (all_generated, 0)
    assert sentences > 20
    changes = {
        "expectedRevision": 1,
        "markdown": f"I wrote this.\n\n{markdown}\nThis is mine. So is this.\n",
    }
    blog_id = result["blog"]["id"]
    result = await api.execute(UPDATE, {"id": blog_id, "input": changes}, as_user=author)
    assert shown(result) == (sentences + 3, sentences, 3)


async def test_the_chosen_intro_is_generated_only_by_the_step_that_wrote_it(api: Api):
    author = await api.make_user()
    given, markdown, (intros, post) = await generated_post(api, author)
    by_intros = [*sentences_of(render(given["introMarkdown"]))]
    _, _, other = shown(await saved(api, author, markdown, [post]))
    assert other == len(by_intros)
    _, _, other = shown(await saved(api, author, markdown, [post, intros]))
    assert other == 0


async def test_a_blog_stores_its_models_and_prompt_versions(api: Api):
    author = await api.make_user()
    _, markdown, receipts = await generated_post(api, author)
    blog_id = (await saved(api, author, markdown, receipts))["blog"]["id"]
    # The emulator is no model.
    expected = [{"model": "offline", "prompts": prompts.VERSION}]
    assert await generators(api, blog_id) == expected
    changes = {"expectedRevision": 1, "markdown": "Mine alone."}
    await api.execute(UPDATE, {"id": blog_id, "input": changes}, as_user=author)
    assert await generators(api, blog_id) == expected
    raw = await api.services.database["users"].find_one({"_id": oid_of("User", author.id)})
    assert raw is not None
    text = b"".join([chunk async for chunk in export_chunks(UserDocument.read(raw))])
    (blog,) = orjson.loads(text)["blogs"]
    assert blog["provenance"]["generators"] == [
        {"model": "offline", "promptVersion": prompts.VERSION}
    ]


async def test_receipts_alone_are_added_by_an_update(api: Api):
    author = await api.make_user()
    _, markdown, receipts = await generated_post(api, author)
    result = await saved(api, author, markdown, receipts[1:])
    changes = {"expectedRevision": 1, "receipts": receipts[:1]}
    variables = {"id": result["blog"]["id"], "input": changes}
    assert shown(await api.execute(UPDATE, variables, as_user=author))[2] == 0


async def test_other_people_s_receipts_and_too_many_are_refused(api: Api):
    author, thief = await api.make_user(), await api.make_user()
    _, markdown, receipts = await generated_post(api, author)
    result = await saved(api, thief, markdown, receipts)
    assert [field["path"] for field in result["fields"]] == [["receipts", "0"]]
    result = await saved(api, author, markdown, receipts[:1] * (MAX_RECEIPTS + 1))
    assert [field["path"] for field in result["fields"]] == [["receipts"]]
    result = await saved(api, author, markdown, receipts[:1] * MAX_RECEIPTS)
    assert result["__typename"] == "SaveBlogSuccess"
    blog = await api.make_blog(thief)
    changes = {"expectedRevision": 1, "receipts": receipts}
    result = await api.execute(UPDATE, {"id": blog["id"], "input": changes}, as_user=thief)
    assert [field["path"] for field in result["fields"]] == [["receipts", "0"]]


async def test_provenance_names_the_last_approval_and_is_private(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    _, markdown, receipts = await generated_post(api, author)
    blog_id = (await saved(api, author, markdown, receipts))["blog"]["id"]
    shown = await api.execute(READ, {"id": blog_id}, as_user=author)
    assert (shown["provenance"]["approvedBy"], shown["provenance"]["approvedAt"]) == (None, None)
    await api.move("requestPublish", blog_id, author)
    await api.move("approveBlog", blog_id, admin)
    await api.move("unpublishBlog", blog_id, admin)
    await api.move("republishBlog", blog_id, admin)
    for viewer in (author, admin):
        shown = await api.execute(READ, {"id": blog_id}, as_user=viewer)
        assert shown["provenance"]["approvedBy"] == {"id": admin.id}
        assert shown["provenance"]["approvedAt"]
    for outsider in (None, await api.make_user()):
        assert await api.execute(READ, {"id": blog_id}, as_user=outsider) == {"provenance": None}


async def test_the_operator_can_publish_provenance(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    _, markdown, receipts = await generated_post(api, author)
    blog_id = (await saved(api, author, markdown, receipts))["blog"]["id"]
    await api.move("requestPublish", blog_id, author)
    await api.move("approveBlog", blog_id, admin)
    settings = adjusted(api.services.settings, publish_provenance=True)
    app = create_app(replace(api.services, settings=settings))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http:
        public = Api(http, api.services)
        shown = await public.execute(READ, {"id": blog_id})
    assert shown["provenance"]["other"] == 0
    assert shown["provenance"]["approvedBy"] == {"id": admin.id}


async def test_without_receipts_provenance_is_null(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    shown = await api.execute(READ, {"id": blog["id"]}, as_user=author)
    assert shown == {"provenance": None}
