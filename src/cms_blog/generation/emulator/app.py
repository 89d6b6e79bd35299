"""Gemini's REST API as an ASGI app: the endpoints that google-genai calls."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from functools import cache

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from cms_blog.generation.emulator import replies, wire
from cms_blog.generation.emulator.faults import ALTERATIONS, ERRORS, Fault, Faults, Switch, refusal
from cms_blog.generation.emulator.wire import BadRequest, ContentRequest, Json

_MAX_CONCURRENT_IMAGES = 2
# Seconds between two pieces of a stream: slow enough to be visible.
OFFLINE_PACE = 0.01
# Characters per piece of a stream.
_PIECE = 48


class Emulator:
    """The ASGI app. It accepts every model name and every API key, but requires a key.

    `pace` is the time between two pieces of a stream, in seconds; `pause` sleeps. `calls` counts
    all calls, `running` those in progress; `faults` injects faults.
    """

    def __init__(
        self,
        *,
        faults: Sequence[Switch] = (),
        pace: float = 0,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.faults = Faults(faults)
        # Applied to each answer with a text, in order: tests imitate the habits of real models.
        self.changes: list[Callable[[Json, ContentRequest], None]] = []
        self.calls = 0
        self.running = 0
        self._pace = pace
        self._pause = pause
        self._app = Starlette(
            routes=[
                Route("/{version}/models", self._models),
                Route("/{version}/models/{name}", self._model),
                Route("/{version}/models/{call}", self._call, methods=["POST"]),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the ASGI application."""
        self.running += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self.running -= 1

    async def _models(self, _: Request) -> Response:
        return JSONResponse({"models": []})

    async def _model(self, request: Request) -> Response:
        name = request.path_params["name"]
        methods = ["generateContent", "countTokens"]
        return JSONResponse(
            {"name": f"models/{name}", "displayName": name, "supportedGenerationMethods": methods}
        )

    async def _call(self, request: Request) -> Response:
        self.calls += 1
        if not request.headers.get("x-goog-api-key"):
            return _error(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.")
        try:
            body = json.loads(await request.body())
            parsed = wire.read(body, request.path_params["version"])
        except BadRequest as error:
            return _error(400, "INVALID_ARGUMENT", str(error))
        except ValueError:
            return _error(400, "INVALID_ARGUMENT", "Invalid JSON payload received.")
        return await self._dispatch(request.path_params["call"], parsed)

    async def _dispatch(self, call: str, parsed: ContentRequest) -> Response:
        model, _, method = call.rpartition(":")
        match method:
            case "generateContent":
                return await self._unary(model, parsed)
            case "streamGenerateContent":
                return self._streamed(model, parsed)
            case "countTokens":
                return JSONResponse({"totalTokens": parsed.tokens})
            case _:
                return _error(404, "NOT_FOUND", f"There is no method {method}.")

    async def _unary(self, model: str, parsed: ContentRequest) -> Response:
        fault = self.faults.next()
        if (
            fault is not None
            and (response := _immediate_response(fault, model, parsed)) is not None
        ):
            return response
        answer = await self._answer(model, parsed, fault)
        if fault is Fault.MID_STREAM_ERROR:
            return JSONResponse(ERRORS[Fault.SERVER_ERROR], 500)
        body = json.dumps(answer).encode()
        match fault:
            case Fault.BROKEN_BODY | Fault.EARLY_END:
                return Response(body[: len(body) // 2], media_type="application/json")
            case Fault.CUT:
                return replies.Cut(body[: len(body) // 2], "application/json")
            case Fault.DRIP:
                return StreamingResponse(replies.dripping(body), media_type="application/json")
            case _:
                return Response(body, media_type="application/json")

    def _streamed(self, model: str, parsed: ContentRequest) -> Response:
        fault = self.faults.next()
        if (
            fault is not None
            and (response := _immediate_response(fault, model, parsed)) is not None
        ):
            return response
        events = self._events(model, parsed, fault)
        if fault is Fault.CUT:
            return replies.CutStream(events, "text/event-stream")
        return StreamingResponse(events, media_type="text/event-stream")

    async def _answer(self, model: str, parsed: ContentRequest, fault: Fault | None) -> Json:
        if fault is Fault.ECHO:
            text = "\n\n".join((parsed.system, *parsed.texts))
            return wire.answer(model, parsed, [{"text": text}], tokens=wire.count_tokens(text))
        write = self._paint if parsed.wants_image else self._write
        answer = await write(model, parsed)
        if fault is Fault.NOT_JSON and parsed.schema is None:
            return answer
        if fault is not None and fault in ALTERATIONS:
            answer = deepcopy(answer)
            ALTERATIONS[fault](answer)
        return answer

    async def _write(self, model: str, parsed: ContentRequest) -> Json:
        from cms_blog.generation.emulator import writer

        # After an answer that was cut off, the rest of it.
        rest = writer.write(parsed).removeprefix(parsed.earlier_text)
        answer = wire.answer(model, parsed, [{"text": rest}], tokens=wire.count_tokens(rest))
        for change in self.changes:
            change(answer, parsed)
        return answer

    async def _paint(self, model: str, parsed: ContentRequest) -> Json:
        from cms_blog.generation.emulator import painter

        loop = asyncio.get_running_loop()
        data = await loop.run_in_executor(_image_threads(), painter.paint, parsed)
        blob = {"mimeType": painter.MEDIA_TYPE, "data": b64encode(data).decode()}
        tokens = painter.TOKENS.get(parsed.image_size, 0)
        return wire.answer(model, parsed, [{"inlineData": blob}], tokens=tokens)

    async def _events(
        self, model: str, parsed: ContentRequest, fault: Fault | None
    ) -> AsyncGenerator[bytes]:
        """Yield the answer in pieces. A fault of the connection occurs after the first half."""
        whole = await self._answer(model, parsed, fault)
        text = wire.text_of(whole)
        halfway = fault in {Fault.CUT, Fault.EARLY_END, Fault.MID_STREAM_ERROR, Fault.DRIP}
        halfway = halfway or fault is Fault.BROKEN_BODY
        end = len(text) // 2 if halfway else len(text)
        for start in range(0, end, _PIECE):
            piece = text[start : min(start + _PIECE, end)]
            tokens = wire.count_tokens(text[:start], piece)
            yield _event(wire.answer(model, parsed, [{"text": piece}], tokens=tokens, finish=None))
            await self._pause(self._pace)
        match fault:
            case Fault.CUT | Fault.EARLY_END:
                return
            case Fault.MID_STREAM_ERROR:
                yield _event(ERRORS[Fault.SERVER_ERROR])
            case Fault.BROKEN_BODY:
                yield b'data: {"candidates": [\r\n\r\n'
            case Fault.DRIP:
                async for chunk in replies.dripping(b""):
                    yield chunk
            case _:
                yield _event(wire.without_text(whole))


@cache
def _image_threads() -> ThreadPoolExecutor:
    # A small pool of its own: each thread keeps the memory of its largest image.
    return ThreadPoolExecutor(_MAX_CONCURRENT_IMAGES, thread_name_prefix="emulator-images")


def _immediate_response(fault: Fault, model: str, parsed: ContentRequest) -> Response | None:
    """Return the response of a fault that needs no answer of a model; None for other faults."""
    if (refused := refusal(fault, model, parsed)) is not None:
        return JSONResponse(refused, refused["error"]["code"])
    match fault:
        case Fault.BAD_GATEWAY:
            return Response("<html><h1>502 Bad Gateway</h1></html>", 502, media_type="text/html")
        case Fault.EMPTY_BODY:
            return Response(b"", media_type="application/json")
        case Fault.HANG:
            return replies.Hang()
        case _:
            return None


def _event(body: Json) -> bytes:
    return b"data: " + json.dumps(body).encode() + b"\r\n\r\n"


def _error(code: int, status: str, message: str) -> Response:
    return JSONResponse(wire.error(code, status, message), status_code=code)
