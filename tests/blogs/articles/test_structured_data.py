"""`structuredData`: its properties, their visibility, and safety inside a script element."""

import json
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from api import Api, oid_of
from bson import ObjectId
from sample_images import picture
from selectolax.lexbor import LexborHTMLParser
from strawberry import ID

from cms_blog.accounts.types import User
from cms_blog.blogs.articles.structured_data import structured_data
from cms_blog.blogs.content.checks.provenance import StoredProvenance
from cms_blog.blogs.records import BlogRecord
from cms_blog.site.links import SiteLinks

READ = "query ($id: ID!) { blog(id: $id) { slug structuredData author { id name } } }"
LINKS = SiteLinks("https://blog.example", "/posts/{slug}")
AT = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)
AUTHOR = ObjectId()
# Expected types of the values, by schema.org's tables of BlogPosting and of its ancestors Article,
# CreativeWork and Thing, of ImageObject, Person, Organization and WebPage.
_THING = {"@type": str, "name": str, "url": str, "sameAs": str}
PROPERTIES: dict[str, dict[str, type]] = {
    "BlogPosting": {
        **_THING,
        "@context": str,
        "headline": str,
        "description": str,
        "datePublished": str,
        "dateModified": str,
        "inLanguage": str,
        "digitalSourceType": str,
        "wordCount": int,
        "keywords": list,
        "author": dict,
        "publisher": dict,
        "image": dict,
        "mainEntityOfPage": dict,
    },
    "Person": _THING,
    "Organization": _THING,
    "WebPage": {"@type": str, "@id": str},
    "ImageObject": {"@type": str, "url": str, "width": int, "height": int},
}


def data_of(provenance: StoredProvenance | None = None, **fields: Any) -> str:
    """The structured data of a blog with these stored fields."""
    raw: dict[str, Any] = {"_id": ObjectId(), "author_id": AUTHOR, "status": "saved", **fields}
    author = User(id=ID("VXNlcg"), name="Ada", joined_at=AT)
    return structured_data(
        BlogRecord.of(raw),
        author=author,
        cover=None,
        provenance=provenance,
        links=LINKS,
        publisher="The blog",
    )


def assert_valid(value: dict[str, Any]) -> None:
    """Each property is one of its type's in schema.org, with a value of an expected type."""
    properties = PROPERTIES[value["@type"]]
    for name, each in value.items():
        assert type(each) is properties[name], name
        if isinstance(each, dict):
            assert_valid(cast("dict[str, Any]", each))


async def test_a_published_blog_with_everything_that_is_known(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    cover = await api.services.storage.put(picture(), "image/png")
    await api.services.database["users"].update_one(
        {"email": author.email}, {"$set": {"website_url": "https://ada.example/"}}
    )
    given = {"coverImageUrl": cover, "tags": ["Herbs", "Roof gardens"]}
    blog = await api.make_published(author, admin, title="Tomatoes", **given)
    stored = await api.services.database["blogs"].find_one({"_id": oid_of("Blog", blog["id"])})
    assert stored is not None
    shown = await api.execute(READ, {"id": blog["id"]})
    data = json.loads(shown["structuredData"])
    assert_valid(data)
    site = api.services.settings.site
    url = f"{site}{api.services.settings.site_post_path.replace('{slug}', 'tomatoes')}"
    published = stored["first_published_at"].isoformat(timespec="milliseconds")
    modified = stored["updated_at"].isoformat(timespec="milliseconds")
    size = {"width": data["image"]["width"], "height": data["image"]["height"]}
    assert data == {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": "Tomatoes",
        "description": stored["final_blog"]["excerpt"],
        "url": url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "author": {
            "@type": "Person",
            "name": shown["author"]["name"],
            "url": LINKS.author(shown["author"]["id"]).replace("https://blog.example", site),
            "sameAs": "https://ada.example/",
        },
        "publisher": {
            "@type": "Organization",
            "name": api.services.settings.app_name,
            "url": f"{site}/",
        },
        "datePublished": published.replace("+00:00", "Z"),
        "dateModified": modified.replace("+00:00", "Z"),
        "image": {"@type": "ImageObject", "url": cover, **size},
        "wordCount": stored["final_blog"]["word_count"],
        "keywords": ["Herbs", "Roof gardens"],
        "inLanguage": "en",
    }
    assert all(type(pixels) is int for pixels in size.values())


def test_only_what_is_known_is_there():
    data = json.loads(data_of())
    assert_valid(data)
    assert data.keys() == {"@context", "@type", "author", "publisher", "inLanguage"}


def test_of_a_cover_elsewhere_only_the_address_is_known():
    data = json.loads(data_of(meta={"cover_image_url": "https://example.com/a.png"}))
    assert data["image"] == {"@type": "ImageObject", "url": "https://example.com/a.png"}


def test_an_unknown_language_is_absent():
    data = json.loads(data_of(meta={"language": "Klingon", "meta_description": "Short."}))
    assert "inLanguage" not in data
    assert data["description"] == "Short."


async def test_an_author_without_an_account_has_no_page(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin)
    await api.services.database["users"].delete_one({"email": author.email})
    shown = await api.execute(READ, {"id": blog["id"]}, as_user=admin)
    data = json.loads(shown["structuredData"])
    assert data["author"] == {"@type": "Person", "name": "Deleted user"}


@pytest.mark.parametrize(
    ("sentences", "generated", "term"),
    [
        (5, 5, "trainedAlgorithmicMedia"),
        (5, 4, "compositeWithTrainedAlgorithmicMedia"),
        (5, 1, "compositeWithTrainedAlgorithmicMedia"),
        (5, 0, "digitalCreation"),
        (0, 0, None),
    ],
)
def test_the_digital_source_type_is_a_term_of_iptc(sentences: int, generated: int, term: str):
    provenance = StoredProvenance(digests=b"", sentences=sentences, generated=generated)
    data = json.loads(data_of(provenance))
    uri = term and f"http://cv.iptc.org/newscodes/digitalsourcetype/{term}"
    assert data.get("digitalSourceType") == uri


async def test_the_origin_is_shown_to_those_who_may_see_the_provenance(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin)
    known = {"provenance": {"digests": b"12345678", "sentences": 3, "generated": 2}}
    await api.services.database["blogs"].update_one(
        {"_id": oid_of("Blog", blog["id"])}, {"$set": known}
    )
    found: list[bool] = []
    for viewer in (None, await api.make_user(), author, admin):
        shown = await api.execute(READ, {"id": blog["id"]}, as_user=viewer)
        found.append("digitalSourceType" in json.loads(shown["structuredData"]))
    assert found == [False, False, True, True]


async def test_a_draft_has_no_dates_of_publication_and_nothing_private(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    private = {"selectedIdea": "hidden", "introMarkdown": "hidden", "imagePrompt": "hidden"}
    blog = await api.make_blog(author, **private)
    await api.services.database["blogs"].update_one(
        {"_id": oid_of("Blog", blog["id"])},
        {"$set": {"meta.targeted_keyword": "hidden", "feedback": "hidden"}},
    )
    for viewer in (author, admin):
        shown = (await api.execute(READ, {"id": blog["id"]}, as_user=viewer))["structuredData"]
        assert "hidden" not in shown
        assert json.loads(shown).keys().isdisjoint({"datePublished", "url", "mainEntityOfPage"})


HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    "</SCRIPT\n><svg onload=alert(1)>",
    "<!-- <script>",
    "--></script>",
    "<!--<script></script>",
    "]]></script>",
    "&lt;/script&gt; &amp; &#60;",
    "line\u2028separator\u2029end",
    '"}</script>',
    "\\u003c/script>",
    "\\",
    "a\u0000b",
    "𞤀 💥 堆肥",
    "\u202e</script>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_does_not_end_the_script_element(text: str):
    data = data_of(
        slug="a",
        tags=[text],
        meta={"title": text, "meta_description": text, "cover_image_url": text},
    )
    assert not {*"<>&\u2028\u2029"} & {*data}
    page = LexborHTMLParser(f'<p>a</p><script type="application/ld+json">{data}</script><p>b</p>')
    assert page.body is not None
    assert [node.tag for node in page.body.iter()] == ["p", "script", "p"]
    (script,) = page.css("script")
    read = json.loads(script.text())
    assert (read["headline"], read["description"], read["keywords"]) == (text, text, [text])
    assert read["image"]["url"] == text


def test_names_of_people_and_of_the_site_are_escaped():
    raw = {"_id": ObjectId(), "author_id": AUTHOR, "status": "saved"}
    author = User(id=ID("VXNlcg"), name=HOSTILE[0], joined_at=AT)
    given: dict[str, Any] = {"cover": None, "provenance": None, "links": LINKS}
    data = structured_data(BlogRecord.of(raw), author=author, publisher=HOSTILE[0], **given)
    assert "<" not in data
    assert json.loads(data)["author"]["name"] == HOSTILE[0]
    assert json.loads(data)["publisher"]["name"] == HOSTILE[0]
