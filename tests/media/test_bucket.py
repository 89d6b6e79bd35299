"""Behaviour specific to buckets: network failures and provider errors."""

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
from cms_blog.media.image_store import ImageStore, StorageFailed
from cms_blog.media.storage import Storage, open_store

NAME = "0123456789abcdef0123456789abcdef.png"


@asynccontextmanager
async def dropping(endpoint: str, connections: int) -> AsyncGenerator[str]:
    """TCP proxy to the endpoint that drops the first connections and forwards later ones."""
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


async def test_dropped_connections_are_retried(
    s3: S3, bucket_url: str, monkeypatch: pytest.MonkeyPatch
):
    async with dropping(s3.endpoint, 2) as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        await open_store(bucket_url).put(NAME, b"data")
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3.endpoint)
    file = await open_store(bucket_url).open(NAME)
    assert file is not None
    assert await file.read() == b"data"


async def test_bucket_outage_is_reported_and_recovers(monkeypatch: pytest.MonkeyPatch):
    with s3_server() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        store = open_store(f"s3://{server.new_bucket()}")
        await store.put(NAME, b"data")
    storage = Storage(store, "https://blog.example.com/uploads")
    failures = await asyncio.gather(
        storage.put(b"data", "image/png"),
        store.open(NAME),
        store.delete(NAME),
        anext(aiter(store.entries())),
        return_exceptions=True,
    )
    for failure in failures:
        assert isinstance(failure, StorageFailed), failure
        assert "s3cret" not in str(failure)
    transport = httpx.ASGITransport(app=Starlette(routes=upload_routes(storage)))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as web:
        response = await web.get(f"/uploads/{NAME}")
    assert (response.status_code, response.text) == (
        503,
        "Temporarily unavailable. Try again in a few seconds.\n",
    )
    assert response.headers["retry-after"] == "5"
    assert "cache-control" not in response.headers


async def test_missing_bucket_is_reported_on_write(
    bucket_url: str,
):
    store = open_store("s3://no-such-bucket/images")
    with pytest.raises(StorageFailed, match=r"written to s3://no-such-bucket/images: .*not found"):
        await store.put(NAME, b"data")


async def test_keys_below_other_prefixes_are_ignored(bucket_url: str):
    outer, inner = open_store(bucket_url.removesuffix("/images")), open_store(bucket_url)
    await inner.put(NAME, b"data")
    assert [entry async for entry in outer.entries()] == []
    assert [entry.name async for entry in inner.entries()] == [NAME]


async def test_objects_have_a_content_type_and_cache_control(bucket_url: str):
    await open_store(bucket_url).put(NAME, b"data")
    bucket = from_url(bucket_url, client_options={"allow_http": True})
    found = await obstore.get_async(bucket, NAME)
    assert found.attributes == {
        "Content-Type": "image/png",
        "Cache-Control": (
            "public, max-age=31536000, s-maxage=86400, stale-while-revalidate=86400, immutable"
        ),
    }


def test_missing_environment_variables_are_reported(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_NAME", raising=False)
    with pytest.raises(CmsError, match=r"bucket az://images can't be used: .*Account must be"):
        open_store("az://images")


async def test_cancelled_reads_do_not_affect_other_readers(bucket_url: str):
    store: ImageStore = open_store(bucket_url)
    await store.put(NAME, b"data" * 1_000_000)
    reading = [asyncio.create_task(store.open(NAME)) for _ in range(10)]
    await asyncio.sleep(0)
    for task in reading[1:]:
        task.cancel()
    file = await reading[0]
    assert file is not None
    assert len(await file.read()) == 4_000_000
