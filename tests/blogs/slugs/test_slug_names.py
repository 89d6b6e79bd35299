"""Names of slugs: generated from titles, and validated."""

import pytest
from bson import ObjectId
from stored_blogs import make_blog

from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.slugs.names import are_unique, ends_with_id, slugs_for, with_id
from cms_blog.blogs.slugs.service import SlugChange
from cms_blog.errors import FieldErrorCode, InvalidInput
from cms_blog.validation.inputs import check

HEX = "0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 80),
        ("abcdef " * 20, "-".join(["abcdef"] * 11)),
        # The first words in their order, and no later word that would fit.
        ("a " + "b" * 70 + " " + "c" * 9 + " d", "a-" + "b" * 70),
        ("a " + "b" * 70 + " " + "c" * 7, "a-" + "b" * 70 + "-" + "c" * 7),
        ("Über Käse!", "ueber-kaese"),
        ("ÄÖÜ äöü ß ẞ", "aeoeue-aeoeue-ss-ss"),
        ("ガーデン ぱん ギター", "gaden-pan-gita"),
        ("か\u3099くせい", "gakusei"),
        # Letters with a combining diaeresis.
        ("u\u0308ber Ka\u0308se", "ueber-kaese"),
        ("Crème brûlée", "creme-brulee"),
        ("Ёлка и щука", "elka-i-shchuka"),
        ("बागवानी", "baagvaanii"),
        ("堆肥の作り方", "dui-fei-nozuo-rifang"),
        # Scripts without transliteration: Adlam, Gothic, Cherokee in lower case; emoji.
        ("𞤀𞤣𞤤𞤢𞤥", "blog"),
        ("𐌰𐌱", "blog"),
        ("🍅", "blog"),
        ("", "blog"),
        ("--- !!", "blog"),
    ],
)
def test_a_title_gives_three_candidates(title: str, slug: str):
    raw = make_blog(ObjectId(), title, status="pending")
    oid = str(raw["_id"])
    assert slugs_for(BlogRecord.of(raw)) == [slug, f"{slug}-{oid[-6:]}", f"{slug}-{oid}"]
    assert slugs_for(BlogRecord.of(raw | {"slug": "kept"})) == ["kept"]


@pytest.mark.parametrize("title", [HEX, f"Tomatoes {HEX}"])
def test_a_title_that_ends_like_an_id_gives_a_slug_with_the_own_id(title: str):
    raw = make_blog(ObjectId(), title, status="pending")
    expected = f"{title.lower().replace(' ', '-')}-{raw['_id']}"
    assert slugs_for(BlogRecord.of(raw)) == [expected]


@pytest.mark.parametrize("slug", ["a", "7", "tomatoes-in-march", "a1-b2", "x" * 120])
def test_accepted_slugs(slug: str):
    assert check(SlugChange, {"slug": slug, "expected_revision": 1}).slug == slug


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("", FieldErrorCode.BLANK),
        ("x" * 121, FieldErrorCode.TOO_LONG),
        ("-" * 1_000_000, FieldErrorCode.TOO_LONG),
        *(
            (slug, FieldErrorCode.MALFORMED)
            for slug in (
                *("Tomatoes", "tomatoes ", " tomatoes", "two words", "a--b", "-a", "a-", "-"),
                *(
                    "a_b",
                    "a.b",
                    "feed.xml",
                    "a/b",
                    "..",
                    "a?b",
                    "a#b",
                    "a%20b",
                    "ä",
                    "\uff41",
                    "²",
                    "٣",
                ),
                *(
                    "a\n",
                    "\n",
                    "\u0000",
                    "\ud800",
                    "томаты",
                    "トマト",
                    "<script>",
                    "\u017f",
                    "\u212a",
                ),
            )
        ),
    ],
)
def test_refused_slugs(slug: str, code: FieldErrorCode):
    with pytest.raises(InvalidInput) as invalid:
        check(SlugChange, {"slug": slug, "expected_revision": 1})
    assert [(each.path, each.code) for each in invalid.value.problems] == [(("slug",), code)]


def test_the_id_is_added_once():
    oid = ObjectId()
    assert with_id("a", oid) == f"a-{oid}" == with_id(f"a-{oid}", oid)
    assert with_id(str(oid), oid) == str(oid)
    assert with_id(f"a{oid}", oid) == f"a{oid}-{oid}"


@pytest.mark.parametrize(
    ("refused", "unique"),
    [({}, True), ({"users.email_1"}, True), ({"blogs.slug_1"}, False), ({"blogs.slugs_1"}, False)],
)
def test_slugs_are_unique_if_both_indexes_exist(refused: set[str], unique: bool):
    assert are_unique(refused) is unique


def test_the_message_names_the_greatest_length():
    with pytest.raises(InvalidInput, match="at most 120 characters"):
        check(SlugChange, {"slug": "x" * 121, "expected_revision": 1})


@pytest.mark.parametrize(
    ("slug", "ends"),
    [(HEX, True), (f"a-{HEX}", True), (f"a{HEX}", False), (HEX[1:], False), (f"{HEX}-a", False)],
)
def test_slugs_that_end_like_an_id(slug: str, ends: bool):
    assert ends_with_id(slug) is ends
