"""A local S3 server (moto) that creates buckets on request."""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from urllib.request import Request, urlopen

_numbers = count(1)


@dataclass(frozen=True)
class S3:
    """A running server; `environment` has its endpoint and credentials."""

    endpoint: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "s3cret",
            "AWS_REGION": "us-east-1",
        }

    def new_bucket(self) -> str:
        """Create an empty bucket and return its name."""
        name = f"bucket-{next(_numbers)}"
        urlopen(Request(f"{self.endpoint}/{name}", method="PUT")).close()
        return name

    def is_empty(self, bucket: str) -> bool:
        """Whether the bucket contains no object."""
        with urlopen(f"{self.endpoint}/{bucket}?list-type=2&max-keys=1") as listing:
            return b"<Key>" not in listing.read()


@contextmanager
def s3_server() -> Generator[S3]:
    """Run an S3 server on a free port, in threads of this process, during the block."""
    # Imported here: the import is slow, and most tests need no bucket.
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield S3(f"http://{host}:{port}")
    finally:
        server.stop()
