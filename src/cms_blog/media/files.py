"""GET /uploads/{name}: the stored images, for every page on the web."""

import re

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from cms_blog.graphql.execution.response_cache import still_holds
from cms_blog.media.places import StorageFailed, StoredFile, media_type_of
from cms_blog.media.storage import Storage

_HEADERS = {
    # A name stands for its content: what is under it stays as it is.
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    # Opened as a page of its own, it still can't do anything.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# RFC 9110, section 14.1.2: one range of bytes. More than one is answered with all of it.
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
_RETRY_SECONDS = 5

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


def upload_routes(storage: Storage) -> list[Route]:
    """The routes, GET and HEAD, that serve what the storage keeps."""

    async def serve(request: Request) -> Response:
        name: str = request.path_params["name"]
        media_type = media_type_of(name)
        try:
            file = None if media_type is None else await storage.place.open(name)
        except StorageFailed as error:
            _log.error("storage_failed", message=error.message)
            return _plain("Not available just now\n", 503, {"Retry-After": str(_RETRY_SECONDS)})
        if file is None:
            return _plain("Not found\n", 404, {})
        headers = _HEADERS | {"ETag": f'"{name.partition(".")[0]}"', "Accept-Ranges": "bytes"}
        if still_holds(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return _answer(request, file, headers, media_type)

    return [Route("/uploads/{name:path}", serve, name="uploads")]


def _answer(
    request: Request, file: StoredFile, headers: dict[str, str], media_type: str | None
) -> Response:
    part = _part(request, file.size, headers["ETag"])
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
    return StreamingResponse(file.pieces(start, stop), status, headers, media_type)


def _part(request: Request, size: int, etag: str) -> tuple[int, int] | None:
    """Requested byte range as (start, end), end exclusive; None for all, empty if unsatisfiable."""
    asked = _RANGE.fullmatch(request.headers.get("range", "").strip())
    # Section 13.1.5: the part, if what the client has the rest of is still this.
    if asked is None or request.method != "GET" or request.headers.get("if-range", etag) != etag:
        return None
    first, last = asked.groups()
    if not first:
        return (max(0, size - int(last)), size) if last else None
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1 if last else size)


def _plain(text: str, status: int, headers: dict[str, str]) -> Response:
    return PlainTextResponse(text, status, headers | {"X-Content-Type-Options": "nosniff"})
