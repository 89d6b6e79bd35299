"""File uploads: the GraphQL multipart request specification, version 2.

Starlette's parser spools the files to disk. Resolvers get each as a
`starlette.datastructures.UploadFile`, which replaces the `null` at the path given in `map`.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from cms_blog.graphql.transport.bodies import body_within
from cms_blog.graphql.transport.requests import Refusal, decode_json
from cms_blog.settings import Settings

_INDEX = re.compile("[0-9]{1,4}")
# Headers that a page of another origin can't set without a CORS preflight (Fetch, section 3.3).
_PREFLIGHTED = (
    "apollo-require-preflight",
    "graphql-require-preflight",
    "x-apollo-operation-name",
    "x-requested-with",
    "authorization",
)


def require_preflight(request: Request) -> None:
    """Require a header that forces a CORS preflight, as protection against CSRF.

    Raises:
        Refusal: the request has no such header.
    """
    if not any(name in request.headers for name in _PREFLIGHTED):
        raise Refusal(
            "A multipart request needs a header that forces a CORS preflight: "
            "set `Apollo-Require-Preflight: true`."
        )


@asynccontextmanager
async def multipart_request(request: Request, settings: Settings) -> AsyncGenerator[Any]:
    """Read `operations` with the files inserted; the files are closed at the end of the block.

    Raises:
        Refusal: the body is too large, incomplete or invalid.
    """
    form = await _read_form(request, settings)
    try:
        yield _with_files(form, settings)
    finally:
        await form.close()


class _Parser(MultiPartParser):
    """Starlette's parser, which also records whether the last boundary was received."""

    complete = False

    def on_end(self) -> None:
        self.complete = True


async def _read_form(request: Request, settings: Settings) -> FormData:
    max_bytes = settings.limits.max_upload_bytes + settings.limits.max_body_bytes

    async def whole_body() -> AsyncGenerator[bytes]:
        async for chunk in body_within(request, max_bytes):
            yield chunk
        if not parser.complete:
            # An error raised inside the parser makes it close the incomplete file.
            raise Refusal("The multipart body ends before its last boundary.")

    parser = _Parser(
        request.headers,
        whole_body(),
        max_files=settings.limits.max_upload_files,
        max_fields=2,
        max_part_size=settings.limits.max_body_bytes,
    )
    try:
        return await parser.parse()
    except MultiPartException as error:
        raise Refusal(f"The multipart body is invalid: {error.message}") from None


def _with_files(form: FormData, settings: Settings) -> Any:
    operations = _json_field(form, "operations", settings)
    file_map = _json_field(form, "map", settings)
    if not isinstance(file_map, dict):
        raise Refusal("`map` must be an object with a list of paths for each file.")
    for name, paths in cast("dict[str, Any]", file_map).items():
        file = form.get(name)
        if not isinstance(file, UploadFile):
            raise Refusal(f"`map` names the file {name[:100]!r}, which is not in the body.")
        if not isinstance(paths, list):
            raise Refusal(f"`map` must have a list of paths for the file {name[:100]!r}.")
        for path in cast("list[Any]", paths):
            _put(operations, path, file)
    return operations


def _json_field(form: FormData, name: str, settings: Settings) -> Any:
    text = form.get(name)
    if not isinstance(text, str):
        raise Refusal(f"The multipart body has no field `{name}`.")
    return decode_json(text, settings.limits.max_json_depth, f"`{name}`")


def _put(operations: Any, path: Any, file: UploadFile) -> None:
    """Replace the `null` at a dotted path (`variables.input.file`) by a file."""
    holder = operations
    *parents, last = path.split(".") if isinstance(path, str) else [""]
    for step in parents:
        holder = _below(holder, step)
    if "variables" in parents and _below(holder, last, missing=file) is None:
        if isinstance(holder, dict):
            holder[last] = file
        else:
            holder[int(last)] = file
        return
    raise Refusal(f"`map` has the path {str(path)[:100]!r}, which is not a null in `operations`.")


def _below(holder: Any, step: str, missing: object = None) -> Any:
    if isinstance(holder, dict):
        return cast("dict[str, Any]", holder).get(step, missing)
    if isinstance(holder, list) and _INDEX.fullmatch(step):
        items = cast("list[Any]", holder)
        return items[int(step)] if int(step) < len(items) else missing
    return missing
