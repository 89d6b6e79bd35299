"""Run the audits of the package graphql-http: against the URL given, or the example schema.

npm ci --prefix tests/http_audits
python tests/graphql/audit_http.py [URL]
"""

import logging
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import structlog
import uvicorn
from example_schema import World, example_endpoint

AUDIT = Path(__file__).parents[1] / "http_audits" / "audit.mjs"


def audit(url: str) -> int:
    """The exit code of the audits."""
    return subprocess.run(["node", str(AUDIT), url], check=False).returncode


def main() -> int:
    """Serve the example schema while the audits run, unless a URL is given."""
    if len(sys.argv) > 1:
        return audit(sys.argv[1])
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(example_endpoint(World()), lifespan="off", log_level="warning")
    )
    serving = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    serving.start()
    while not server.started:
        time.sleep(0.01)
    try:
        return audit(f"http://127.0.0.1:{listener.getsockname()[1]}/graphql")
    finally:
        server.should_exit = True
        serving.join()


if __name__ == "__main__":
    sys.exit(main())
