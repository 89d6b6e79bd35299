"""What only a bucket has: a network between us and it, and somebody else's errors."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import httpx
import obstore
import pytest
from obstore.store import from_url
from s3_server import S3, s3_server
from starlette.applications import Starlette

from cms_blog.errors import CmsError
from cms_blog.media.files import upload_routes
from cms_blog.media.places import Place, StorageFailed
from cms_blog.media.storage import Storage, place_at

NAME = "0123456789abcdef0123456789abcdef.png"


@asynccontextmanager
async def dropping(endpoint: str, connections: int) -> AsyncGenerator[str]:
    """A way to the endpoint that drops the first connections, and passes on what comes later."""
    left = connections

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal left
        left -= 1
        if left >= 0:
            await reader.read(100)
            writer.close()
            return
        host, port = endpoint.removeprefix("http://").split(":")
        there, back = await asyncio.open_connection(host, int(port))
        await asyncio.gather(pump(reader, back), pump(there, writer))

    server = await asyncio.start_server(met, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"http://{host}:{port}"


async def test_a_connection_that_drops_is_tried_again(
    s3: S3, bucket_url: str, monkeypatch: pytest.MonkeyPatch
):
    async with dropping(s3.endpoint, 2) as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        await place_at(bucket_url).put(NAME, b"data")
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3.endpoint)
    file = await place_at(bucket_url).open(NAME)
    assert file is not None
    assert await file.read() == b"data"


async def test_a_bucket_that_is_away_is_told_and_comes_back(monkeypatch: pytest.MonkeyPatch):
    with s3_server() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        place = place_at(f"s3://{server.new_bucket()}")
        await place.put(NAME, b"data")
    storage = Storage(place, "https://blog.example.com/uploads")
    failures = await asyncio.gather(
        storage.put(b"data", "image/png"),
        place.open(NAME),
        place.delete(NAME),
        anext(aiter(place.entries())),
        return_exceptions=True,
    )
    for failure in failures:
        assert isinstance(failure, StorageFailed), failure
        assert "s3cret" not in str(failure)
    transport = httpx.ASGITransport(app=Starlette(routes=upload_routes(storage)))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as web:
        response = await web.get(f"/uploads/{NAME}")
    assert (response.status_code, response.text) == (503, "Not available just now\n")
    assert response.headers["retry-after"] == "5"
    assert "cache-control" not in response.headers


async def test_a_bucket_that_is_not_there_is_told_when_it_is_written_to(
    bucket_url: str,
):
    place = place_at("s3://no-such-bucket/images")
    with pytest.raises(StorageFailed, match=r"written to s3://no-such-bucket/images: .*not found"):
        await place.put(NAME, b"data")


async def test_what_lies_deeper_in_a_bucket_is_somebody_elses(bucket_url: str):
    outer, inner = place_at(bucket_url.removesuffix("/images")), place_at(bucket_url)
    await inner.put(NAME, b"data")
    assert [entry async for entry in outer.entries()] == []
    assert [entry.name async for entry in inner.entries()] == [NAME]


async def test_who_fetches_from_the_bucket_itself_learns_what_it_is(bucket_url: str):
    await place_at(bucket_url).put(NAME, b"data")
    bucket = from_url(bucket_url, client_options={"allow_http": True})
    found = await obstore.get_async(bucket, NAME)
    assert found.attributes == {
        "Content-Type": "image/png",
        "Cache-Control": "public, max-age=31536000, immutable",
    }


def test_what_the_environment_does_not_say_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_NAME", raising=False)
    with pytest.raises(CmsError, match=r"bucket az://images can't be used: .*Account must be"):
        place_at("az://images")


async def test_a_reader_who_gives_up_harms_nobody(bucket_url: str):
    place: Place = place_at(bucket_url)
    await place.put(NAME, b"data" * 1_000_000)
    reading = [asyncio.create_task(place.open(NAME)) for _ in range(10)]
    await asyncio.sleep(0)
    for task in reading[1:]:
        task.cancel()
    file = await reading[0]
    assert file is not None
    assert len(await file.read()) == 4_000_000
