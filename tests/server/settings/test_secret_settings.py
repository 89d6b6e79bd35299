"""Secrets: generated, stored in a private file, and never shown."""

import asyncio
from pathlib import Path

import pytest
from checked_settings import GOOD_SECRET, URI, WEBHOOK_KEY, problems

from cms_blog.server.jwt_secret import jwt_secret
from cms_blog.settings import SettingsError, load_settings


def test_a_secret_is_counted_in_bytes():
    assert problems(JWT_SECRET="ü" * 16) == []


def test_the_generated_secret_file_is_private(tmp_path: Path):
    settings = load_settings(data_dir=tmp_path / "data")
    secret = jwt_secret(settings)
    kept = tmp_path / "data" / "jwt-secret"
    assert len(secret) >= 32
    assert kept.read_text() == secret
    assert kept.stat().st_mode & 0o777 == 0o600
    assert jwt_secret(settings) == secret
    assert jwt_secret(load_settings(data_dir=tmp_path / "other")) != secret
    assert [path.name for path in kept.parent.iterdir()] == ["jwt-secret"]


async def test_concurrent_first_starts_generate_one_secret(tmp_path: Path):
    for attempt in range(10):
        settings = load_settings(data_dir=tmp_path / str(attempt))
        made = await asyncio.gather(*(asyncio.to_thread(jwt_secret, settings) for _ in range(8)))
        assert len(set(made)) == 1


def test_a_configured_secret_is_not_stored(tmp_path: Path):
    settings = load_settings(data_dir=tmp_path / "data", jwt_secret=GOOD_SECRET)
    assert jwt_secret(settings) == GOOD_SECRET
    assert not (tmp_path / "data").exists()


def test_a_secret_file_that_is_damaged_or_unwritable_is_reported(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"^JWT_SECRET: can't be stored in .*File exists"):
        jwt_secret(load_settings(data_dir=tmp_path / "file"))
    (tmp_path / "jwt-secret").touch()
    with pytest.raises(SettingsError, match=r"^JWT_SECRET: .* contains no valid secret; delete it"):
        jwt_secret(load_settings(data_dir=tmp_path))


def test_secrets_are_not_shown():
    settings = load_settings(
        jwt_secret=GOOD_SECRET,
        jwt_secret_previous=GOOD_SECRET,
        mongodb_uri=URI,
        gemini_api_key="s3cret-key",
        rate_limit_storage="redis://:s3cret-redis@localhost",
        webhook_urls="https://hooks.example.com/s3cret",
        webhook_secret=WEBHOOK_KEY,
    )
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert GOOD_SECRET not in shown
        assert WEBHOOK_KEY not in shown
        assert "s3cret" not in shown
    lines = problems(
        MONGODB_URI="s3cret",
        RATE_LIMIT_STORAGE="s3cret",
        WEBHOOK_URLS="s3cret",
        WEBHOOK_SECRET="s3cret",
    )
    assert len(lines) == 4
    assert "s3cret" not in "".join(lines)
