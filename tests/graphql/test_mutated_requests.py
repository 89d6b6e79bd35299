"""Randomly mutated requests never cause an INTERNAL_SERVER_ERROR."""

import json
import random

import httpx
import pytest

JSON_BODY = json.dumps(
    {
        "query": "query A($n: String, $f: Int = 3) { hello(name: $n) items(first: $f) "
        "{ nodes { title ...F } } me @include(if: true) } fragment F on Item { tags { title } }",
        "variables": {"n": "ünï\ud83d\ude00code", "f": 5},
        "operationName": "A",
        "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}},
    }
).encode()
MULTIPART_BODY = (
    b'--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n'
    b'{"query": "mutation ($f: Upload!) { upload(input: {file: $f}) { name size } }", '
    b'"variables": {"f": null}}\r\n'
    b'--x\r\nContent-Disposition: form-data; name="map"\r\n\r\n{"0": ["variables.f"]}\r\n'
    b'--x\r\nContent-Disposition: form-data; name="0"; filename="a.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\nhello\r\n--x--\r\n"
)
PIECES = [b"\xff", b"\x00", b'"', b"{", b"}", b"[", b"\\", b"\\ud800", b"\r\n", b"9" * 30, b"null",
          b"-1", b"$", b"@", b"...", b"__schema", b"--x", b"1e400", b"\xed\xa0\x80"]  # fmt: skip


def mutated(body: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice([1, 1, 2, 4])):
        start = chance.randrange(len(body))
        end = start + chance.choice([0, 0, 1, 3, 20])
        piece = chance.choice([*PIECES, bytes([chance.randrange(256)]), b""])
        body = body[:start] + piece + body[end:]
    return body or b"x"


@pytest.mark.parametrize(
    ("body", "kind"),
    [(JSON_BODY, "application/json"), (MULTIPART_BODY, "multipart/form-data; boundary=x")],
)
@pytest.mark.parametrize("seed", range(3))
async def test_mutated_bodies_cause_no_internal_error(
    client: httpx.AsyncClient, body: bytes, kind: str, seed: int
):
    chance = random.Random(seed)
    headers = {
        "content-type": kind,
        "apollo-require-preflight": "1",
        "authorization": "Bearer ann",
    }
    for _ in range(300):
        sent = mutated(body, chance)
        response = await client.post("", content=sent, headers=headers)
        assert response.status_code < 500, sent
        assert "INTERNAL_SERVER_ERROR" not in response.text, sent
        assert response.json(), sent


@pytest.mark.parametrize("seed", range(3))
async def test_mutated_urls_and_headers_cause_no_internal_error(
    client: httpx.AsyncClient, seed: int
):
    chance = random.Random(seed)
    for _ in range(200):
        query = mutated(b"query=%7Bhello%7D&variables=%7B%7D&extensions=%7B%7D", chance)
        printable = bytes(byte for byte in query if 0x20 < byte < 0x7F and byte != ord("#"))
        accept = mutated(b"application/json;q=0.5, text/event-stream, */*;q=0.1", chance)
        response = await client.get(
            f"?{printable.decode()}", headers={b"accept": bytes(b for b in accept if b > 0x1F)}
        )
        assert response.status_code < 500, (printable, accept)
        assert "INTERNAL_SERVER_ERROR" not in response.text, (printable, accept)
