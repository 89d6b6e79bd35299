"""Damaged backups: each damage is reported, and nothing is restored."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from backup_folders import names
from cli_process import command

from cms_blog.maintenance.backup.archive import InvalidBackup, checked


def changed(change: Callable[[dict[str, Any]], None]) -> Callable[[bytes], bytes]:
    """Return the archive with another manifest."""

    def apply(archive: bytes) -> bytes:
        out = io.BytesIO()
        with (
            tarfile.open(fileobj=io.BytesIO(archive)) as old,
            tarfile.open(fileobj=out, mode="w") as new,
        ):
            for member in old:
                file = old.extractfile(member)
                assert file is not None
                data = file.read()
                if member.name == "manifest.json":
                    content = json.loads(data)
                    change(content)
                    data = json.dumps(content).encode()
                    member.size = len(data)
                new.addfile(member, io.BytesIO(data))
        return out.getvalue()

    return apply


def flipped(at: float) -> Callable[[bytes], bytes]:
    def apply(archive: bytes) -> bytes:
        place = int(len(archive) * at)
        return archive[:place] + bytes([archive[place] ^ 1]) + archive[place + 1 :]

    return apply


def without(prefix: str) -> Callable[[bytes], bytes]:
    def apply(archive: bytes) -> bytes:
        out = io.BytesIO()
        with (
            tarfile.open(fileobj=io.BytesIO(archive)) as old,
            tarfile.open(fileobj=out, mode="w") as new,
        ):
            dropped = False
            for member in old:
                if member.name.startswith(prefix) and not dropped:
                    dropped = True
                else:
                    new.addfile(member, old.extractfile(member))
        return out.getvalue()

    return apply


DAMAGES: list[tuple[Callable[[bytes], bytes], str]] = [
    (lambda _: b"", "is not a backup"),
    (lambda _: b"no tar at all" * 100, "is not a backup"),
    (lambda archive: archive[:700], "is not a backup, or is damaged"),
    (lambda archive: archive[: len(archive) // 2], "is not a backup, or"),
    (lambda archive: archive[:-2_500], "is not a backup, or is damaged"),
    (flipped(0.001), "is not a backup, or is damaged"),
    (flipped(0.05), "The backup is damaged: "),
    (without("images/"), "images are missing or were added"),
    (without("blogs/"), "The backup is damaged: blogs/000001.bson.gz"),
    (without("manifest.json"), "is not a backup, or is incomplete"),
    (changed(lambda manifest: manifest.update(format=2)), "has format 2"),
    (changed(lambda manifest: manifest.clear()), "manifest.json can't be read"),
]


@pytest.mark.parametrize(("damage", "said"), DAMAGES)
def test_damaged_backups_are_reported(
    here: Path, tmp_path: Path, damage: Callable[[bytes], bytes], said: str
):
    (tmp_path / "backup.tar").write_bytes(damage((here / "backup.tar").read_bytes()))
    with pytest.raises(InvalidBackup) as told:
        checked(tmp_path / "backup.tar", lambda _: None)
    assert said in told.value.message


def test_truncated_backups_are_reported(here: Path, tmp_path: Path):
    whole = (here / "backup.tar").read_bytes()
    for size in range(0, len(whole) - 2_000, 256):
        (tmp_path / "backup.tar").write_bytes(whole[:size])
        with pytest.raises(InvalidBackup):
            checked(tmp_path / "backup.tar", lambda _: None)


async def test_damaged_backup_is_not_restored(here: Path, tmp_path: Path):
    damaged = flipped(0.05)((here / "backup.tar").read_bytes())
    (tmp_path / "backup.tar").write_bytes(damaged)
    status, _, err = await command(tmp_path, "restore", "backup.tar")
    assert (status, "The backup is damaged: " in err, "Traceback" in err) == (1, True, False)
    assert names(tmp_path) == ["backup.tar"]
