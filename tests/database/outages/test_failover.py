"""Elections and errors of a server in trouble, in virtual time: see `virtual_time`."""

import gc
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from itertools import pairwise, product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from adjusted_settings import adjusted, settings_with
from beanie import init_beanie  # pyright: ignore[reportUnknownVariableType] - Beanie leaves the database's type open
from bson import ObjectId
from fake_mongodb import Document, FakeReplicaSet, error
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError
from pymongo.helpers_shared import (
    _NOT_PRIMARY_CODES,  # pyright: ignore[reportPrivateUsage] - the driver's own lists
    _RETRYABLE_ERROR_CODES,  # pyright: ignore[reportPrivateUsage]
)
from stored_blogs import FIRST
from structlog.testing import capture_logs
from virtual_time import VirtualTime

from cms_blog.blogs.documents import BlogDocument
from cms_blog.context import Services
from cms_blog.database.client import client_options, opened
from cms_blog.database.indexes import Indexes, indexes_of
from cms_blog.database.outages import is_outage
from cms_blog.server.app import create_app, open_services
from cms_blog.server.documents import DOCUMENTS
from cms_blog.settings import Settings

# The time that MongoDB documents for an election with its default settings.
ELECTION = 12
# More attempts than fit in the timeout of a command.
LASTING = 1_000
RETRYABLE = sorted(_RETRYABLE_ERROR_CODES - _NOT_PRIMARY_CODES)
NOT_PRIMARY = sorted(_NOT_PRIMARY_CODES)
OTHER_OUTAGES = [133, 202, 365]
QUOTA = "you are over your space quota, using 512 MB of 512 MB"
USER: Document = {
    "_id": ObjectId(),
    "name": "Ada",
    "email": "ada@example.com",
    "role": "user",
    "created_at": FIRST,
}

WRITE = "findAndModify users"
# By the command that gets the answers.
REQUESTS = {
    "find blogs": "{ publishedBlogs { nodes { id } } }",
    "count blogs": "{ publishedBlogs { totalCount } }",
    "aggregate blogs": "{ tags { name } }",
    WRITE: "mutation { logoutEverywhere { __typename } }",
}

pytestmark = [
    pytest.mark.slow,
    # The driver does not close the socket of an attempt to connect that it cancels.
    pytest.mark.filterwarnings(
        "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
    ),
]

type Script = Sequence[Document]


@pytest.fixture
def virtual(monkeypatch: pytest.MonkeyPatch) -> Generator[VirtualTime]:
    yield VirtualTime(monkeypatch)
    # Those sockets would be reported in a later test.
    gc.collect()


@pytest.fixture
async def rebound(services: Services) -> AsyncGenerator[None]:
    """Bind the document classes to the database of the other tests afterwards."""
    yield
    await init_beanie(services.database, document_models=[*DOCUMENTS], skip_indexes=True)


def replica_set(virtual: VirtualTime, *, members: int = 1, seconds: float = 0) -> FakeReplicaSet:
    """Return one whose every command takes this time."""

    def serve() -> None:
        virtual.now += seconds

    return FakeReplicaSet(members=members, clock=lambda: virtual.now, serve=serve)


def of_fake(settings: Settings, uri: str, folder: Path) -> Settings:
    changes = {"mongodb_uri": SecretStr(uri), "uploads_url": str(folder / "uploads")}
    return adjusted(settings, **changes, mongodb_timeout_seconds=20, query_timeout_seconds=10_000)


# -- elections


async def elected(virtual: VirtualTime, kind: str, *, seconds: float) -> float:
    """Stop the primary; return the time until a read gets the answer of the next one."""
    members = replica_set(virtual, members=2)
    async with members.running() as uri:
        options = client_options(uri, settings_with())
        async with AsyncMongoClient[Any](uri, **options) as client:
            await init_beanie(client["cms"], document_models=[*DOCUMENTS], skip_indexes=True)
            stopped = virtual.now
            members.primary = lambda: 1 if virtual.now >= stopped + seconds else None
            members.stop(0)
            try:
                if kind == "find":
                    await BlogDocument.collection().find_one({})
                elif kind == "count":
                    await BlogDocument.answer("count", query={})
                else:
                    await BlogDocument.collection().insert_one({})
            finally:
                waited = virtual.now - stopped
    assert [each.member for each in members.commands(kind)][-1] == 1
    return waited


@pytest.mark.usefixtures("rebound")
@pytest.mark.parametrize("kind", ["find", "count", "insert"])
def test_commands_wait_for_an_election(virtual: VirtualTime, kind: str):
    waited = virtual.run(elected(virtual, kind, seconds=ELECTION))
    assert ELECTION <= waited < ELECTION + 2


@pytest.mark.usefixtures("rebound")
@pytest.mark.parametrize("kind", ["find", "count"])
def test_commands_stop_waiting_at_their_timeout(virtual: VirtualTime, kind: str):
    began = virtual.now
    with pytest.raises(PyMongoError) as caught:
        virtual.run(elected(virtual, kind, seconds=1_000))
    assert is_outage(caught.value)
    assert 20 <= virtual.now - began < 25


# -- errors


class Asked(NamedTuple):
    """The result of a request: its status and error, and how often its command was sent."""

    status: int
    error: dict[str, Any] | None
    sent: int

    @property
    def code(self) -> str | None:
        return None if self.error is None else str(self.error["extensions"]["code"])


async def ask(
    virtual: VirtualTime, settings: Settings, folder: Path, scripts: Mapping[int, Script]
) -> dict[tuple[int, str], Asked]:
    """Send a request for each script and each kind of command, which gets the script's answers."""
    members, results = replica_set(virtual, seconds=1), dict[tuple[int, str], Asked]()
    members.documents["users"] = [USER]
    async with members.running() as uri, open_services(of_fake(settings, uri, folder)) as services:
        transport = ASGITransport(create_app(services))
        headers = {"Authorization": f"Bearer {services.tokens.issue(USER['_id'], 0).text}"}
        async with AsyncClient(transport=transport, base_url="http://testserver") as http:
            for (key, script), (target, query) in product(scripts.items(), REQUESTS.items()):
                members.received.clear()
                members.answers = {target: iter(script)}
                signed_in = headers if target == WRITE else {}
                answer = await http.post("/graphql", json={"query": query}, headers=signed_in)
                (failed,) = answer.json().get("errors") or [None]
                sent = sum(each.target == target for each in members.received)
                results[key, target] = Asked(answer.status_code, failed, sent)
    return results


@pytest.mark.usefixtures("rebound")
def test_reads_are_retried_after_each_retryable_error(
    virtual: VirtualTime, settings: Settings, tmp_path: Path
):
    scripts = {code: [error(code)] * 2 for code in RETRYABLE + NOT_PRIMARY}
    results = virtual.run(ask(virtual, settings, tmp_path, scripts))
    reads = {key: asked for key, asked in results.items() if key[1] != WRITE}
    assert {(asked.code, asked.sent) for asked in reads.values()} == {(None, 3)}


@pytest.mark.usefixtures("rebound")
def test_lasting_outages_are_typed_errors(virtual: VirtualTime, settings: Settings, tmp_path: Path):
    failures = {code: error(code) for code in RETRYABLE + OTHER_OUTAGES}
    failures[8_000] = error(8_000, QUOTA)
    scripts = {code: [failure] * LASTING for code, failure in failures.items()}
    results = virtual.run(ask(virtual, settings, tmp_path, scripts))
    assert len(results) == 4 * 10
    for (code, target), asked in results.items():
        assert asked.error is not None
        typed = {"code": "UNAVAILABLE", "retryAfterSeconds": 2}
        assert asked.error["extensions"].items() >= typed.items()
        assert ("may have been saved" in asked.error["message"]) is (target == WRITE)
        assert (asked.sent > 10) is (code in RETRYABLE and target != WRITE), (code, target, asked)


@pytest.mark.usefixtures("rebound")
def test_other_errors_of_atlas_are_internal_errors(
    virtual: VirtualTime, settings: Settings, tmp_path: Path
):
    scripts = {8_000: [error(8_000, "user is not allowed to do action [find]")] * LASTING}
    results = virtual.run(ask(virtual, settings, tmp_path, scripts))
    assert {(asked.code, asked.sent) for asked in results.values()} == {
        ("INTERNAL_SERVER_ERROR", 1)
    }


# -- index builds


async def built(
    virtual: VirtualTime, settings: Settings, folder: Path, refusals: list[Document]
) -> list[float]:
    """Build indexes that are refused at first; return the times of the first attempts."""
    members, indexes = replica_set(virtual), Indexes()
    members.answers["createIndexes users"] = iter(refusals)
    async with members.running() as uri, opened(of_fake(settings, uri, folder), DOCUMENTS):
        await indexes.make(indexes_of(DOCUMENTS))
    assert indexes.made
    sent = [each.at for each in members.received if each.target == "createIndexes users"]
    return [at - sent[0] for at in sent]


@pytest.mark.usefixtures("rebound")
def test_refused_index_builds_are_logged_once_and_retried_ever_later(
    virtual: VirtualTime, settings: Settings, tmp_path: Path
):
    full = "available disk space of {} bytes is less than required minimum of 524288000"
    refusals = [error(14_031, full.format(size)) for size in range(9)]
    with capture_logs() as logs:
        times = virtual.run(built(virtual, settings, tmp_path, [*refusals, error(365)]))
    delays = [round(later - at, 1) for at, later in pairwise(times)]
    assert delays == [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    delayed = [line for line in logs if line["event"] == "index_delayed"]
    assert [line["cause"].partition(", full")[0] for line in delayed] == [full.format(0), "failed"]
    assert {line["collection"] for line in delayed} == {"users"}
