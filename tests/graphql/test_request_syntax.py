"""Limits on headers, URL parameters and JSON, and byte order marks."""

import json

import httpx
import pytest
from hello_requests import ANSWER, HELLO, JSON

from cms_blog.graphql.transport.requests import MAX_CONTAINERS, Refusal, decode_json

# -- headers that are parsed are bounded


@pytest.mark.parametrize("name", ["accept", "content-type"])
@pytest.mark.parametrize(("length", "accepted"), [(1_024, True), (1_025, False)])
async def test_the_length_of_parsed_headers_is_limited(
    client: httpx.AsyncClient, name: str, length: int, accepted: bool
):
    headers = {"accept": JSON, "content-type": JSON}
    headers[name] = f"{JSON};a=".ljust(length, "x")
    response = await client.post("", content=HELLO, headers=headers)
    if accepted:
        assert response.json() == ANSWER
    else:
        assert response.status_code == 431
        [error] = response.json()["errors"]
        assert error["message"] == f"The header {name} may have at most 1,024 characters."
        assert response.headers["content-type"] == f"{JSON}; charset=utf-8"


@pytest.mark.parametrize(("others", "status"), [(99, 200), (100, 400)])
async def test_the_number_of_url_parameters_is_limited(
    client: httpx.AsyncClient, others: int, status: int
):
    response = await client.get("?query={hello}" + "&a=1" * others)
    assert response.status_code == status


# -- JSON


@pytest.mark.parametrize("text", [HELLO, b'\t{"query": "{ hello }"}\n'])
async def test_a_byte_order_mark_is_ignored(client: httpx.AsyncClient, text: bytes):
    body = b"\xef\xbb\xbf" + text
    response = await client.post("", content=body, headers={"content-type": JSON})
    assert response.json() == ANSWER


@pytest.mark.parametrize(
    "text", [b"\xef\xbb\xbf" * 2 + HELLO, HELLO + b"\xef\xbb\xbf", b"\xfe\xff" + HELLO]
)
async def test_other_byte_order_marks_are_refused(client: httpx.AsyncClient, text: bytes):
    response = await client.post("", content=text, headers={"content-type": JSON})
    assert response.status_code == 400


def refusal_of(data: bytes | str, depth: int = 8) -> str:
    try:
        decode_json(data, depth)
    except Refusal as refusal:
        return refusal.message
    return ""


@pytest.mark.parametrize(
    ("start", "end", "times"),
    [("[", "]", 8), ('{"a":', "}", 8), ('[{"a":', "}]", 4), ('[[],{"a":[]},', "]", 6)],
)
def test_the_depth_of_json_is_limited(start: str, end: str, times: int):
    deepest = start * times + "1" + end * times
    assert refusal_of(deepest) == refusal_of(deepest.encode()) == ""
    assert refusal_of(f"[{deepest}]") == "The body is nested more than 8 levels deep."


def test_brackets_in_strings_are_not_counted():
    text = json.dumps({"a": "[" * 50_000 + '\\"{[\\\\' + "{" * 50_000, '["]': ["\\", '"', "[["]})
    assert decode_json(text, 2) == json.loads(text)
    assert refusal_of(text, 1) == "The body is nested more than 1 levels deep."


def test_the_number_of_json_objects_and_lists_is_limited():
    def lists(count: int) -> bytes:
        return b"[" + b",".join([b"[]", b"{}"] * (count // 2)) + b"]"

    assert len(decode_json(lists(MAX_CONTAINERS - 2)[:-1] + b",[]]", 2)) == MAX_CONTAINERS - 1
    told = "The body has more than 10,000 objects and lists."
    assert refusal_of(lists(MAX_CONTAINERS)) == told
    assert refusal_of(lists(300_000)) == told


@pytest.mark.parametrize(
    "text",
    [b"", b"[", b"]" * 20, b"[" * 9, b"[}" * 9, b'"' + b"[" * 20, b"\xff" + b"[" * 20, "\ud800[[",
     '{"a": "\ud800"}', b"[[[[[[[[[1 2]]]]]]]]]", "\x00"],
)  # fmt: skip
def test_invalid_json_is_reported(text: bytes | str):
    assert refusal_of(text).startswith("The body is not valid JSON: ")
