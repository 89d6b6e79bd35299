"""Fixtures of the tests of settings."""

from pathlib import Path

import pytest

from cms_blog.limits import Limits
from cms_blog.settings import Settings


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the machine's variables nor a `.env` of the project's folder."""
    monkeypatch.chdir(tmp_path)
    for name in (*Settings.model_fields, *Limits.model_fields):
        monkeypatch.delenv(name.upper(), raising=False)
