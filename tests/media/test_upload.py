"""`uploadImage` through multipart requests to the application."""

import asyncio
import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from api import Api, Person
from httpx import ASGITransport, AsyncClient
from sample_images import FORMATS, decoded, encoded, painting, picture

from cms_blog.media.formats import MEDIA_TYPES
from cms_blog.media.formats import STORED_MEDIA_TYPES as STORED
from cms_blog.media.images import MAX_BYTES
from cms_blog.media.storage import Storage, open_store
from cms_blog.server.app import create_app

UPLOAD = """
  mutation Upload($file: Upload!) {
    uploadImage(input: {file: $file}) {
      __typename
      ... on UploadImageSuccess { image { url width height bytes mediaType } }
      ... on UnusableImageError { maxBytes mediaTypes }
      ... on UserError { message }
    }
  }
"""


async def send(
    api: Api,
    data: bytes,
    *,
    as_user: Person | None,
    name: str = "picture.png",
    media_type: str = "image/png",
    document: str = UPLOAD,
) -> dict[str, Any]:
    headers = {"Apollo-Require-Preflight": "true"}
    if as_user is not None:
        headers["Authorization"] = f"Bearer {as_user.token}"
    operations = {"query": document, "variables": {"file": None}}
    response = await api.http.post(
        "/graphql",
        data={"operations": json.dumps(operations), "map": '{"0": ["variables.file"]}'},
        files={"0": (name, data, media_type)},
        headers=headers,
    )
    return response.json()


async def upload(api: Api, data: bytes, *, as_user: Person, **how: Any) -> dict[str, Any]:
    answer = await send(api, data, as_user=as_user, **how)
    assert "errors" not in answer, answer
    return answer["data"]["uploadImage"]


def kept(api: Api) -> set[Path]:
    return set(Path(api.services.settings.uploads_url).glob("*"))


@pytest.mark.parametrize(("format_", "media_type"), [*zip(FORMATS, STORED, strict=True)])
async def test_uploaded_image_is_public(api: Api, format_: str, media_type: str):
    result = await upload(api, picture(format_), as_user=await api.make_user())
    assert result["__typename"] == "UploadImageSuccess"
    image = result["image"]
    assert image["url"].startswith("http://testserver/uploads/")
    assert (image["width"], image["height"], image["mediaType"]) == (16, 8, media_type)
    response = await api.http.get(image["url"])
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert len(response.content) == image["bytes"]
    assert decoded(response.content).size == (16, 8)


async def test_large_opaque_png_is_stored_as_webp_beside_the_png_of_an_earlier_release(api: Api):
    author, data = await api.make_user(), encoded(painting(), "PNG")
    earlier = await api.services.storage.put(data, "image/png")
    image = (await upload(api, data, as_user=author))["image"]
    assert (image["width"], image["height"], image["mediaType"]) == (960, 640, "image/webp")
    assert image["bytes"] * 2 < len(data)
    response = await api.http.get(image["url"])
    assert response.headers["content-type"] == "image/webp"
    digest = sha256(response.content).hexdigest()[:32]
    assert image["url"] == f"http://testserver/uploads/{digest}.webp"
    assert (await upload(api, data, as_user=author))["image"] == image
    served = await api.http.get(earlier)
    assert (served.headers["content-type"], served.content) == ("image/png", data)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a.svg", "a.html", "", "x" * 300])
@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml"])
async def test_file_names_and_declared_types_are_ignored(api: Api, name: str, media_type: str):
    person = await api.make_user()
    plain = await upload(api, picture(), as_user=person)
    claimed = await upload(api, picture(), as_user=person, name=name or "0", media_type=media_type)
    assert claimed == plain


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        picture()[:50],
        picture().ljust(MAX_BYTES + 1, b"\0"),
    ],
    ids=["empty", "text", "svg", "truncated", "too large"],
)
async def test_unusable_files_get_unusable_image_error(api: Api, data: bytes):
    person = await api.make_user()
    before = kept(api)
    result = await upload(api, data, as_user=person)
    message = result.pop("message")
    assert result == {
        "__typename": "UnusableImageError",
        "maxBytes": MAX_BYTES,
        "mediaTypes": list(MEDIA_TYPES),
    }
    assert message.endswith((".", "again."))
    assert kept(api) == before


async def test_upload_requires_sign_in(api: Api):
    before = kept(api)
    answer = await send(api, picture("PNG", compress_level=1), as_user=None)
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert kept(api) == before


@pytest.mark.parametrize("file", [None, "a.png", 7, {}, [], True])
async def test_json_values_are_rejected_as_files(api: Api, file: object):
    error = await api.error(UPLOAD, {"file": file}, as_user=await api.make_user())
    assert error["extensions"]["code"] == "BAD_REQUEST"


async def test_one_file_can_be_uploaded_twice_in_one_request(api: Api):
    document = """
      mutation Twice($file: Upload!) {
        first: uploadImage(input: {file: $file}) { ...Url }
        second: uploadImage(input: {file: $file}) { ...Url }
      }
      fragment Url on UploadImageSuccess { image { url } }
    """
    answer = await send(api, picture(), as_user=await api.make_user(), document=document)
    assert answer["data"]["first"]["image"]["url"]
    assert answer["data"]["first"] == answer["data"]["second"]


async def test_concurrent_uploads_by_different_users_create_one_file(api: Api):
    people = [await api.make_user() for _ in range(4)]
    results = await asyncio.gather(
        *(upload(api, picture(), as_user=person) for person in people for _ in range(3))
    )
    assert len({result["image"]["url"] for result in results}) == 1


async def test_uploaded_image_can_be_a_cover_image(api: Api):
    person = await api.make_user()
    url = (await upload(api, picture(), as_user=person))["image"]["url"]
    blog = await api.make_blog(person, coverImageUrl=url)
    assert blog["coverImageUrl"] == url


async def test_storage_outage_gets_unavailable_with_retry_after(api: Api, tmp_path: Path):
    (tmp_path / "file").touch()
    storage = Storage(open_store(str(tmp_path / "file" / "uploads")), "http://testserver/uploads")
    app = create_app(replace(api.services, storage=storage))
    person = await api.make_user()
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http:
        answer = await send(Api(http, api.services), picture(), as_user=person)
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "UNAVAILABLE"
    assert error["extensions"]["retryAfterSeconds"] > 0
    assert str(tmp_path) not in error["message"]
