"""The interface `Article`: language and cover of blogs and working copies."""

from typing import Any

import pytest
from api import BRIEF, UPDATE, Api
from PIL import Image
from sample_images import encoded, picture

from cms_blog.blogs.articles.languages import language_tag
from cms_blog.media.image_store import StorageFailed, StoredFile
from cms_blog.media.storage import Storage
from cms_blog.media.variants.measures import ImageMeasures, Measures

ARTICLE = """
  fragment Parts on Article {
    title tags languageTag coverImageUrl author { name } references { url }
    content { html } coverImage {
      url width height bytes mediaType alt srcset variants { url width height }
    }
  }
"""
BLOG = f"query ($id: ID!) {{ blog(id: $id) {{ ...Parts workingCopy {{ ...Parts }} }} }} {ARTICLE}"
PUBLISHED = f"{{ publishedBlogs {{ nodes {{ ...Parts }} }} }} {ARTICLE}"


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        *(("English", "en"), ("german", "de"), (" DEUTSCH ", "de"), ("Español", "es")),
        *(("Brazilian Portuguese", "pt-BR"), ("Chinese", "zh"), ("日本語", "ja")),
        *(("العربية", "ar"), ("Tiếng Việt", "vi"), ("TÜRKÇE", "tr"), ("Dari", "prs")),
        *(("pt_br", "pt-BR"), ("ZH-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"), ("fil", "fil")),
        *(("German (Switzerland)", "de"), ("English, British spelling", "en")),
        *(("Klingon", None), ("", None), ("(German)", None), ("xx", None), ("de-", "de")),
        *(("\0", None), ("e" * 60, None), ("English and German", None)),
    ],
)
def test_a_language_has_a_tag_by_its_name_or_tag(name: str, tag: str | None):
    assert language_tag(name) == tag


def measures(url: str, **expected: Any) -> dict[str, Any]:
    image = {"url": url, "width": 16, "height": 8}
    derived = {"alt": "Cover: Balcony tomatoes", "srcset": f"{url} 16w", "variants": [image]}
    return image | derived | expected


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (picture(), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("WEBP"), "image/webp"),
        (picture("GIF"), "image/gif"),
    ],
)
async def test_a_cover_of_this_server_has_its_measures(api: Api, data: bytes, media_type: str):
    author = await api.make_user()
    url = await api.services.storage.put(data, media_type)
    blog = await api.make_blog(author, coverImageUrl=url)
    shown = await api.execute(BLOG, {"id": blog["id"]}, as_user=author)
    assert shown["coverImage"] == measures(url=url, bytes=len(data), mediaType=media_type)


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_large_covers_are_measured(api: Api, format_: str):
    noise = Image.effect_noise((400, 300), 200).convert("RGB")
    options: dict[str, Any] = {"WEBP": {"lossless": True}, "JPEG": {"quality": 100}}
    data = encoded(noise, format_, **options.get(format_, {}))
    assert len(data) > 64 * 1024
    storage = api.services.storage
    url = await storage.put(data, f"image/{format_.lower()}")
    image = await ImageMeasures(storage.store).of(url.rpartition("/")[2])
    assert image is not None
    assert (image.width, image.height, image.bytes) == (400, 300, len(data))


@pytest.mark.parametrize(
    "url",
    [
        None,
        "https://example.com/cover.png",
        f"https://example.com/uploads/{'a' * 32}.png",
        f"http://testserver/uploads/{'a' * 32}.png",
        "http://testserver/uploads/../secret.png",
        f"http://testserver/uploads/{'a' * 32}.png?x",
    ],
)
async def test_other_covers_are_no_images_of_this_server(api: Api, url: str | None):
    author = await api.make_user()
    blog = await api.make_blog(author, coverImageUrl=url)
    shown = await api.execute(BLOG, {"id": blog["id"]}, as_user=author)
    assert (shown["coverImage"], shown["coverImageUrl"]) == (None, url)


async def test_a_damaged_file_is_no_image(api: Api):
    author = await api.make_user()
    url = await api.services.storage.put(b"no image", "image/png")
    blog = await api.make_blog(author, coverImageUrl=url)
    shown = await api.execute(BLOG, {"id": blog["id"]}, as_user=author)
    assert shown["coverImage"] is None


async def test_blogs_and_working_copies_are_articles(api: Api):
    author, admin = await api.make_user(name="Ada"), await api.make_admin()
    old, new = [await api.services.storage.put(picture(f), "image/png") for f in ("PNG", "GIF")]
    blog = await api.make_published(
        author, admin, title="Old", tags=["Herbs"], coverImageUrl=old, brief=BRIEF
    )
    given: dict[str, Any] = {
        "expectedRevision": 1,
        "title": "New",
        "tags": ["Sun"],
        "coverImageUrl": new,
    }
    given["brief"] = BRIEF | {"language": "Deutsch"}
    await api.execute(UPDATE, {"id": blog["id"], "input": given}, as_user=author)
    shown = await api.execute(BLOG, {"id": blog["id"]}, as_user=author)
    for article, title, tags, tag, url in [
        (shown, "Old", ["Herbs"], "en", old),
        (shown["workingCopy"], "New", ["Sun"], "de", new),
    ]:
        assert (article["title"], article["tags"], article["languageTag"]) == (title, tags, tag)
        assert (article["coverImage"]["url"], article["author"]["name"]) == (url, "Ada")
        assert "<h1" in article["content"]["html"]
    (public,) = (await api.execute(PUBLISHED))["nodes"]
    assert (public["languageTag"], public["coverImage"]["url"]) == ("en", old)


# -- cache


async def test_an_image_is_read_once_within_an_hour(api: Api, monkeypatch: pytest.MonkeyPatch):
    storage, time, opened = api.services.storage, 0.0, 0
    url = await storage.put(picture(), "image/png")
    open_ = storage.store.open

    async def counted(name: str) -> StoredFile | None:
        nonlocal opened
        opened += 1
        return await open_(name)

    monkeypatch.setattr(storage.store, "open", counted)
    found, name = ImageMeasures(storage.store, clock=lambda: time), url.rpartition("/")[2]
    assert await found.of(name) == await found.of(name) == Measures(16, 8, len(picture()))
    assert opened == 1
    time = 3_600.0
    await found.of(name)
    assert opened == 2


async def test_a_page_is_shown_while_the_storage_is_unreachable(
    api: Api, monkeypatch: pytest.MonkeyPatch
):
    author = await api.make_user()
    storage: Storage = api.services.storage
    url = await storage.put(encoded(Image.new("L", (3, 5)), "PNG"), "image/png")
    blog = await api.make_blog(author, coverImageUrl=url)

    async def failing(name: str) -> StoredFile | None:
        raise StorageFailed(name)

    with monkeypatch.context() as patched:
        patched.setattr(storage.store, "open", failing)
        # The measures are stored with the blog, except by earlier releases.
        shown = await api.execute(BLOG, {"id": blog["id"]}, as_user=author)
        assert shown["coverImage"]["url"] == url
        await api.services.database["blogs"].update_one({}, {"$unset": {"meta.cover_file": ""}})
        patched.setattr(storage, "measures", ImageMeasures(storage.store))
        shown = await api.execute(BLOG, {"id": blog["id"]}, as_user=author)
        assert (shown["coverImage"], shown["title"]) == (None, blog["title"])
    shown = await api.execute(BLOG, {"id": blog["id"]}, as_user=author)
    assert shown["coverImage"]["url"] == url
