"""Two nodes with one database, one Redis and one bucket: they share all state."""

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from datetime import date
from itertools import count, cycle
from pathlib import Path
from typing import Any

import httpx
import pytest
from api import BRIEF, LOGIN, MARKDOWN, PASSWORD, SAVE, SIGNUP, UPDATE, move_document
from generation_documents import INTRO, OUTLINE, STEPS, STREAM, TITLE
from live_servers import served
from node_cluster import Cluster, cluster, until
from pydantic import SecretStr
from sample_images import picture
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from cms_blog.accounts.budgets import SiteBudget
from cms_blog.generation.emulator.app import Emulator
from cms_blog.graphql.transport.socket_messages import TOKEN_EXPIRED
from cms_blog.rate_limits import RateLimits
from cms_blog.settings import Settings

UPLOAD = """
  mutation Upload($file: Upload!) {
    uploadImage(input: {file: $file}) {
      __typename
      ... on UploadImageSuccess { image { url } }
    }
  }
"""
SUSPEND = "mutation ($id: ID!) { suspendAccount(id: $id) { __typename } }"
PROTOCOL = Subprotocol("graphql-transport-ws")
_numbers = count(1)


@pytest.fixture(scope="module")
async def nodes(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Cluster]:
    folder: Path = tmp_path_factory.mktemp("cluster")
    async with served(Emulator()) as gemini:
        env = {
            "LIMITS": '{"rate_limit_uploads": "5/hour", "max_operations_per_client": 1000}',
            "GEMINI_API_KEY": "key",
            "GEMINI_BASE_URL": f"{gemini}/v1",
            "GENERATION_DAILY_USD": "10",
        }
        async with cluster(folder, **env) as made:
            yield made


class Client:
    """A client that sends its requests to the nodes in turn (round-robin)."""

    def __init__(self, nodes: Cluster) -> None:
        self._turns = cycle(nodes.nodes)
        self.token = ""

    @property
    def http(self) -> httpx.AsyncClient:
        """The HTTP client of the next node."""
        return next(self._turns).http

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    async def send(self, query: str, **variables: Any) -> dict[str, Any]:
        body = {"query": query, "variables": variables}
        return (await self.http.post("/graphql", json=body, headers=self.headers)).json()

    async def execute(self, query: str, **variables: Any) -> Any:
        answer = await self.send(query, **variables)
        assert "errors" not in answer, answer
        (value,) = answer["data"].values()
        return value

    async def code(self, query: str, **variables: Any) -> str | None:
        """Return the code of the first error in the response, if it has one."""
        errors = (await self.send(query, **variables)).get("errors")
        return errors[0]["extensions"]["code"] if errors else None

    async def upload(self, image: bytes) -> dict[str, Any]:
        form = {
            "operations": json.dumps({"query": UPLOAD, "variables": {"file": None}}),
            "map": '{"0": ["variables.file"]}',
        }
        files = {"0": ("a.png", image)}
        headers = self.headers | {"GraphQL-Require-Preflight": "1"}
        return (await self.http.post("/graphql", data=form, files=files, headers=headers)).json()

    async def move(self, field: str, blog_id: str, revision: int = 1) -> dict[str, Any]:
        return await self.execute(
            move_document(field), id=blog_id, input={"expectedRevision": revision}
        )

    async def signed_up(self, email: str | None = None) -> "Client":
        email = email or f"author{next(_numbers)}@example.com"
        given = {"name": "Ada", "email": email, "password": PASSWORD}
        self.token = (await self.execute(SIGNUP, input=given))["session"]["accessToken"]
        return self


@pytest.fixture(scope="module")
async def admin(nodes: Cluster) -> Client:
    return await Client(nodes).signed_up("admin@example.com")


async def generated_blog(author: Client) -> dict[str, Any]:
    """Run all steps, upload a cover and save the blog."""
    for name in ("generateIdeas", "generateTitles", "generateIntros", "generateOutlines"):
        document, given = STEPS[name]
        result = await author.execute(document, input=given)
        assert result["__typename"] == f"G{name[1:]}Success"
    post = await author.execute(STEPS["generateBlog"][0], input=STEPS["generateBlog"][1])
    cover = (await author.upload(picture()))["data"]["uploadImage"]["image"]["url"]
    given = {
        "brief": BRIEF,
        "title": TITLE,
        "introMarkdown": INTRO,
        "outline": OUTLINE,
        "markdown": post["content"]["markdown"],
        "coverImageUrl": cover,
    }
    return (await author.execute(SAVE, input=given))["blog"]


async def test_the_lifecycle_of_a_blog_across_nodes(nodes: Cluster, admin: Client):
    author = await Client(nodes).signed_up("walker@example.com")
    # Sign-up on one node, login on the other.
    login = await author.execute(LOGIN, email="walker@example.com", password=PASSWORD)
    author.token = login["session"]["accessToken"]
    blog = await generated_blog(author)
    cover = blog["coverImageUrl"]
    change = {"expectedRevision": blog["revision"], "title": "Other tomatoes"}
    blog = (await author.execute(UPDATE, id=blog["id"], input=change))["blog"]
    await author.move("requestPublish", blog["id"])
    for _ in nodes.nodes:
        queue = await admin.execute("{ adminQueue { nodes { id } } }")
        assert [node["id"] for node in queue["nodes"]] == [blog["id"]]
    published = (await admin.move("approveBlog", blog["id"], blog["revision"]))["blog"]
    assert (published["status"], published["slug"]) == ("PUBLISHED", "other-tomatoes")

    async def visible() -> bool:
        pages = [
            await reader.execute("{ publishedBlogs { nodes { slug coverImageUrl } } }")
            for _ in nodes.nodes
        ]
        expected = [{"slug": "other-tomatoes", "coverImageUrl": cover}]
        return all(page["nodes"] == expected for page in pages)

    # Responses for anonymous readers are cached for one second.
    reader = Client(nodes)
    await until(visible, 3)
    path = httpx.URL(cover).path
    images = [await node.http.get(path) for node in nodes.nodes]
    assert {image.status_code for image in images} == {200}
    assert images[0].content == images[1].content
    assert images[0].headers["etag"] == images[1].headers["etag"]


async def test_logout_on_one_node_ends_sessions_on_the_other(nodes: Cluster):
    author = await Client(nodes).signed_up()
    for _ in nodes.nodes:
        assert await author.code("{ viewer { email } }") is None
    await author.execute(
        "mutation { logoutEverywhere { ... on LogoutEverywhereSuccess { viewer { email } } } }"
    )

    async def ended() -> bool:
        codes = [await author.code("{ dashboardStats { total } }") for _ in nodes.nodes]
        return codes == ["UNAUTHENTICATED"] * 2

    # SESSION_CACHE_SECONDS is 1.
    await until(ended, 3)


async def test_rate_limits_are_shared(nodes: Cluster):
    author = await Client(nodes).signed_up()
    answers = [await author.upload(picture()) for _ in range(8)]
    refused = ["errors" in answer for answer in answers]
    assert refused == [False] * 5 + [True] * 3
    assert {answer["errors"][0]["extensions"]["code"] for answer in answers[5:]} == {"RATE_LIMITED"}


async def test_password_attempts_are_counted_across_nodes(nodes: Cluster):
    await Client(nodes).signed_up("guessed@example.com")
    guesser = Client(nodes)
    # Five attempts are free, then the delay doubles from one second: also on a slow machine, one of
    # the next five comes too early. A node that counts alone allows ten attempts on both nodes.
    codes = [
        await guesser.code(LOGIN, email="guessed@example.com", password="not this one")
        for _ in range(10)
    ]
    assert codes[:5] == [None] * 5
    assert "RATE_LIMITED" in codes[5:]


async def test_a_suspension_ends_sessions_and_sockets_on_both_nodes(nodes: Cluster, admin: Client):
    author = await Client(nodes).signed_up("spam@example.com")
    listed = await admin.execute('{ accounts(search: "spam@example.com") { nodes { id } } }')
    async with AsyncExitStack() as stack:
        sockets = [
            await stack.enter_async_context(
                connect(f"ws://127.0.0.1:{node.port}/graphql", subprotocols=[PROTOCOL])
            )
            for node in nodes.nodes
        ]
        for socket in sockets:
            opening = {"type": "connection_init", "payload": author.headers}
            await socket.send(json.dumps(opening))
            assert json.loads(await socket.recv())["type"] == "connection_ack"
        suspended = await admin.execute(SUSPEND, id=listed["nodes"][0]["id"])
        assert suspended["__typename"] == "SuspendAccountSuccess"
        # Nodes cache users for one second.
        async with asyncio.timeout(60):
            for socket in sockets:
                await socket.wait_closed()
        assert {socket.close_code for socket in sockets} == {TOKEN_EXPIRED}
    signed_out = Client(nodes)
    for _ in nodes.nodes:
        assert await author.code("{ viewer { email } }") == "UNAUTHENTICATED"
        login = await signed_out.execute(LOGIN, email="spam@example.com", password=PASSWORD)
        assert login["__typename"] == "AccountSuspendedError"


async def test_user_budgets_are_shared(nodes: Cluster):
    author = await Client(nodes).signed_up()
    budget = "{ viewer { generationBudget { used } } }"
    document, given = STEPS["generateIdeas"]
    spent = 0
    for _ in range(2):
        await author.execute(document, input=given)
        # Nodes cache users for one second.
        async with asyncio.timeout(60):
            while True:
                told = [(await author.execute(budget))["generationBudget"] for _ in nodes.nodes]
                one, other = (each["used"] for each in told)
                if one == other > spent:
                    break
                await asyncio.sleep(0.05)
        spent = one


async def test_the_site_budget_is_shared(nodes: Cluster):
    uri = SecretStr(nodes.env["RATE_LIMIT_STORAGE"])
    settings = Settings(_env_file=None, rate_limit_storage=uri)  # pyright: ignore[reportCallIssue] - pydantic-settings takes it
    limits = RateLimits(settings), RateLimits(settings)
    one, other = (SiteBudget(1_000, each.storage) for each in limits)
    # A separate day: the nodes charge the current one.
    day = date(2020, 1, 1)
    assert not await one.reserve(day, 1_001)
    taken = await asyncio.gather(*(site.reserve(day, 300) for site in (one, other) * 10))
    assert 0 < sum(taken) <= 3
    assert await one.add(day, -300 * sum(taken)) == 0
    assert await one.reserve(day, 1_000)
    assert not await other.reserve(day, 1)
    assert await other.add(day, 0) == 1_000
    for each in limits:
        await each.close()


async def test_concurrent_decisions_on_two_nodes_succeed_once(nodes: Cluster, admin: Client):
    author = await Client(nodes).signed_up()
    given = {"brief": BRIEF, "title": "Two decisions", "markdown": MARKDOWN}
    blog = (await author.execute(SAVE, input=given))["blog"]
    await author.move("requestPublish", blog["id"])
    results = await asyncio.gather(*(admin.move("approveBlog", blog["id"]) for _ in range(6)))
    names = sorted(result["__typename"] for result in results)
    assert names == ["ApproveBlogSuccess"] + ["BlogStatusError"] * 5
    assert {len(result["blog"]["reviews"]) for result in results} == {1}


async def test_concurrent_saves_on_two_nodes_create_one_blog(nodes: Cluster):
    author = await Client(nodes).signed_up()
    given = {"brief": BRIEF, "title": "Once", "markdown": MARKDOWN, "idempotencyKey": "once"}
    results = await asyncio.gather(*(author.execute(SAVE, input=given) for _ in range(6)))
    assert len({result["blog"]["id"] for result in results}) == 1
    assert (await author.execute("{ blogs { totalCount } }"))["totalCount"] == 1


async def test_cursors_are_valid_on_both_nodes(nodes: Cluster):
    author = await Client(nodes).signed_up()
    for number in range(5):
        given = {"brief": BRIEF, "title": f"Blog {number}", "markdown": MARKDOWN}
        await author.execute(SAVE, input=given)
    titles: list[str] = []
    after = None
    while True:
        page = await author.execute(
            "query ($after: String) { blogs(first: 2, after: $after) {"
            " nodes { title } pageInfo { hasNextPage endCursor } } }",
            after=after,
        )
        titles += [node["title"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert titles == [f"Blog {number}" for number in range(4, -1, -1)]


async def test_persisted_queries_are_registered_per_node(nodes: Cluster):
    query = "{ generationService { provider } }"
    digest = hashlib.sha256(query.encode()).hexdigest()
    body: dict[str, Any] = {
        "extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}},
    }
    one, other = (node.http for node in nodes.nodes)
    assert "data" in (await one.post("/graphql", json=body | {"query": query})).json()
    assert "data" in (await one.post("/graphql", json=body)).json()
    (error,) = (await other.post("/graphql", json=body)).json()["errors"]
    assert error["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    assert "data" in (await other.post("/graphql", json=body | {"query": query})).json()


async def deltas(client: Client, most: int | None = None, **variables: Any) -> list[dict[str, Any]]:
    """Return the events of the subscription, or the first `most` of them."""
    seen: list[dict[str, Any]] = []
    body = {"query": STREAM, "variables": {"input": STEPS["generateBlog"][1]} | variables}
    headers = client.headers | {"Accept": "text/event-stream"}
    async with client.http.stream("POST", "/graphql", json=body, headers=headers) as response:
        async for line in response.aiter_lines():
            if line.startswith("data: "):
                seen.append(json.loads(line.removeprefix("data: "))["data"]["generateBlog"])
                if len(seen) == most:
                    break
    return seen


async def test_streams_are_resumed_on_the_other_node(nodes: Cluster):
    author = await Client(nodes).signed_up()
    first = await deltas(author, 4)
    text = "".join(event["markdown"] for event in first)
    resume = {"runId": first[0]["runId"], "after": 4, "markdown": text}
    *rest, success = await deltas(author, resume=resume)
    assert rest[0]["position"] == 5
    assert success["__typename"] == "GenerateBlogSuccess"
    whole = text + "".join(event["markdown"] for event in rest)
    assert success["content"]["markdown"].endswith(whole[whole.index("## ") :])
