"""Server processes: start, stop, CPU time and memory. Linux only."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.dialects import FLOOR, MERCURIUS, OURS, PEER, REST, Dialect

HERE = Path(__file__).parent
ENVIRONMENTS = Path(
    os.environ.get("BENCH_ENVS") or Path(tempfile.gettempdir()) / "cms-blog-benchmarks"
)
SECRET = "benchmark-benchmark-benchmark-benchmark"
_TICK = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 60
_UVICORN = (
    "-m uvicorn app:app --host 127.0.0.1 --loop uvloop --http httptools --workers 1 "
    "--no-access-log --log-level warning --port"
).split()

# The peers and their dialects.
PEERS: dict[str, Dialect] = {
    "floor-asgi": FLOOR,
    "mercurius": MERCURIUS,
    "fastapi-motor": REST,
    "apollo-server": PEER,
    "graphql-yoga": PEER,
    "ariadne": PEER,
    "strawberry-beanie-naive": PEER,
}


class Wrong(Exception):
    """A server does not start or returns a wrong response; the benchmark stops."""


@dataclass
class Server:
    """A server and its start command, which listens on PORT."""

    name: str
    dialect: Dialect
    command: list[str]
    folder: Path
    environment: dict[str, str]
    node: bool = False
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def host(self) -> str:
        """Host header of its requests."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Process id."""
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        """Start the server and wait until it listens.

        Raises:
            Wrong: it exits, or does not listen within a minute.
        """
        self.port = _free_port()
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - read once the process has ended
        self.process = subprocess.Popen(
            [word.replace("$PORT", str(self.port)) for word in self.command],
            cwd=self.folder,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **self.environment, "PORT": str(self.port)},
        )
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise Wrong(f"{self.name} did not start\n{self.log()}")

    def stop(self) -> None:
        """Stop the server."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def log(self) -> str:
        """The end of its output."""
        self._output.seek(0)
        return self._output.read().decode(errors="replace")[-4_000:]

    def call(
        self,
        method: str,
        path: str,
        body: bytes,
        token: str | None,
        etag: str | None = None,
        scheme: str = "Bearer",
    ) -> tuple[int, bytes]:
        """Send a request on a new connection, with `etag` as If-None-Match; return its response."""
        status, raw, _ = self.call_for_etag(method, path, body, token, etag, scheme)
        return status, raw

    def call_for_etag(
        self,
        method: str,
        path: str,
        body: bytes,
        token: str | None,
        etag: str | None = None,
        scheme: str = "Bearer",
    ) -> tuple[int, bytes, str | None]:
        """Like `call`, with the response's ETag."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"{scheme} {token}"
        if etag:
            headers["If-None-Match"] = etag
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        return answer.status, raw, answer.headers.get("ETag")

    def _stat(self) -> list[str]:
        # proc(5): field 3 follows the command's name in parentheses.
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()

    def cpu(self) -> float:
        """User and system CPU time of the process, in seconds."""
        stat = self._stat()
        return (int(stat[11]) + int(stat[12])) / _TICK

    def settled_cpu(self) -> float:
        """CPU time once the process is idle, to include work after responses."""
        before = self.cpu()
        for _ in range(20):
            time.sleep(0.03)
            now = self.cpu()
            if now - before < 1.5 / _TICK:
                return now
            before = now
        return before

    def rss_mb(self) -> float:
        """Resident memory, in MB."""
        return int(self._stat()[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def peer(name: str, uri: str, database: str) -> Server:
    """A peer in the environment created by setup.sh."""
    folder, source = ENVIRONMENTS / name, HERE / "peers" / name
    if not folder.exists():
        sys.exit(f"{folder} does not exist. Create it with `benchmarks/setup.sh {name}`.")
    node = (source / "server.js").exists()
    if node:
        shutil.copy(source / "server.js", folder)
    return Server(
        name=name,
        dialect=PEERS[name],
        command=["node", "server.js"]
        if node
        else [str(folder / "bin" / "python"), *_UVICORN, "$PORT"],
        folder=folder if node else source,
        environment={
            "MONGODB_URI": uri,
            "MONGODB_DB": database,
            "JWT_SECRET": SECRET,
            "NODE_ENV": "production",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        node=node,
    )


def with_gemini(url: str) -> dict[str, str]:
    """Settings that send all calls of Gemini to `url`."""
    return {
        "GENERATION": "",
        "GEMINI_API_KEY": "benchmark",
        "GEMINI_BASE_URL": url,
        "GENERATION_DAILY_USD": "1000000",
        "GENERATION_DAILY_USD_PER_USER": "2000",
        "RATE_LIMIT_GENERATIONS": "1000000000/minute",
    }


def ours(uri: str, database: str, name: str = "this server", **settings: str) -> Server:
    """This server in production mode, with default settings except rate limits."""
    scratch = Path(tempfile.mkdtemp(prefix="cms-blog-benchmark-"))
    return Server(
        name=name,
        dialect=OURS,
        command=[sys.executable, "-m", "cms_blog", "serve"],
        folder=scratch,
        environment={
            "MONGODB_URI": uri,
            "MONGODB_DB": database,
            "JWT_SECRET": SECRET,
            "ENV": "prod",
            "PUBLIC_BASE_URL": "http://127.0.0.1",
            "GENERATION": "offline",
            "RATE_LIMIT_REQUESTS": "1000000000/minute",
            **settings,
        },
    )
