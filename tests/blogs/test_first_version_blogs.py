"""Blogs as the first version stored them."""

from datetime import UTC, datetime

import pytest
from api import MARKDOWN, Api
from blog_operations import BLOG, oid_in, stored, update

from cms_blog.blogs.brief import Creativity, PostLength
from cms_blog.blogs.documents import Meta
from cms_blog.graphql.types.node_ids import encode_id


async def test_stored_documents_have_the_shape_of_the_first_version(api: Api):
    ada = await api.make_user()
    document = await stored(api, await api.make_blog(ada, coverImageUrl="https://e.com/a.png"))
    assert document is not None
    assert document["author_id"] == oid_in(ada.id)
    assert document["status"] == "saved"
    assert document["meta"]["creativity"] == "Medium"
    assert document["meta"]["length"] == "Medium"
    assert document["meta"]["title"] == "Balcony tomatoes"
    assert document["final_blog"]["markdown"] == MARKDOWN.strip()
    assert document["final_blog"]["html"].startswith("<h1")
    assert set(document["final_blog"]["render"]) == {
        "title",
        "cover_image_url",
        "intro_md",
        "sections",
        "conclusion_md",
        "references",
    }


async def test_an_old_blog_without_a_text_can_be_edited(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    await api.services.database["blogs"].update_one({}, {"$set": {"final_blog": None}})
    edited = await update(api, author, blog["id"], expectedRevision=1, title="Renamed")
    assert edited["blog"]["title"] == "Renamed"


@pytest.mark.parametrize("stored", ["Epic", "", None, 7, ["Short"], {}])
def test_unknown_creativity_and_length_read_as_medium(stored: object):
    meta = Meta.model_validate({"creativity": stored, "length": stored})
    assert (meta.creativity, meta.length) == (Creativity.MEDIUM, PostLength.MEDIUM)


async def test_a_blog_of_the_first_version_can_be_read_and_edited(api: Api):
    ada = await api.make_user()
    instant = datetime(2025, 1, 2, 3, 4, 5, 678000, UTC)
    result = await api.services.database["blogs"].insert_one(
        {
            "author_id": oid_in(ada.id),
            "status": "saved",
            "meta": {
                "language": "English",
                "tone": None,
                "creativity": "wild",
                "focus_or_niche": "Cars",
                "targeted_keyword": "cars",
                "targeted_audience": "drivers",
                "reference_links": "https://a.example, https://b.example,",
                "title": "Cars",
            },
            "final_blog": {
                "render": {"sections": [{"heading": "Old", "bullets": []}]},
                "markdown": "# Cars\n\n<script>alert(1)</script>\nOld.",
                "html": "<h1>Cars</h1><script>alert(1)</script>",
            },
            "feedback": "ignored",
            "created_at": instant,
            "updated_at": instant,
        }
    )
    blog_id = encode_id("Blog", result.inserted_id)
    blog = await api.execute(BLOG, {"id": blog_id}, as_user=ada)
    assert blog["createdAt"] == "2025-01-02T03:04:05.678Z"
    assert blog["revision"] == 1
    assert blog["feedback"] is None
    assert blog["brief"]["creativity"] == "MEDIUM"
    assert blog["brief"]["length"] == "MEDIUM"
    assert blog["brief"]["referenceLinks"] == ["https://a.example", "https://b.example"]
    assert blog["content"]["html"] == "\n<p>Old.</p>\n"
    assert blog["content"]["sections"] == []
    changed = await update(api, ada, blog_id, expectedRevision=1, title="Better cars")
    assert (changed["blog"]["revision"], changed["blog"]["title"]) == (2, "Better cars")
    assert changed["blog"]["content"] == blog["content"]
