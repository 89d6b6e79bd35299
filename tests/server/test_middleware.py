"""Headers and log lines of every response, also of a 500."""

from dataclasses import replace
from typing import Any, cast, override

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
