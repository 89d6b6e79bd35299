"""The schema reference: complete, valid links, no external resources or injected scripts."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    is_introspection_type,
    parse,
    validate,
)
from httpx import ASGITransport, AsyncClient
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cms_blog.context import Services
from cms_blog.graphql.pages.reference import reference
from cms_blog.server.app import create_app
from cms_blog.settings import Settings

HOSTILE = '''
"""<script>alert(1)</script> & `<b>bold</b>` """
type Query {
  """
  One.

  `Kind` is linked, "quoted" is not.
  """
  a(kind: Kind = ONE, text: String = "</code><script>"): Int @deprecated(reason: "Take `b`.")
}
enum Kind { ONE }
'''


@pytest.fixture(scope="module")
def sdl(project: Path) -> str:
    return (project / "schema.graphql").read_text()


@pytest.fixture(scope="module")
def page(sdl: str) -> LexborHTMLParser:
    return LexborHTMLParser(reference(sdl, "AI Blog CMS"))


def first(within: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    found = within.css_first(selector)
    assert found is not None
    return found


def anchors(schema: GraphQLSchema) -> set[str]:
    """The anchors that the page must have."""
    found: set[str] = set()
    roots = {schema.query_type, schema.mutation_type, schema.subscription_type}
    for type_ in schema.type_map.values():
        if is_introspection_type(type_):
            continue
        if type_ not in roots:
            found.add(type_.name)
        match type_:
            case GraphQLObjectType() | GraphQLInterfaceType() | GraphQLInputObjectType():
                found |= {f"{type_.name}.{name}" for name in type_.fields}
            case GraphQLEnumType():
                found |= {f"{type_.name}.{name}" for name in type_.values}
            case _:
                pass
        if type_ in roots and isinstance(type_, GraphQLObjectType):
            for name, field in type_.fields.items():
                found |= {f"{type_.name}.{name}.{argument}" for argument in field.args}
    return found


def test_every_member_of_the_schema_has_an_anchor(page: LexborHTMLParser, sdl: str):
    ids = [node.attributes["id"] for node in page.css("article, dl > div[id]")]
    assert len(ids) == len(set(ids))
    assert set(ids) == anchors(build_schema(sdl))


def test_links_are_valid_and_nothing_external_is_loaded(page: LexborHTMLParser):
    ids = {node.attributes["id"] for node in page.css("[id]")}
    links = {node.attributes["href"] or "" for node in page.css("a")}
    outside = {link for link in links if not link.startswith("#")}
    assert {link.removeprefix("#") for link in links - outside} <= ids
    # Where scalars are specified: to be followed, not to be loaded.
    assert {node.attributes["rel"] for node in page.css("a[href^=http]")} == {"noreferrer"}
    assert page.css("[src], link:not([href^='data:'])") == []
    assert "url(" not in first(page, "style").text()


def test_every_operation_has_an_example_that_is_valid(page: LexborHTMLParser, sdl: str):
    schema = build_schema(sdl)
    examples = [node.text() for node in page.css("article pre")]
    roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
    assert len(examples) == sum(len(root.fields) for root in roots if root)
    for text in examples:
        assert validate(schema, parse(text)) == []
    (save,) = (text for text in examples if text.startswith("mutation SaveBlog("))
    assert "... on SaveBlogSuccess" in save
    assert "... on UserError {\n      message" in save


def test_descriptions_are_escaped():
    html = reference(HOSTILE, "A <title>")
    page = LexborHTMLParser(html)
    assert len(page.css("script")) == 1
    assert page.css("main b, main script") == []
    assert first(page, "title").text() == "A <title>: schema"
    article = first(page, "article")
    assert [node.text() for node in article.css("article > p")][:3] == [
        "One.",
        'Kind is linked, "quoted" is not.',
        "Deprecated. Take b.",
    ]
    assert first(article, "article > p code a").attributes["href"] == "#Kind"
    assert [node.text() for node in article.css("dt code")] == [
        "kind: Kind = ONE",
        'text: String = "</code><script>"',
    ]


def test_the_page_in_docs_is_current(project: Path, sdl: str):
    title: str = Settings.model_fields["app_name"].default
    kept = (project / "docs" / "schema.html").read_text()
    assert kept == reference(sdl.rstrip("\n"), title), "run `make schema`"


@pytest.mark.parametrize("path", ["/schema", "/schema.graphql"])
async def test_the_schema_is_hidden_without_introspection(services: Services, path: str):
    for allowed, status in ((True, 200), (False, 404)):
        settings = Settings.model_validate(
            services.settings.model_dump() | {"introspection": allowed}
        )
        app = create_app(replace(services, settings=settings))
        async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http:
            assert (await http.get(path)).status_code == status


async def test_the_server_serves_the_page_with_a_strict_csp(http: AsyncClient):
    answer = await http.get("/schema")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (code,) = re.findall(f"<{tag}>(.*?)</{tag}>", answer.text, re.DOTALL)
        digest = b64encode(sha256(code.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}';" in policy
    again = await http.get("/schema", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
