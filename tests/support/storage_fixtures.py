"""Fixtures of image stores: each test that uses one runs on a folder and on a bucket."""

from collections.abc import Generator
from pathlib import Path

import pytest
from s3_server import S3, s3_server

from cms_blog.media.image_store import ImageStore
from cms_blog.media.storage import Storage, open_store

BASE = "https://blog.example.com/uploads"


@pytest.fixture(scope="session")
def s3() -> Generator[S3]:
    with s3_server() as server:
        yield server


@pytest.fixture
def bucket_url(s3: S3, monkeypatch: pytest.MonkeyPatch) -> str:
    """URL of an empty prefix in a bucket; the environment has its credentials."""
    for name, value in s3.environment.items():
        monkeypatch.setenv(name, value)
    return f"s3://{s3.new_bucket()}/some/images"


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ImageStore:
    if request.param == "folder":
        return open_store(str(tmp_path / "uploads"))
    return open_store(request.getfixturevalue("bucket_url"))


@pytest.fixture
def storage(store: ImageStore) -> Storage:
    return Storage(store, BASE)
