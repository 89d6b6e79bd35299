"""Storages for the tests: each test that asks for one runs on a folder, and on a bucket."""

from collections.abc import Generator
from pathlib import Path

import pytest
from s3_server import S3, s3_server

from cms_blog.media.places import Place
from cms_blog.media.storage import Storage, place_at

BASE = "https://blog.example.com/uploads"


@pytest.fixture(scope="session")
def s3() -> Generator[S3]:
    with s3_server() as server:
        yield server


@pytest.fixture
def bucket_url(s3: S3, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty place in a bucket, which the environment reaches."""
    for name, value in s3.environment.items():
        monkeypatch.setenv(name, value)
    return f"s3://{s3.new_bucket()}/some/images"


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return place_at(str(tmp_path / "uploads"))
    return place_at(request.getfixturevalue("bucket_url"))


@pytest.fixture
def storage(place: Place) -> Storage:
    return Storage(place, BASE)
