"""Gemini's REST interface as an ASGI app: what google-genai calls, and no more."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from cms_blog.generation.emulator import wire
from cms_blog.generation.emulator.wire import Ask, BadRequest, Json

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_PAINTINGS_AT_ONCE = 2
_PIECE = 48


class Emulator:
    """The ASGI app. It knows every model's name and asks for no key but wants one, as Gemini."""

    def __init__(self) -> None:
        self._painting = asyncio.Semaphore(_PAINTINGS_AT_ONCE)
        versions = "/{version:str}"
        self._app = Starlette(
            routes=[
                Route(f"{versions}/models", self._models),
                Route(f"{versions}/models/{{name:str}}", self._model),
                Route(f"{versions}/models/{{call:str}}", self._call, methods=["POST"]),
            ]
        )

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """ASGI."""
        await self._app(scope, receive, send)

    async def _models(self, request: Request) -> Response:
        return JSONResponse({"models": []})

    async def _model(self, request: Request) -> Response:
        name = request.path_params["name"]
        methods = ["generateContent", "countTokens"]
        return JSONResponse(
            {"name": f"models/{name}", "displayName": name, "supportedGenerationMethods": methods}
        )

    async def _call(self, request: Request) -> Response:
        model, _, method = request.path_params["call"].rpartition(":")
        if not request.headers.get("x-goog-api-key"):
            return _error(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.")
        try:
            ask = wire.read(json.loads(await request.body()))
        except BadRequest as error:
            return _error(400, "INVALID_ARGUMENT", str(error))
        except ValueError:
            return _error(400, "INVALID_ARGUMENT", "Invalid JSON payload received.")
        return await self._answer(model, method, ask)

    async def _answer(self, model: str, method: str, ask: Ask) -> Response:
        match method:
            case "generateContent":
                return JSONResponse(await self._generate(model, ask))
            case "streamGenerateContent":
                return StreamingResponse(self._stream(model, ask), media_type="text/event-stream")
            case "countTokens":
                return JSONResponse({"totalTokens": ask.tokens})
            case _:
                return _error(404, "NOT_FOUND", f"There is no method {method}.")

    async def _generate(self, model: str, ask: Ask) -> Json:
        if ask.wants_image:
            return await self._paint(model, ask)
        from cms_blog.generation.emulator import writer

        text = writer.write(ask)
        return wire.answer(model, ask, [{"text": text}], tokens=wire.count_tokens(text))

    async def _paint(self, model: str, ask: Ask) -> Json:
        from cms_blog.generation.emulator import painter

        async with self._painting:
            data = await asyncio.to_thread(painter.paint, ask)
        blob = {"mimeType": painter.MEDIA_TYPE, "data": b64encode(data).decode()}
        return wire.answer(
            model, ask, [{"inlineData": blob}], tokens=painter.TOKENS.get(ask.image_size, 0)
        )

    async def _stream(self, model: str, ask: Ask) -> AsyncGenerator[bytes]:
        from cms_blog.generation.emulator import writer

        text = writer.write(ask)
        tokens = 0
        for start in range(0, len(text), _PIECE):
            piece = text[start : start + _PIECE]
            tokens += wire.count_tokens(piece)
            last = start + _PIECE >= len(text)
            yield _event(
                wire.answer(
                    model, ask, [{"text": piece}], tokens=tokens, finish="STOP" if last else None
                )
            )


def _event(body: Json) -> bytes:
    return b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\r\n\r\n"


def _error(code: int, status: str, message: str) -> Response:
    return JSONResponse(wire.error(code, status, message), status_code=code)
