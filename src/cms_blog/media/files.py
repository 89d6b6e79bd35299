"""GET /uploads/{name}: the stored images, for every page on the web."""

import asyncio
import stat
from os import stat_result
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from cms_blog.graph.public import still_holds
from cms_blog.media.storage import URL_PATH, Storage, media_type_of

_HEADERS = {
    # A name stands for its content: what is under it stays as it is.
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    # Opened as a page of its own, it still can't do anything.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def upload_routes(storage: Storage) -> list[Route]:
    """The routes, GET and HEAD, that serve what the storage keeps."""

    async def serve(request: Request) -> Response:
        name: str = request.path_params["name"]
        media_type = media_type_of(name)
        if media_type is None:
            return _not_found()
        path = storage.folder / name
        status = await asyncio.to_thread(_status, path)
        if status is None:
            return _not_found()
        headers = _HEADERS | {"ETag": f'"{path.stem}"'}
        if still_holds(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return FileResponse(path, headers=headers, media_type=media_type, stat_result=status)

    return [Route(f"{URL_PATH}/{{name:path}}", serve, name="uploads")]


def _status(path: Path) -> stat_result | None:
    """The status of a plain file; None for anything else, a link to one too."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def _not_found() -> Response:
    return PlainTextResponse("Not found\n", 404, {"X-Content-Type-Options": "nosniff"})
