"""Responses to conditional requests for documents, without a server."""

import gzip
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import StreamingResponse

from cms_blog.feeds.atom import NEVER
from cms_blog.feeds.conditions import document_response, http_date
from cms_blog.feeds.document_cache import Packed, Packer

CHANGED = datetime(2026, 11, 27, 8, 30, 5, tzinfo=UTC)
DATE = "Fri, 27 Nov 2026 08:30:05 GMT"
EARLIER, LATER = "Fri, 27 Nov 2026 08:30:04 GMT", "Fri, 27 Nov 2026 08:30:06 GMT"
TEXT = "<feed>é</feed>" * 100


def packed(modified: datetime = CHANGED) -> Packed:
    packer = Packer()
    packer.add(TEXT)
    return packer.finish(modified)


def respond(document: Packed, method: str = "GET", **headers: str) -> Any:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    request = Request({"type": "http", "method": method, "headers": pairs})
    return document_response(request, document, "application/atom+xml", "max-age=60")


async def test_a_new_client_gets_the_document_with_its_validators():
    document = packed()
    response = respond(document)
    assert response.status_code == 200
    assert dict(response.headers) == {
        "cache-control": "max-age=60",
        "etag": f'W/"{document.tag}"',
        "last-modified": DATE,
        "content-length": str(len(TEXT.encode())),
        "content-type": "application/atom+xml; charset=utf-8",
    }
    assert isinstance(response, StreamingResponse)
    assert [chunk async for chunk in response.body_iterator] == [TEXT.encode()]


def test_a_client_that_accepts_gzip_gets_the_compressed_document():
    document = packed()
    response = respond(document, accept_encoding="gzip")
    assert gzip.decompress(response.body) == TEXT.encode()
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["vary"] == "Accept-Encoding"
    assert response.headers["content-length"] == str(len(document.gzipped))


def test_head_has_no_body_and_the_length_of_get():
    response = respond(packed(), "HEAD")
    assert response.body == b""
    assert response.headers["content-length"] == str(len(TEXT.encode()))
    assert response.headers["vary"] == "Accept-Encoding"
    assert respond(packed(), "HEAD", accept_encoding="gzip").body == b""


def test_without_a_change_there_is_no_date():
    response = respond(packed(NEVER))
    assert "last-modified" not in response.headers
    assert respond(packed(NEVER), if_modified_since=DATE).status_code == 200


@pytest.mark.parametrize(
    ("since", "status"), [(EARLIER, 200), (DATE, 304), (LATER, 304), ("x", 200), ("", 200)]
)
def test_a_copy_of_the_same_date_or_a_later_one_is_current(since: str, status: int):
    assert respond(packed(), if_modified_since=since).status_code == status


def test_a_current_copy_is_answered_without_the_document():
    document = packed()
    response = respond(document, if_none_match=f'W/"{document.tag}"')
    assert (response.status_code, response.body) == (304, b"")
    assert {*response.headers} == {"cache-control", "etag", "last-modified", "vary"}


def test_a_tag_takes_precedence_over_a_date():
    document = packed()
    current = f'"{document.tag}"'
    assert respond(document, if_none_match='"x"', if_modified_since=LATER).status_code == 200
    assert respond(document, if_none_match=current, if_modified_since=EARLIER).status_code == 304


def test_times_of_dates_are_in_utc():
    assert http_date("Fri, 27 Nov 2026 09:30:05 +0100") == CHANGED
    assert http_date("Fri, 27 Nov 2026 08:30:05 -0000") == CHANGED
    found = http_date(DATE)
    assert found is not None
    assert found.utcoffset() == timedelta()


def test_dates_have_64_characters_at_most():
    padded = DATE + " " * (64 - len(DATE))
    assert http_date(padded) == CHANGED
    assert http_date(f"{padded} ") is None


@pytest.mark.parametrize(
    "text", ["", "x", "Fri, 99 Nov 2026 08:30:05 GMT", "Fri, 27 Nov 99999999999 08:30:05 GMT", "1"]
)
def test_invalid_dates_are_ignored(text: str):
    assert http_date(text) is None
