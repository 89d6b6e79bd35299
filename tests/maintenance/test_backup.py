"""Backups during writes, restore, copies between databases, and damaged backups."""

import asyncio
import gzip
import io
import json
import resource
import shutil
import tarfile
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from adjusted_settings import adjusted
from api import BRIEF
from bson import BSON, ObjectId
from cli_process import CommandResult, begin, command, killed
from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from server_process import Server, serving

from cms_blog.cli.progress import Steps
from cms_blog.database.embedded import process as embedded
from cms_blog.database.embedded.snapshot import snapshot
from cms_blog.errors import CmsError
from cms_blog.maintenance.backup.archive import InvalidBackup, Manifest, checked
from cms_blog.maintenance.backup.backup import Backup, write_backup
from cms_blog.maintenance.backup.sources import source
from cms_blog.media.folder import Folder
from cms_blog.media.image_store import ImageStore, name_of
from cms_blog.settings import Settings

type Database = AsyncDatabase[dict[str, Any]]

NOW = datetime(2026, 11, 23, tzinfo=UTC)
IMAGES = [f"image {number}".encode() for number in range(20)]
SIGNUP = """
  mutation Signup($email: String!) {
    signup(input: {name: "Ada", email: $email, password: "correct horse"}) {
      ... on SignupSuccess { session { accessToken } }
    }
  }
"""
SAVE = """
  mutation Save($input: SaveBlogInput!) {
    saveBlog(input: $input) { ... on SaveBlogSuccess { blog { id } } }
  }
"""
UPDATE = """
  mutation Update($id: ID!, $input: UpdateBlogInput!) {
    updateBlog(id: $id, input: $input) { ... on UpdateBlogSuccess { blog { revision } } }
  }
"""
UPLOAD = """
  mutation Upload($file: Upload!) {
    uploadImage(input: {file: $file}) { ... on UploadImageSuccess { image { url } } }
  }
"""


@asynccontextmanager
async def database(folder: Path) -> AsyncGenerator[Database]:
    """Open the embedded database of a folder."""
    async with embedded.running(folder / "data") as uri, AsyncMongoClient[Any](uri) as client:
        yield client["cms_blog"]


async def fill(folder: Path, blogs: int) -> None:
    """Create users, blogs and images in an unused folder."""
    (folder / "uploads").mkdir()
    for data in IMAGES:
        (folder / "uploads" / name_of(data, "image/png")).write_bytes(data)
    authors = [ObjectId() for _ in range(5)]
    async with database(folder) as there:
        await there.users.insert_many(
            [
                {
                    "_id": oid,
                    "name": "Ada",
                    "email": f"{oid}@example.com",
                    "created_at": NOW,
                    "usage": [{"day": "2026-11-26", "tokens": 1_200, "micro_usd": 4}],
                }
                for oid in authors
            ]
        )
        ids = [ObjectId() for _ in range(blogs)]
        await there.blog_versions.insert_many(
            [{"blog_id": oid, "revision": 1, "text": bytes(range(256))} for oid in ids]
        )
        await there.blogs.insert_many(
            [
                {
                    "_id": ids[number],
                    "author_id": authors[number % 5],
                    "status": "saved",
                    "meta": {"title": f"Title {number}", "outline": ["ü", "\N{ZERO WIDTH JOINER}"]},
                    "final_blog": {"markdown": "text " * 500, "render": {"sections": []}},
                    "slug": f"slug-{number}",
                    "created_at": NOW,
                    "of later versions": [1, 2**40, 1.5, None, True, {"deeper": b"bytes"}],
                }
                for number in range(blogs)
            ]
        )


def content(folder: Path, data: str = "data", name: str = "cms_blog") -> dict[str, list[bytes]]:
    """Read all documents of a folder's embedded database as BSON."""
    with snapshot(folder / data, name) as instant:
        return {name: list(instant.documents(name)) for name in ("users", "blogs", "blog_versions")}


def decoded(document: bytes) -> dict[str, Any]:
    return BSON(document).decode()


def images(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "uploads").iterdir()}


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - another process makes it so
        await asyncio.sleep(0.001)


async def some(collection: AsyncCollection[dict[str, Any]]) -> None:
    """Wait until 50 documents were written."""
    while await collection.estimated_document_count() < 50:  # noqa: ASYNC110 - as above
        await asyncio.sleep(0.01)


@pytest.fixture(scope="module")
async def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with sample data and a backup; tests only read it."""
    folder = tmp_path_factory.mktemp("here")
    await fill(folder, 300)
    assert (await backup(folder)).status == 0
    return folder


async def backup(folder: Path, *arguments: str, **env: str) -> CommandResult:
    return await command(folder, "backup", "backup.tar", *arguments, **env)


# -- during writes


async def uploaded(server: Server, token: str, number: int) -> str:
    data = io.BytesIO()
    # The smallest GIF, with a unique colour.
    colour = bytes([number % 256, number // 256, 0, 255, 255, 255])
    data.write(
        b"GIF89a\1\0\1\0\x80\0\0" + colour + b"!\xf9\4\0\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
    )
    operations = {"query": UPLOAD, "variables": {"file": None}}
    response = await server.http.post(
        "/graphql",
        data={"operations": json.dumps(operations), "map": '{"0": ["variables.file"]}'},
        files={"0": ("a.gif", data.getvalue())},
        headers={"Apollo-Require-Preflight": "true", "Authorization": f"Bearer {token}"},
    )
    return response.json()["data"]["uploadImage"]["image"]["url"]


async def signed_up(server: Server, number: int) -> str:
    result = await server.execute(SIGNUP, email=f"writer{number}@example.com")
    return result["session"]["accessToken"]


async def saved(server: Server, token: str, number: int, cover: str | None = None) -> str:
    given = {
        "brief": BRIEF,
        "title": f"Title {number}",
        "markdown": text(0),
        "coverImageUrl": cover,
    }
    return (await server.execute(SAVE, token, input=given))["blog"]["id"]


def text(number: int) -> str:
    return f"# Edition {number}\n\n{f'Edition {number}. ' * 200}\n\n## End of edition {number}"


async def edit_in_turns(server: Server) -> None:
    """Edit two blogs in turn, the first always before the second."""
    token = await signed_up(server, 0)
    first, second = await saved(server, token, 0), await saved(server, token, 1)
    edition = 0
    while True:
        edition += 1
        for blog in (first, second):
            given = {"expectedRevision": edition, "markdown": text(edition)}
            await server.execute(UPDATE, token, id=blog, input=given)


async def arrive(server: Server, enough: asyncio.Event) -> None:
    """Create authors, each with a blog with a unique image; set `enough` after the third."""
    number = 1
    while True:
        number += 1
        token = await signed_up(server, number)
        await saved(server, token, number, await uploaded(server, token, number))
        if number > 3:
            enough.set()


@pytest.mark.slow
async def test_backup_during_writes_is_consistent(tmp_path: Path):
    there = tmp_path / "there"
    there.mkdir()
    limits = dict.fromkeys(("rate_limit_signups", "rate_limit_uploads"), "100000/minute")
    rates = {"RATE_LIMIT_REQUESTS": "100000/minute", "LIMITS": json.dumps(limits)}
    async with serving(tmp_path, **rates) as server:
        enough = asyncio.Event()
        work = (edit_in_turns(server), arrive(server, enough))
        writers = [asyncio.create_task(each) for each in work]
        await asyncio.wait_for(enough.wait(), 60)
        said = [await backup(tmp_path, "--replace") for _ in range(2)]
        still_writing = not any(writer.done() for writer in writers)
        for writer in writers:
            writer.cancel()
        await asyncio.gather(*writers, return_exceptions=True)
        assert still_writing
    assert [status for status, _, _ in said] == [0, 0]
    assert (tmp_path / "backup.tar").stat().st_mode & 0o777 == 0o600

    status, out, err = await command(there, "restore", str(tmp_path / "backup.tar"))
    assert status == 0, err
    assert "restored and verified." in out
    found = content(there)
    assert manifest(tmp_path / "backup.tar")["of_one_instant"] is True
    authors = {decoded(user)["_id"] for user in found["users"]}
    blogs = [decoded(blog) for blog in found["blogs"]]
    covers = {blog["meta"]["cover_image_url"] for blog in blogs} - {None}
    assert len(blogs) > 3
    assert {blog["author_id"] for blog in blogs} <= authors
    assert {cover.rpartition("/")[2] for cover in covers} <= images(there).keys()
    editions: dict[str, int] = {}
    for blog in blogs:
        # Each blog is consistent: text, HTML and number are of one edit.
        edition = editions[blog["meta"]["title"]] = blog["revision"] - 1
        assert blog["final_blog"]["markdown"] == text(edition)
        assert blog["final_blog"]["html"].count(f"Edition {edition}.") == 200
    # Both are of one point in time: the second is equal to the first or one edit behind.
    assert editions["Title 0"] - editions["Title 1"] in {0, 1}

    async with serving(there) as server:
        login = (
            'mutation { login(input: {email: "writer2@example.com", password: "correct horse"}) {'
        )
        login += " ... on LoginSuccess { session { viewer { user { name } } } } } }"
        assert (await server.execute(login))["session"]["viewer"]["user"]["name"] == "Ada"


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


async def written(folder: Path, path: Path, store: ImageStore | None = None) -> Manifest:
    """Write a backup of `folder` in this process."""
    given = {"data_dir": folder / "data"}
    settings = Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue, reportArgumentType] - pydantic-settings takes it
    with Steps() as steps:
        async with source(settings) as documents:
            return await write_backup(path, documents, store, steps.begin)


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


# -- the file


def manifest(path: Path) -> dict[str, Any]:
    with tarfile.open(path) as tar:
        file = tar.extractfile("manifest.json")
        assert file is not None
        return json.load(file)


def test_standard_tools_read_the_backup(here: Path, tmp_path: Path):
    with tarfile.open(here / "backup.tar") as tar:
        tar.extractall(tmp_path, filter="data")
    users = b"".join(path.read_bytes() for path in sorted((tmp_path / "users").iterdir()))
    assert gzip.decompress(users) == b"".join(content(here)["users"])
    assert images(here) == {
        path.name: path.read_bytes() for path in (tmp_path / "images").iterdir()
    }


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


# -- from one database to another


async def raw(database: Database) -> dict[str, list[dict[str, Any]]]:
    return {
        name: await database[name].find().sort("_id").to_list()
        for name in ("users", "blogs", "blog_versions")
    }


@pytest.mark.slow
async def test_copy_to_reproduces_the_database(here: Path, tmp_path: Path):
    async with embedded.running(tmp_path) as uri, AsyncMongoClient[Any](uri) as client:
        status, out, err = await command(here, "copy-to", uri)
        assert status == 0, err
        assert "users 5, blog versions 300, blogs 300: copied to cms_blog and verified.\n" in out
        async with database(here) as first:
            assert await raw(client["cms_blog"]) == await raw(first)
        # Also compares details that the driver hides.
        assert content(tmp_path, "") == content(here)
        assert "slug_1" in await client["cms_blog"]["blogs"].index_information()

        status, _, err = await command(here, "copy-to", uri)
        assert (status, "The target already has 605 documents" in err) == (1, True)

        env = {"MONGODB_URI": uri, "UPLOADS_URL": str(here / "uploads")}
        status, out, err = await backup(tmp_path, **env)
        assert status == 0, err
        assert "The backup is not of one point in time" in out
        second, first = (
            checked(place / "backup.tar", lambda _: None) for place in (tmp_path, here)
        )
        assert second.sums == first.sums
        env = {"MONGODB_URI": uri, "MONGODB_DB": "other", "UPLOADS_URL": str(tmp_path / "images")}
        assert (await command(tmp_path, "restore", "backup.tar", **env)).status == 0
        assert content(tmp_path, "", "other") == content(here)


@pytest.mark.slow
async def test_killed_copy_to_is_continued(here: Path, tmp_path: Path):
    async with embedded.running(tmp_path) as uri, AsyncMongoClient[Any](uri) as client:
        there: Database = client["cms_blog"]
        copy = await begin(here, "copy-to", uri)
        await some(there.blogs)
        assert await killed(copy)
        # Conflicting writes to the target: one extra document, and two with swapped values.
        await there.users.insert_one({"email": "other@example.com"})
        first, second = await there.blogs.find().limit(2).to_list()
        slugs = first["slug"], second["slug"]
        await there.blogs.update_one({"_id": first["_id"]}, {"$set": {"slug": "free"}})
        await there.blogs.update_one({"_id": second["_id"]}, {"$set": {"slug": slugs[0]}})
        await there.blogs.update_one({"_id": first["_id"]}, {"$set": {"slug": slugs[1]}})
        status, _, err = await command(here, "copy-to", uri, "--replace")
        assert status == 0, err
    assert content(tmp_path, "") == content(here)


async def test_target_is_validated_before_the_copy(here: Path):
    status, _, err = await command(here, "copy-to", "localhost")
    assert (status, err) == (
        2,
        "Setting MONGODB_URI: write it as mongodb://HOST:PORT or mongodb+srv://HOST\n",
    )
    away = "mongodb://someone:s3cret@127.0.0.1:1/?serverSelectionTimeoutMS=200"
    status, _, err = await command(here, "copy-to", away)
    assert (status, "The database does not answer" in err, "s3cret" in err) == (1, True, False)


async def test_snapshot_is_of_one_point_in_time(tmp_path: Path, settings: Settings):
    """On the embedded database, or on TEST_MONGODB_URI if it is a replica set."""
    name = f"{settings.mongodb_db}_instant"
    given: dict[str, Any] = {"mongodb_db": name, "data_dir": tmp_path / "data"}
    settings = adjusted(settings, **given)
    async with AsyncExitStack() as stack:
        if settings.mongodb_uri is None:
            uri = await stack.enter_async_context(embedded.running(settings.data_dir))
        else:
            uri = settings.mongodb_uri.get_secret_value()
        client = await stack.enter_async_context(AsyncMongoClient[Any](uri))
        users, blogs = client[name]["users"], client[name]["blogs"]
        await users.insert_many([{"n": n} for n in range(250)])
        await blogs.insert_one({"n": 0})
        async with source(settings) as instant:
            assert instant.of_one_instant
            reading = instant.documents("users")
            first = await anext(reading)
            await users.update_one({"n": 249}, {"$set": {"n": -1}})
            await users.delete_one({"n": 248})
            await users.insert_one({"n": 1_000})
            await blogs.delete_one({"n": 0})
            found = [first, *[user async for user in reading]]
            assert sorted(decoded(user)["n"] for user in found) == list(range(250))
            assert [decoded(blog)["n"] async for blog in instant.documents("blogs")] == [0]
        await client.drop_database(name)
