"""Backups and restores: files, images, and errors."""

import asyncio
import gzip
import resource
import shutil
import tarfile
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest
from backup_folders import backup, content, database, decoded, fill, images, names, some, written
from bson import BSON, ObjectId
from cli_process import begin, command, killed

from cms_blog.cli.progress import Steps
from cms_blog.errors import CmsError
from cms_blog.maintenance.backup.archive import checked
from cms_blog.maintenance.backup.backup import Backup, write_backup
from cms_blog.media.folder import Folder
from cms_blog.media.image_store import name_of


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - another process makes it so
        await asyncio.sleep(0.001)


async def test_restore_reproduces_the_backup(here: Path, tmp_path: Path):
    assert (await command(tmp_path, "restore", str(here / "backup.tar"))).status == 0
    assert content(tmp_path) == content(here)
    assert images(tmp_path) == images(here)


@pytest.mark.slow
async def test_killed_restore_can_be_repeated_with_replace(here: Path, tmp_path: Path):
    path = str(here / "backup.tar")
    async with database(tmp_path) as there:
        restore = await begin(tmp_path, "restore", path)
        await some(there.blogs)
        assert await killed(restore)
        await there.users.insert_one({"email": "other@example.com"})
    before = content(tmp_path)
    assert 0 < len(before["blogs"]) < 300
    status, _, err = await command(tmp_path, "restore", path)
    assert status == 1
    documents = sum(map(len, before.values()))
    assert f"The target already has {documents} documents. Nothing was changed." in err
    assert content(tmp_path) == before
    status, _, err = await command(tmp_path, "restore", path, "--replace")
    assert status == 0, err
    assert content(tmp_path) == content(here)


@pytest.mark.slow
async def test_killed_backup_leaves_no_file(here: Path, tmp_path: Path):
    env = {"DATA_DIR": str(here / "data"), "UPLOADS_URL": str(here / "uploads")}
    draft = tmp_path / ".backup.tar.part"
    process = await begin(tmp_path, "backup", "backup.tar", **env)
    await until(draft.exists)
    assert await killed(process)
    assert names(tmp_path) == [draft.name]
    assert draft.stat().st_mode & 0o777 == 0o600
    assert (await backup(tmp_path, **env)).status == 0
    assert names(tmp_path) == ["backup.tar"]
    assert (await command(tmp_path, "restore", "backup.tar", "--only-check")).status == 0


async def test_one_of_two_concurrent_backups_to_one_file_succeeds(here: Path, tmp_path: Path):
    path = tmp_path / "backup.tar"
    both = await asyncio.gather(
        *(written(here, path, Folder(here / "uploads")) for _ in range(2)), return_exceptions=True
    )
    (refused,) = [failure for failure in both if isinstance(failure, CmsError)]
    assert refused.message == f"Another process is writing a backup to {path}."
    assert checked(path, lambda _: None).sums == checked(here / "backup.tar", lambda _: None).sums
    assert names(tmp_path) == ["backup.tar"]


async def test_damaged_images_are_skipped_and_reported(here: Path, tmp_path: Path):
    shutil.copytree(here / "uploads", tmp_path / "uploads")
    hurt = min(images(tmp_path))
    (tmp_path / "uploads" / hurt).write_bytes(b"cut")
    made = await written(here, tmp_path / "backup.tar", Folder(tmp_path / "uploads"))
    assert (made.images.count, made.images.left_out) == (19, [hurt])
    whole = checked(tmp_path / "backup.tar", lambda _: None)
    assert {image.name for image in whole.images()} == images(here).keys() - {hurt}


class Growing:
    """Source without snapshots, with a writer that signs up and saves during reads."""

    of_one_instant = False

    def __init__(self) -> None:
        self.counts = {"users": 0, "blogs": 0, "blog_versions": 0}
        self._people: list[ObjectId] = []

    async def documents(self, collection: str) -> AsyncGenerator[bytes]:
        self._people += [ObjectId(), ObjectId()]
        for oid in self._people:
            yield BSON.encode({"_id": oid} if collection == "users" else {"author_id": oid})


class Stored:
    """Source of these documents."""

    of_one_instant = True

    def __init__(self, documents: dict[str, list[bytes]]) -> None:
        self.counts = {name: len(found) for name, found in documents.items()}
        self._documents = documents

    async def documents(self, collection: str) -> AsyncGenerator[bytes]:
        for document in self._documents[collection]:
            yield document


def ignore(_: int) -> None:
    pass


async def test_backup_without_snapshot_has_the_author_of_each_blog(tmp_path: Path):
    with Steps() as steps:
        made = await write_backup(tmp_path / "backup.tar", Growing(), None, steps.begin)
    assert not made.of_one_instant
    backup = checked(tmp_path / "backup.tar", lambda _: None)
    authors = [decoded(blog)["author_id"] async for blog in backup.documents("blogs")]
    assert {*authors} < {decoded(user)["_id"] async for user in backup.documents("users")}


async def test_backup_of_a_release_without_versions_is_restored(here: Path, tmp_path: Path):
    users, blogs = content(here)["users"], content(here)["blogs"]
    made = await written(here, tmp_path / "now.tar")
    with (tmp_path / "backup.tar").open("wb") as file:
        old, source = Backup(file), Stored({"users": users, "blogs": blogs})
        kept = {name: await old.documents(source, name, ignore) for name in ("users", "blogs")}
        old.end(made.model_copy(update={"collections": kept}))
    status, out, err = await command(tmp_path, "restore", "backup.tar")
    assert (status, "users 5, blogs 300, images 0" in out) == (0, True), err
    assert content(tmp_path) == {"users": users, "blogs": blogs, "blog_versions": []}


async def test_backup_without_images_leaves_images_unchanged(here: Path, tmp_path: Path):
    assert (await written(here, tmp_path / "backup.tar")).images.count == 0
    assert list(checked(tmp_path / "backup.tar", lambda _: None).images()) == []


async def test_full_disk_leaves_no_backup_file(here: Path, tmp_path: Path):
    large = bytes(200_000)
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / name_of(large, "image/png")).write_bytes(large)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Limits the size of files, as on a full disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(CmsError, match=r"can't be written to .*: File too large"):
            await written(here, tmp_path / "backup.tar", Folder(tmp_path / "uploads"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names(tmp_path) == ["uploads"]


async def test_unwritable_and_missing_files_are_reported(tmp_path: Path):
    status, _, err = await backup(tmp_path)
    assert (status, err) == (1, "The folder data/database contains no database.\n")
    await fill(tmp_path, 1)
    with pytest.raises(CmsError, match=r"can't be written to .*: No such file or directory"):
        await written(tmp_path, tmp_path / "no" / "such" / "folder.tar")
    assert (await backup(tmp_path, "--without-images")).status == 0
    status, _, err = await backup(tmp_path)
    assert (status, err) == (
        1,
        "backup.tar already exists. Choose another name, or pass --replace.\n",
    )
    status, _, err = await command(tmp_path, "restore", "none.tar")
    assert (status, err) == (1, "none.tar can't be read: No such file or directory\n")


def test_standard_tools_read_the_backup(here: Path, tmp_path: Path):
    with tarfile.open(here / "backup.tar") as tar:
        tar.extractall(tmp_path, filter="data")
    users = b"".join(path.read_bytes() for path in sorted((tmp_path / "users").iterdir()))
    assert gzip.decompress(users) == b"".join(content(here)["users"])
    assert images(here) == {
        path.name: path.read_bytes() for path in (tmp_path / "images").iterdir()
    }
