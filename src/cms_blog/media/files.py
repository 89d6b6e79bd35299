"""GET /uploads/{name}: serves stored images to any origin."""

import re

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from cms_blog.graphql.execution.response_cache import etag_matches
from cms_blog.media.image_store import (
    CACHE_CONTROL,
    StorageFailed,
    StoredFile,
    media_type_of,
    variant_of,
)
from cms_blog.media.storage import Storage
from cms_blog.media.variants.service import VariantDelayed

_HEADERS = {
    "Cache-Control": CACHE_CONTROL,
    "X-Content-Type-Options": "nosniff",
    # Disables scripts if a browser opens the image as a document.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# RFC 9110, section 14.1.2: a single byte range. Several ranges get the whole image.
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
_RETRY_SECONDS = 5

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


def upload_routes(storage: Storage) -> list[Route]:
    """Return the routes (GET and HEAD) that serve stored images."""

    async def serve(request: Request) -> Response:
        name: str = request.path_params["name"]
        media_type = media_type_of(name)
        try:
            file = None if media_type is None else await storage.variants.open(name)
        except VariantDelayed:
            # A larger image rather than none.
            image = name.removesuffix(".webp").rpartition(".")[0]
            headers = _HEADERS | {"Location": image, "Cache-Control": "no-store"}
            return Response(status_code=307, headers=headers)
        except StorageFailed as error:
            _log.error("storage_failed", message=error.message)
            return _plain(
                ("Temporarily unavailable. Try again in a few seconds.\n"),
                503,
                {"Retry-After": str(_RETRY_SECONDS)},
            )
        if file is None:
            return _plain("Not found\n", 404, {})
        headers = _HEADERS | {"ETag": f'"{_tag(name)}"', "Accept-Ranges": "bytes"}
        if etag_matches(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return _answer(request, file, headers, media_type)

    return [Route("/uploads/{name:path}", serve, name="uploads")]


def _tag(name: str) -> str:
    """Return the hash in the name of an image; for a smaller version, with its width."""
    found = variant_of(name)
    return name[:32] if found is None else f"{name[:32]}-{found[1]}"


def _answer(
    request: Request, file: StoredFile, headers: dict[str, str], media_type: str | None
) -> Response:
    part = _range(request, file.size, headers["ETag"])
    start, stop = part or (0, file.size)
    headers = headers | {"Content-Length": str(stop - start)}
    if start >= stop and part is not None:
        headers |= {"Content-Range": f"bytes */{file.size}", "Content-Length": "0"}
        return Response(status_code=416, headers=headers)
    if part is not None:
        headers |= {"Content-Range": f"bytes {start}-{stop - 1}/{file.size}"}
    status = 200 if part is None else 206
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=media_type)
    return StreamingResponse(file.chunks(start, stop), status, headers, media_type)


def _range(request: Request, size: int, etag: str) -> tuple[int, int] | None:
    """Return the requested bytes as (start, stop): None for all, empty if unsatisfiable."""
    requested = _RANGE.fullmatch(request.headers.get("range", "").strip())
    # RFC 9110, section 13.1.5: If-Range makes the range conditional on the ETag.
    if_range = request.headers.get("if-range", etag)
    if requested is None or request.method != "GET" or if_range != etag:
        return None
    first, last = requested.groups()
    if not first:
        return (max(0, size - int(last)), size) if last else None
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1 if last else size)


def _plain(text: str, status: int, headers: dict[str, str]) -> Response:
    return PlainTextResponse(text, status, headers | {"X-Content-Type-Options": "nosniff"})
