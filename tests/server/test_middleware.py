"""Headers and log lines of every response, also of a 500."""

from dataclasses import replace
from typing import Any, cast, override

import pytest
import structlog
from httpx import ASGITransport, AsyncClient

from cms_blog.context import Services
from cms_blog.observability.metrics import Metrics
from cms_blog.observability.telemetry import Telemetry
from cms_blog.server.app import create_app

SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
}


class Counted(Metrics):
    """Metrics that also list what was counted."""

    def __init__(self) -> None:
        super().__init__()
        self.counted: list[tuple[str, ...]] = []

    @override
    def count(self, name: str, *labels: str, by: float = 1) -> None:
        self.counted.append((name, *labels))


class Faulty:
    """A database with a programming error in every member."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("the password is hunter2")


async def test_a_500_has_an_id_the_security_headers_a_metric_and_a_log_line(services: Services):
    counted = Counted()
    telemetry = Telemetry(counted)
    own = replace(services, telemetry=telemetry, database=cast("Any", Faulty()))
    transport = ASGITransport(create_app(own), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        with structlog.testing.capture_logs() as log:
            response = await client.get("/ready")
    assert response.status_code == 500
    assert "hunter2" not in response.text
    assert SECURITY.items() <= dict(response.headers).items()
    assert len(response.headers["x-request-id"]) == 32
    assert counted.counted.count(("cms_blog_http_responses", "500")) == 1
    [line] = [line for line in log if line["event"] == "request"]
    assert (line["status"], line["path"]) == (500, "/ready")


@pytest.mark.parametrize(
    ("accepted", "zipped"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("br, gzip;q=0.1", True),
        ("gzip;q=0", False),
        ("gzip; Q=0.0, identity", False),
        ("xgzip", False),
        ("*", False),
        ("", False),
    ],
)
async def test_responses_are_compressed_if_the_client_accepts_gzip(
    http: AsyncClient, accepted: str, zipped: bool
):
    response = await http.get("/schema.graphql", headers={"accept-encoding": accepted})
    assert ("content-encoding" in response.headers) is zipped
    assert response.headers["vary"] == "Accept-Encoding, Origin"
    # RFC 9110, section 8.8.3: a strong tag is that of one encoding.
    etag = response.headers["etag"]
    assert etag.startswith("W/") is zipped
    again = await http.get(
        "/schema.graphql", headers={"accept-encoding": accepted, "if-none-match": etag}
    )
    assert again.status_code == 304
