"""The schema in SDL at `/schema.graphql`."""

from dataclasses import replace
from pathlib import Path

from httpx import ASGITransport, AsyncClient

from cms_blog.context import Services
from cms_blog.server.app import create_app
from cms_blog.settings import Settings


async def test_the_schema_is_hidden_without_introspection(services: Services):
    for allowed, status in ((True, 200), (False, 404)):
        settings = Settings.model_validate(
            services.settings.model_dump() | {"introspection": allowed}
        )
        app = create_app(replace(services, settings=settings))
        async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http:
            assert (await http.get("/schema.graphql")).status_code == status


async def test_the_schema_is_served_with_an_etag(http: AsyncClient, project: Path):
    answer = await http.get("/schema.graphql")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == (project / "schema.graphql").read_text().rstrip("\n")
    again = await http.get("/schema.graphql", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
