"""The GraphiQL page and its predefined tabs."""

import json
from pathlib import Path

import httpx
import pytest
from example_schema import Connect
from graphql import OperationDefinitionNode, parse
from graphql.execution.values import get_variable_values
from served_schema import served_schema
from starlette.applications import Starlette

from cms_blog.graphql.execution.documents import Documents
from cms_blog.graphql.pages import graphiql
from cms_blog.limits import Limits

ROOT = Path(__file__).parents[3]
TABS = sorted((Path(graphiql.__file__).parent / "page" / "tabs").glob("*.graphql"))
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


async def test_only_browsers_get_the_page(client: httpx.AsyncClient):
    page = await client.get("", headers={"accept": BROWSER})
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    for accept in ("*/*", "application/json", f"application/json, {BROWSER}"):
        answer = await client.get("", headers={"accept": accept})
        assert answer.headers["content-type"].startswith("application/json")


async def test_the_page_loads_nothing_from_other_origins(client: httpx.AsyncClient):
    page = await client.get("", headers={"accept": BROWSER})
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "http://" not in page.text
    assert "https://en.wikipedia.org" in page.text or "make setup" in page.text
    assert " onclick" not in page.text


async def test_the_page_can_be_disabled(connect: Connect):
    answer = await connect(graphiql=False).get("", headers={"accept": "text/html"})
    assert answer.status_code == 406


async def test_the_assets_of_the_page_are_served():
    app = Starlette(routes=graphiql.routes())
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        script = await client.get("/graphiql/page/page.js")
        assert script.status_code == 200
        assert script.headers["content-type"].startswith("text/javascript")
        again = await client.get(
            "/graphiql/page/page.js", headers={"if-none-match": script.headers["etag"]}
        )
        assert again.status_code == 304
        assert (await client.get("/graphiql/page/../graphiql.py")).status_code == 404
        assert (await client.get("/graphiql/lib/nothing.js")).status_code == 404


@pytest.mark.parametrize("path", TABS, ids=[path.stem for path in TABS])
def test_each_tab_is_valid_with_its_variables(path: Path):
    schema = served_schema()
    documents = Documents(schema, Limits(), hide_suggestions=False)
    documents.prepare(path.read_text())
    variables = json.loads(path.with_suffix(".json").read_text())
    wanted: set[str] = set()
    for node in parse(path.read_text()).definitions:
        assert isinstance(node, OperationDefinitionNode)
        definitions = node.variable_definitions or ()
        wanted |= {definition.variable.name.value for definition in definitions}
        values = get_variable_values(schema, definitions, variables)
        assert not isinstance(values, list), values
    assert set(variables) == wanted
