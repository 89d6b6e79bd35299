"""docs/from-rest.md: each endpoint has an operation, and each GraphQL request works."""

import asyncio
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from graphql import DocumentNode, OperationDefinitionNode, parse, validate
from graphql.language import FieldNode
from PIL import Image
from served_schema import served_schema
from server_process import serving, signed_up
from shell_programs import needs_curl_and_jq

DOC = (Path(__file__).parents[2] / "docs" / "from-rest.md").read_text()
PREAMBLE, PAIRS = DOC.split("## Side by side")
ADMIN = "admin@example.com"
# State that a request assumes, set up before it.
BEFORE = {
    "DELETE /blogs/{id}": "AUTHOR=$TOKEN DRAFT=$(save)",
    "GET /admin/blogs/pending": "TOKEN=$ADMIN",
    "POST /admin/blogs/{id}/approve": "TOKEN=$AUTHOR; ask_again > again; TOKEN=$ADMIN",
    "GET /blogs/published": "TOKEN=",
}
HELPERS = """
set -eu
TOKEN=
save() {
  gql 'mutation ($input: SaveBlogInput!) {
    saveBlog(input: $input) { ... on SaveBlogSuccess { blog { id } } } }' \
    '{"input": {"title": "A draft", "markdown": "Text.", "brief": '"$BRIEF"'}}' |
    jq -r .data.saveBlog.blog.id
}
ask_again() {
  gql 'mutation ($id: ID!) { requestPublish(id: $id) { __typename } }' '{"id": "'$BLOG'"}'
}
"""


@dataclass(frozen=True)
class Pair:
    """An endpoint and its GraphQL operation."""

    endpoint: str
    operation: str
    rest: str
    here: str


def pairs() -> list[Pair]:
    found = re.findall(
        r"<code>(.+?)</code></td><td><code>(.+?)</code>.*?```sh\n(.*?)```.*?```sh\n(.*?)```",
        PAIRS,
        re.DOTALL,
    )
    return [Pair(*cells) for cells in found]


def documents(script: str) -> list[DocumentNode]:
    """GraphQL documents passed to `gql`, or to curl as a form."""
    return [
        parse(text[0] or text[1])
        for text in re.findall(r"gql '(.*?)'|query: \"(.*?)\"\}'", script, re.DOTALL)
    ]


def test_every_endpoint_of_the_table_has_an_example():
    table = re.findall(r"^\| `([A-Z]+ /\S*)`(?: •)? \| `(\w+)` \|$", PREAMBLE, re.MULTILINE)
    assert len(table) >= 20
    assert [(pair.endpoint, pair.operation) for pair in pairs()] == table
    for endpoint, _ in table:
        (pair,) = (pair for pair in pairs() if pair.endpoint == endpoint)
        path = endpoint.split(" ")[1].replace("{id}", "$ID").partition("{")[0]
        assert path in pair.rest


def test_endpoints_of_the_fastapi_server_are_marked(project: Path):
    server = (project / "benchmarks" / "peers" / "fastapi-motor" / "app.py").read_text()
    routes = re.findall(r'^@app\.(\w+)\("(.+?)"', server, re.MULTILINE)
    has = {f"{method.upper()} {path.replace('blog_id', 'id')}" for method, path in routes}
    assert set(re.findall(r"^\| `(.+?)` • \|", PREAMBLE, re.MULTILINE)) == has


def test_every_request_is_valid_and_uses_its_operation():
    schema = served_schema()
    for pair in pairs():
        (document,) = documents(pair.here)
        assert validate(schema, document) == [], pair.endpoint
        (operation,) = document.definitions
        assert isinstance(operation, OperationDefinitionNode)
        (field,) = operation.selection_set.selections
        assert isinstance(field, FieldNode)
        assert field.name.value == pair.operation


def test_every_operation_is_named():
    schema = served_schema()
    assert schema.query_type
    assert schema.mutation_type
    named = set(re.findall(r"`(\w+)`", PREAMBLE))
    assert {*schema.query_type.fields, *schema.mutation_type.fields} - named == set()


def script(url: str, admin: str) -> str:
    """All requests as one script; the output of each goes to a file."""
    prelude, brief = (
        block
        for name in ("REST", "BRIEF")
        for block in re.findall(rf"^```sh\n({name}=.*?)^```", PAIRS, re.MULTILINE | re.DOTALL)
    )
    here = prelude.replace("http://127.0.0.1:8000/graphql", url)
    lines = [here, brief, HELPERS, f"ADMIN={admin}"]
    for number, pair in enumerate(pairs()):
        lines += [BEFORE.get(pair.endpoint, ""), f"{{\n{pair.here}\n}} > {number}.json"]
    return "\n".join(lines)


@pytest.mark.slow
@needs_curl_and_jq
async def test_every_request_succeeds(tmp_path: Path):
    Image.new("RGB", (4, 3)).save(tmp_path / "cover.png")
    async with serving(tmp_path, ADMIN_EMAIL=ADMIN) as server:
        url = f"{str(server.http.base_url).rstrip('/')}/graphql"
        (tmp_path / "script.sh").write_text(script(url, await signed_up(server, ADMIN)))
        process = await asyncio.create_subprocess_exec(
            *("bash", "script.sh"),
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"]},
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()
    assert (process.returncode, said) == (0, b"")
    for number, pair in enumerate(pairs()):
        answer = (tmp_path / f"{number}.json").read_text()
        if pair.here.startswith(("TOKEN=", "BLOG=")):
            # The result is in a variable that later requests use.
            assert answer == ""
            continue
        content: dict[str, Any] = json.loads(answer)
        assert content.keys() == {"data"}, (pair.endpoint, content)
        value = content["data"][pair.operation]
        assert value, pair.endpoint
        assert "message" not in value, (pair.endpoint, value)
