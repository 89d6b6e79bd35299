"""Tests of Python's gql against the server at SERVER_URL, with each suitable transport.

`node run.js` in the folder above runs it, with the virtual environment of this folder.
"""

import base64
import io
import os
import uuid
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any, cast

import pytest
from gql import Client, FileVar, GraphQLRequest
from gql.client import AsyncClientSession
from gql.transport import AsyncTransport
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.aiohttp_websockets import AIOHTTPWebsocketsTransport
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

URL = os.environ["SERVER_URL"] + "/graphql"
SOCKET_URL = URL.replace("http", "ws")
PASSWORD = "correct horse battery staple"
BRIEF = {
    "focusOrNiche": "Urban gardening",
    "targetedKeyword": "balcony composting",
    "targetedAudience": "busy families",
}
WISHES = {
    "brief": BRIEF,
    "selectedIdea": "Composting on four floors",
    "title": "Compost on a balcony",
    "introMarkdown": "It takes a bucket.",
    "outline": ["What you need", "How to begin"],
}
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGM8EaDBwMAAAAbuAUJC7MHTAAAAAElFTkSuQmCC"
)

SIGN_UP = """
mutation SignUp($input: SignupInput!) {
  signup(input: $input) {
    __typename
    ... on SignupSuccess { session { accessToken } }
    ... on UserError { message }
  }
}
"""
LOG_IN = """
mutation LogIn($input: LoginInput!) {
  login(input: $input) {
    __typename
    ... on LoginSuccess { session { accessToken viewer { email } } }
    ... on UserError { message }
  }
}
"""
VIEWER = "query WhoAmI { viewer { email } }"
SAVE = """
mutation Save($input: SaveBlogInput!) {
  saveBlog(input: $input) {
    __typename
    ... on SaveBlogSuccess { blog { id title } }
    ... on InvalidInputError { fields { path message } }
    ... on UserError { message }
  }
}
"""
PAGE = """
query Page($first: Int!, $after: String) {
  blogs(first: $first, after: $after) {
    nodes { title }
    pageInfo { hasNextPage endCursor }
  }
}
"""
UPLOAD = """
mutation Upload($input: UploadImageInput!) {
  uploadImage(input: $input) {
    __typename
    ... on UploadImageSuccess { image { url width height mediaType } }
    ... on UserError { message }
  }
}
"""
WRITE = """
subscription Write($input: GenerateBlogInput!) {
  generateBlog(input: $input) {
    __typename
    ... on BlogDelta { markdown }
    ... on GenerateBlogSuccess { content { markdown } }
    ... on InvalidInputError { fields { path message } }
    ... on UserError { message }
  }
}
"""


def bearer(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def account() -> dict[str, str]:
    return {"email": f"{uuid.uuid4()}@example.com", "password": PASSWORD}


# Creates a transport with an access token, or without one.
type Transport = Callable[[str | None], AsyncTransport]


def over_httpx(token: str | None) -> AsyncTransport:
    return HTTPXAsyncTransport(URL, headers=bearer(token))


def over_aiohttp(token: str | None) -> AsyncTransport:
    """HTTP, with streams as multipart responses."""
    return AIOHTTPTransport(URL, headers=bearer(token))


def over_websockets(token: str | None) -> AsyncTransport:
    return WebsocketsTransport(SOCKET_URL, init_payload=bearer(token))


def over_aiohttp_websockets(token: str | None) -> AsyncTransport:
    """WebSocket, with the token in a header of the handshake."""
    return AIOHTTPWebsocketsTransport(SOCKET_URL, headers=bearer(token))


HTTP = [over_httpx, over_aiohttp]
STREAMS = [over_aiohttp, over_websockets, over_aiohttp_websockets]
ALL = [over_httpx, *STREAMS]


class Person:
    """Session of one user with the server."""

    def __init__(self, session: AsyncClientSession) -> None:
        self._session = session

    async def ask(self, document: str, *, upload_files: bool = False, **variables: Any) -> Any:
        """Execute an operation and return the value of its root field."""
        request = GraphQLRequest(document, variable_values=variables)
        options: dict[str, Any] = {"upload_files": True} if upload_files else {}
        answer = cast("dict[str, Any]", await self._session.execute(request, **options))
        return next(iter(answer.values()))

    async def follow(self, document: str, **variables: Any) -> AsyncGenerator[Any]:
        """Execute a subscription and yield the values of its root field."""
        request = GraphQLRequest(document, variable_values=variables)
        answers: AsyncGenerator[dict[str, Any]] = self._session.subscribe(request)
        async with aclosing(answers):
            async for answer in answers:
                yield next(iter(answer.values()))


@asynccontextmanager
async def person(transport: Transport, token: str | None) -> AsyncGenerator[Person]:
    # The client reads the schema over the transport and validates each document.
    client = Client(transport=transport(token), fetch_schema_from_transport=True)
    async with client as session:
        yield Person(session)


@asynccontextmanager
async def author(transport: Transport) -> AsyncGenerator[Person]:
    async with person(transport, None) as stranger:
        signed_up = await stranger.ask(SIGN_UP, input={"name": "Ada", **account()})
    async with person(transport, signed_up["session"]["accessToken"]) as signed_in:
        yield signed_in


def only_code(error: TransportQueryError) -> str:
    """Code of the only top-level error."""
    [only] = error.errors or []
    return only["extensions"]["code"]


@pytest.mark.parametrize("transport", ALL)
async def test_sign_up_and_log_in(transport: Transport):
    given = account()
    async with person(transport, None) as stranger:
        await stranger.ask(SIGN_UP, input={"name": "Ada", **given})
        login = await stranger.ask(LOG_IN, input=given)
        wrong = await stranger.ask(LOG_IN, input=account())
        assert await stranger.ask(VIEWER) is None
    assert wrong["__typename"] == "InvalidCredentialsError"
    async with person(transport, login["session"]["accessToken"]) as signed_in:
        assert await signed_in.ask(VIEWER) == {"email": given["email"]}


@pytest.mark.parametrize("transport", ALL)
async def test_a_page_and_the_next_one(transport: Transport):
    async with author(transport) as ada:
        for title in ("One", "Two", "Three"):
            await ada.ask(SAVE, input={"brief": BRIEF, "title": title, "markdown": "Text."})
        page = await ada.ask(PAGE, first=2)
        last = await ada.ask(PAGE, first=2, after=page["pageInfo"]["endCursor"])
    assert [blog["title"] for blog in page["nodes"]] == ["Three", "Two"]
    assert [blog["title"] for blog in last["nodes"]] == ["One"]
    assert not last["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize("transport", ALL)
async def test_expected_failures_are_data(transport: Transport):
    async with author(transport) as ada:
        refused = await ada.ask(SAVE, input={"brief": BRIEF, "title": " ", "markdown": "Text."})
    assert refused["__typename"] == "InvalidInputError"
    assert [field["path"] for field in refused["fields"]] == [["title"]]


@pytest.mark.parametrize("transport", ALL)
async def test_top_level_errors_are_raised_with_their_extensions(transport: Transport):
    async with person(transport, None) as stranger:
        with pytest.raises(TransportQueryError) as raised:
            await stranger.ask(PAGE, first=2)
    assert only_code(raised.value) == "UNAUTHENTICATED"


@pytest.mark.parametrize("transport", HTTP)
async def test_an_invalid_token_is_rejected(transport: Transport):
    with pytest.raises(TransportQueryError) as raised:
        async with person(transport, "not.a.token"):
            pass
    assert only_code(raised.value) == "UNAUTHENTICATED"


@pytest.mark.parametrize("transport", HTTP)
async def test_upload(transport: Transport):
    file = FileVar(io.BytesIO(PNG), filename="cover.png", content_type="image/png")
    async with author(transport) as ada:
        kept = await ada.ask(UPLOAD, upload_files=True, input={"file": file})
    assert kept["image"].pop("url").startswith(os.environ["SERVER_URL"])
    assert kept["image"] == {"width": 2, "height": 1, "mediaType": "image/png"}


@pytest.mark.parametrize("transport", STREAMS)
async def test_a_stream_to_its_end(transport: Transport):
    async with author(transport) as ada:
        *deltas, last = [event async for event in ada.follow(WRITE, input=WISHES)]
    assert last["__typename"] == "GenerateBlogSuccess"
    assert {event["__typename"] for event in deltas} == {"BlogDelta"}
    text = "".join(event["markdown"] for event in deltas)
    assert text.strip() in last["content"]["markdown"]
    assert len(deltas) > 3


@pytest.mark.parametrize("transport", STREAMS)
async def test_leaving_streams_early(transport: Transport):
    async with author(transport) as ada:
        # More often than the limit of concurrent operations.
        for _ in range(5):
            async with aclosing(ada.follow(WRITE, input=WISHES)) as stream:
                assert (await anext(stream))["__typename"] == "BlogDelta"
        assert "email" in await ada.ask(VIEWER)


@pytest.mark.parametrize("transport", STREAMS)
async def test_an_expected_failure_is_a_stream_of_one(transport: Transport):
    async with author(transport) as ada:
        stream = ada.follow(WRITE, input={**WISHES, "title": " "})
        events = [event async for event in stream]
    assert [event["__typename"] for event in events] == ["InvalidInputError"]


@pytest.mark.parametrize("transport", STREAMS)
async def test_a_stream_without_a_session(transport: Transport):
    async with person(transport, None) as stranger:
        with pytest.raises(TransportQueryError) as raised:
            await anext(stranger.follow(WRITE, input=WISHES))
    assert only_code(raised.value) == "UNAUTHENTICATED"
