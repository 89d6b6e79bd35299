"""A backup's file: a tar that any tool opens, whose last member says what has to be in it.

    users/000001.bson.gz    documents one after another, as mongodump writes them, in pieces
    blogs/000001.bson.gz
    images/NAME             each under the name that its content gives it
    manifest.json           what there is of each, with SHA-256

`cat users/*.bson.gz` is what `bsondump` and `mongorestore --gzip` read.
"""

import gzip
import tarfile
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from bson.errors import InvalidBSON
from bson.raw_bson import RawBSONDocument
from pydantic import BaseModel, ValidationError

from cms_blog.errors import CmsError
from cms_blog.media.places import NAME, is_whole
from cms_blog.transfer.sources import Sum

FORMAT = 1
MANIFEST = "manifest.json"
IMAGES = "images/"
# Of BSON, before it is compressed; one document has 16 MB at most.
_PIECE = 16_000_000
# Nearly as small as at the usual 9, in a third of the time.
_COMPRESSION = 4


class NoBackup(CmsError):
    """The file is no whole backup; the message says what is wrong with it."""


class Part(BaseModel):
    """A member with documents."""

    name: str
    documents: int
    sha256: str


class Collection(BaseModel):
    """A collection: its documents, as `transfer.sources.Sum` has them, and where they are."""

    documents: int
    digest: str
    parts: list[Part]


class Images(BaseModel):
    """The images; `sha256` is over the members' names, each with a line feed, in their order."""

    count: int
    bytes: int
    sha256: str
    # Those that were damaged or gone, and are not here; at most a thousand.
    left_out: list[str]


class Manifest(BaseModel):
    """What a backup has to hold."""

    format: int
    made_at: str
    made_by: str
    # Or each document is as it was when it was read.
    of_one_instant: bool
    collections: dict[str, Collection]
    images: Images


class Pieces:
    """Documents put together to members of a bounded size."""

    def __init__(self, collection: str, add: Callable[[str, bytes], None]) -> None:
        self.parts: list[Part] = []
        self._collection = collection
        self._add = add
        self._waiting = bytearray()
        self._documents = 0

    def add(self, document: bytes) -> None:
        """One more document."""
        if len(self._waiting) + len(document) > _PIECE:
            self.flush()
        self._waiting += document
        self._documents += 1

    def flush(self) -> None:
        """Write what is waiting."""
        if not self._documents:
            return
        # With no date in it: the same documents make the same bytes.
        data = gzip.compress(self._waiting, _COMPRESSION, mtime=0)
        name = f"{self._collection}/{len(self.parts) + 1:06}.bson.gz"
        self._add(name, data)
        part = Part(name=name, documents=self._documents, sha256=sha256(data).hexdigest())
        self.parts.append(part)
        self._waiting.clear()
        self._documents = 0


def member(name: str, data: bytes, modified: float) -> Iterator[bytes]:
    """A member as a tar has it (POSIX.1-1988 "ustar"), for its owner only."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = len(data), int(modified), 0o600
    yield info.tobuf(tarfile.USTAR_FORMAT)
    yield data
    yield bytes(-len(data) % tarfile.BLOCKSIZE)


def end() -> bytes:
    """What ends a tar."""
    return bytes(2 * tarfile.BLOCKSIZE)


@dataclass(frozen=True, slots=True)
class Member:
    """A member as it was read."""

    name: str
    data: bytes


class Archive:
    """A backup's file that was looked through, and is whole: a `Source`, with images."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self.of_one_instant = manifest.of_one_instant
        self.counts = {name: kept.documents for name, kept in manifest.collections.items()}

    @property
    def sums(self) -> dict[str, Sum]:
        """What there is of each collection."""
        collections = self.manifest.collections
        return {name: Sum(kept.documents, kept.digest) for name, kept in collections.items()}

    async def documents(self, collection: str) -> AsyncIterator[bytes]:
        for found in _members(self.path, lambda name: name.startswith(f"{collection}/")):
            for document in documents_in(found):
                yield document

    def images(self) -> Iterator[Member]:
        """The images, named as they are stored."""
        for found in _members(self.path, lambda name: name.startswith(IMAGES)):
            yield Member(found.name.removeprefix(IMAGES), found.data)


def checked(path: Path, count: Callable[[int], None]) -> Archive:
    """The backup at `path`, read through to its end; `count` gets what is behind.

    Raises:
        NoBackup: it is none, can't be read, is not whole, or of a later version.
    """
    hashes: dict[str, str] = {}
    names, images, size = sha256(), 0, 0
    manifest: Manifest | None = None
    count(len(end()))
    for found in _members(path, lambda _: True):
        count(_room(found.data))
        if found.name == MANIFEST:
            manifest = _manifest(found.data)
        elif found.name.startswith(IMAGES):
            name = found.name.removeprefix(IMAGES)
            if not NAME.fullmatch(name) or not is_whole(name, found.data):
                raise NoBackup(f"The backup is damaged: {found.name} is not what it was.")
            names.update(f"{name}\n".encode())
            images += 1
            size += len(found.data)
        else:
            hashes[found.name] = sha256(found.data).hexdigest()
    if manifest is None:
        raise NoBackup(f"{path} is no backup, or the end of it is missing.")
    there = (images, size, names.hexdigest())
    if there != (manifest.images.count, manifest.images.bytes, manifest.images.sha256):
        raise NoBackup("The backup is damaged: its images are not all of those that it had.")
    wanted = {
        part.name: part.sha256 for kept in manifest.collections.values() for part in kept.parts
    }
    if hashes != wanted:
        wrong = sorted(name for name, _ in hashes.items() ^ wanted.items())
        raise NoBackup(f"The backup is damaged: {wrong[0]} is not what it was.")
    return Archive(path, manifest)


def _room(data: bytes) -> int:
    return sum(map(len, member("", data, 0)))


def _manifest(data: bytes) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(data)
    except ValidationError as error:
        raise NoBackup(f"The backup's {MANIFEST} can't be read: {error}") from None
    if manifest.format != FORMAT:
        raise NoBackup(
            f"The backup is of format {manifest.format}; this version reads {FORMAT}. "
            f"It was made by {manifest.made_by}."
        )
    return manifest


def _members(path: Path, wanted: Callable[[str], bool]) -> Iterator[Member]:
    """The plain files in a tar, one at a time: whatever else is in it is none of ours."""
    try:
        # `stream`: members that were read are not remembered.
        with tarfile.TarFile(path, stream=True) as tar:
            for info in tar:
                if info.isreg() and wanted(info.name):
                    yield Member(info.name, _read(tar, info))
    except (tarfile.TarError, OSError) as error:
        raise NoBackup(f"{path} is no backup, or it is damaged: {error}") from None


def _read(tar: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    file: IO[bytes] | None = tar.extractfile(info)
    data = b"" if file is None else file.read()
    if len(data) != info.size:
        raise NoBackup(f"The backup is cut off in {info.name}.")
    return data


def documents_in(part: Member) -> Iterator[bytes]:
    """The documents of a member.

    Raises:
        NoBackup: they are none.
    """
    try:
        data = gzip.decompress(part.data)
        at = 0
        while at < len(data):
            size = int.from_bytes(data[at : at + 4], "little")
            document = data[at : at + size]
            RawBSONDocument(document)
            yield document
            at += size
    except (OSError, EOFError, zlib.error, InvalidBSON) as error:
        raise NoBackup(f"The backup is damaged: {part.name}: {error}") from None
