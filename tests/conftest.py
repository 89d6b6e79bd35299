"""Fixtures: one application for the whole run, on the embedded database or TEST_MONGODB_URI."""

import asyncio
import gc
import os
import re
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import structlog
from api import Api, Commands
from cancelled_connects import close_cancelled_connects
from forked_process import create_subprocess_exec, install
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr
from pymongo import monitoring
from starlette.applications import Starlette

from cms_blog.accounts.credentials import Passwords
from cms_blog.context import Services
from cms_blog.limits import Limits
from cms_blog.server.app import create_app, open_services
from cms_blog.settings import Settings

pytest_plugins = ["storage_fixtures"]

# The clean-up deletes all documents, so databases with any other name are rejected.
DATABASE = f"cms_blog_test_{os.getpid()}"
BASE_URL = "http://testserver"

_addresses = count()
_commands = Commands()
monitoring.register(_commands)
install()
close_cancelled_connects()

# Where rich is installed, structlog's default draws each traceback with it, which takes a second.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Pause the garbage collector during the collection, whose objects all live until the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with files that have slow tests: of several processes, none is left alone with one."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def data_dir() -> Generator[Path]:
    """Folder of the run's database, in memory where Linux has it: each write syncs the disk."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, data_dir: Path) -> Settings:
    """Settings that are independent of the environment and of `.env` files."""
    folder = tmp_path_factory.mktemp("server")
    uri = os.environ.get("TEST_MONGODB_URI")
    return Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue] - pydantic-settings takes it
        data_dir=data_dir,
        uploads_url=str(folder / "uploads"),
        mongodb_uri=None if uri is None else SecretStr(uri),
        mongodb_db=DATABASE,
        admin_email="admin@example.com",
        public_base_url=BASE_URL,
        # Disabled, because tests change users in the database; the cache has its own tests.
        session_cache_seconds=0,
        rate_limit_requests="1000000/minute",
        rate_limit_generations="1000000/minute",
        limits=Limits(
            # No request may fail because the machine is busy.
            mongodb_timeout_seconds=120,
            query_timeout_seconds=180,
            rate_limit_signups="1000000/minute",
            rate_limit_links="1000000/minute",
            rate_limit_invitations="1000000/minute",
            rate_limit_uploads="1000000/minute",
            public_cache_seconds=0,
        ),
    )


@pytest.fixture(scope="session")
async def services(settings: Settings) -> AsyncGenerator[Services]:
    async with open_services(settings) as services:
        # Argon2's minimum, below that of the settings: the tests create thousands of accounts.
        passwords = Passwords(memory_kib=32, iterations=1)
        yield replace(services, passwords=passwords)
        passwords.close()
        if not re.fullmatch(r"cms_blog_test_\d+", services.database.name):
            raise RuntimeError(f"not dropping {services.database.name}: it is no test database")
        await services.database.client.drop_database(services.database.name)


@pytest.fixture(scope="session")
def app(services: Services) -> Starlette:
    """The complete application, including middleware."""
    return create_app(services)


@pytest.fixture
async def http(app: Starlette) -> AsyncIterator[AsyncClient]:
    """A client with a unique IP address, so that its rate limits are unused."""
    host = f"127.1.{next(_addresses) // 250}.{next(_addresses) % 250}"
    transport = ASGITransport(app, client=(host, 50_000))
    async with AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield client


@pytest.fixture
async def api(http: AsyncClient, services: Services) -> Api:
    """Client of the API, on an empty database."""
    # An empty collection takes a command, too.
    for name in [*_commands.written]:
        await services.database[name].delete_many({})
        _commands.written.discard(name)
    return Api(http, services)


@pytest.fixture
def unforked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start each process as users do, not by forking one that has imported the application."""
    monkeypatch.setattr(asyncio, "create_subprocess_exec", create_subprocess_exec)


@pytest.fixture(scope="session")
def project() -> Path:
    """Root folder of the project."""
    return Path(__file__).parent.parent


@pytest.fixture
def commands() -> Commands:
    """Recorder of database commands."""
    return _commands
