"""GraphiQL's page for browsers."""

from starlette.responses import HTMLResponse


def page() -> HTMLResponse:
    return HTMLResponse("<!doctype html><title>GraphiQL</title><p>Soon.")
