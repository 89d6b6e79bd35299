"""A Gemini server that responds at once: the emulator's responses, computed once per request.

It runs in a process of its own, so that its CPU is not counted.
"""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CALLS = 400
_CONCURRENT = 16


@contextmanager
def running() -> Generator[str]:
    """Yield the URL of the server, which runs during the block."""
    command = [sys.executable, "-m", "benchmarks.gemini", "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def client_ms(url: str) -> float:
    """CPU of one call of google-genai's client alone, in milliseconds."""
    command = [sys.executable, "-m", "benchmarks.gemini", url]
    child = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(child.stdout)


class Recorded:
    """Passes each different request to the app once, and repeats its response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._responses: dict[tuple[str, bytes], list[Message]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the ASGI application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        key = scope["path"], body
        if key not in self._responses:
            self._responses[key] = await self._response(scope, body)
        for message in self._responses[key]:
            await send(message)

    async def _response(self, scope: Scope, body: bytes) -> list[Message]:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        return sent


def _serve() -> None:
    from cms_blog.generation.emulator.app import Emulator

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        sys.stdout.write(f"http://127.0.0.1:{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        config = uvicorn.Config(
            Recorded(Emulator()), lifespan="off", log_level="warning", access_log=False
        )
        uvicorn.Server(config).run([listening])


async def _client_ms(url: str) -> float:
    from google.genai import Client
    from google.genai.types import HttpOptions

    models = Client(api_key="benchmark", http_options=HttpOptions(base_url=url)).aio.models

    async def call() -> None:
        await models.generate_content(model="benchmark", contents="Five ideas for a post.")

    async def calls() -> None:
        for _ in range(_CALLS // _CONCURRENT):
            await call()

    # The first call imports modules.
    await call()
    begin = time.process_time()
    await asyncio.gather(*(calls() for _ in range(_CONCURRENT)))
    return (time.process_time() - begin) / _CALLS * 1_000


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        _serve()
    else:
        print(asyncio.run(_client_ms(sys.argv[1])))
