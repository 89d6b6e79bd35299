"""Fixtures of the tests of backups."""

from pathlib import Path

import pytest
from backup_folders import backup, fill


@pytest.fixture(scope="session")
async def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with sample data and a backup; tests only read it."""
    folder = tmp_path_factory.mktemp("here")
    await fill(folder, 300)
    assert (await backup(folder)).status == 0
    return folder
