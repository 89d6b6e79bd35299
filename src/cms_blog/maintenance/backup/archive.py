"""The backup file: a tar archive whose last member is a manifest of the others.

    users/000001.bson.gz            concatenated documents in mongodump's format, split into parts
    blog_versions/000001.bson.gz    absent in backups of releases without versions
    blogs/000001.bson.gz
    images/NAME                     content-addressed names
    manifest.json                   counts and SHA-256 digests

`bsondump` and `mongorestore --gzip` read the output of `cat users/*.bson.gz`.
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
from cms_blog.maintenance.backup.sources import Sum
from cms_blog.media.image_store import IMAGE_NAME, is_intact

FORMAT = 1
MANIFEST = "manifest.json"
IMAGES = "images/"
# Uncompressed BSON per part, in bytes; one document has at most 16 MB.
_MAX_PART_BYTES = 16_000_000
# Almost the size of level 9 in a third of the time.
_COMPRESSION = 4


def label(collection: str) -> str:
    """Return the name of a collection for messages."""
    return collection.replace("_", " ")


class InvalidBackup(CmsError):
    """The file is not a complete backup. The message gives the reason."""


class Part(BaseModel):
    """One archive member with documents."""

    name: str
    documents: int
    sha256: str


class Collection(BaseModel):
    """A collection: count and digest of its documents (see `Sum`), and its parts."""

    documents: int
    digest: str
    parts: list[Part]


class Images(BaseModel):
    """The images. `sha256` digests the members' names in order, each followed by a line feed."""

    count: int
    bytes: int
    sha256: str
    # Names of images that were damaged or missing and were skipped; at most 1,000.
    left_out: list[str]


class Manifest(BaseModel):
    """Expected content of a backup."""

    format: int
    made_at: str
    made_by: str
    # False if documents were read one after another without a snapshot.
    of_one_instant: bool
    collections: dict[str, Collection]
    images: Images


class PartWriter:
    """Groups documents into archive members of bounded size."""

    def __init__(self, collection: str, add: Callable[[str, bytes], None]) -> None:
        self.parts: list[Part] = []
        self._collection = collection
        self._add = add
        self._buffer = bytearray()
        self._documents = 0

    def add(self, document: bytes) -> None:
        """Append a document."""
        if len(self._buffer) + len(document) > _MAX_PART_BYTES:
            self.flush()
        self._buffer += document
        self._documents += 1

    def flush(self) -> None:
        """Write the buffered documents as one member."""
        if not self._documents:
            return
        # Without a timestamp, equal documents give equal bytes.
        data = gzip.compress(self._buffer, _COMPRESSION, mtime=0)
        name = f"{self._collection}/{len(self.parts) + 1:06}.bson.gz"
        self._add(name, data)
        part = Part(name=name, documents=self._documents, sha256=sha256(data).hexdigest())
        self.parts.append(part)
        self._buffer.clear()
        self._documents = 0


def member(name: str, data: bytes, modified: float) -> Iterator[bytes]:
    """Encode an archive member (POSIX.1-1988 "ustar"), readable by its owner only."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = len(data), int(modified), 0o600
    yield info.tobuf(tarfile.USTAR_FORMAT)
    yield data
    yield bytes(-len(data) % tarfile.BLOCKSIZE)


def end() -> bytes:
    """End-of-archive marker of a tar file."""
    return bytes(2 * tarfile.BLOCKSIZE)


@dataclass(frozen=True, slots=True)
class Member:
    """An archive member with its content."""

    name: str
    data: bytes


class Archive:
    """A verified backup file: a `Source` of documents, with images."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self.of_one_instant = manifest.of_one_instant
        self.counts = {name: kept.documents for name, kept in manifest.collections.items()}

    @property
    def sums(self) -> dict[str, Sum]:
        """Count and digest of each collection."""
        collections = self.manifest.collections
        return {name: Sum(kept.documents, kept.digest) for name, kept in collections.items()}

    async def documents(self, collection: str) -> AsyncIterator[bytes]:
        for found in _members(self.path, lambda name: name.startswith(f"{collection}/")):
            for document in documents_in(found):
                yield document

    def images(self) -> Iterator[Member]:
        """Yield the images with their names in storage."""
        for found in _members(self.path, lambda name: name.startswith(IMAGES)):
            yield Member(found.name.removeprefix(IMAGES), found.data)


def checked(path: Path, count: Callable[[int], None]) -> Archive:
    """Read and verify the backup at `path`. `count` receives the bytes read, for progress.

    Raises:
        InvalidBackup: not a backup, unreadable, incomplete, or written by a later version.
    """
    hashes: dict[str, str] = {}
    names, images, size = sha256(), 0, 0
    manifest: Manifest | None = None
    count(len(end()))
    for found in _members(path, lambda _: True):
        count(_member_size(found.data))
        if found.name == MANIFEST:
            manifest = _manifest(found.data)
        elif found.name.startswith(IMAGES):
            name = found.name.removeprefix(IMAGES)
            if not IMAGE_NAME.fullmatch(name) or not is_intact(name, found.data):
                raise InvalidBackup(
                    f"The backup is damaged: {found.name} does not match its checksum."
                )
            names.update(f"{name}\n".encode())
            images += 1
            size += len(found.data)
        else:
            hashes[found.name] = sha256(found.data).hexdigest()
    if manifest is None:
        raise InvalidBackup(f"{path} is not a backup, or is incomplete.")
    there = (images, size, names.hexdigest())
    if there != (manifest.images.count, manifest.images.bytes, manifest.images.sha256):
        raise InvalidBackup("The backup is damaged: images are missing or were added.")
    wanted = {
        part.name: part.sha256 for kept in manifest.collections.values() for part in kept.parts
    }
    if hashes != wanted:
        wrong = sorted(name for name, _ in hashes.items() ^ wanted.items())
        raise InvalidBackup(f"The backup is damaged: {wrong[0]} does not match its checksum.")
    return Archive(path, manifest)


def _member_size(data: bytes) -> int:
    return sum(map(len, member("", data, 0)))


def _manifest(data: bytes) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(data)
    except ValidationError as error:
        raise InvalidBackup(f"The backup's {MANIFEST} can't be read: {error}") from None
    if manifest.format != FORMAT:
        raise InvalidBackup(
            f"The backup has format {manifest.format}; this version reads format {FORMAT}. "
            f"It was written by {manifest.made_by}."
        )
    return manifest


def _members(path: Path, wanted: Callable[[str], bool]) -> Iterator[Member]:
    """Yield the regular files of a tar archive; other member types are ignored."""
    try:
        # `stream` keeps no index of the members that were read, so memory stays bounded.
        with tarfile.TarFile(path, stream=True) as tar:
            for info in tar:
                if info.isreg() and wanted(info.name):
                    yield Member(info.name, _read(tar, info))
    except (tarfile.TarError, OSError) as error:
        raise InvalidBackup(f"{path} is not a backup, or is damaged: {error}") from None


def _read(tar: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    file: IO[bytes] | None = tar.extractfile(info)
    data = b"" if file is None else file.read()
    if len(data) != info.size:
        raise InvalidBackup(f"The backup is truncated in {info.name}.")
    return data


def documents_in(part: Member) -> Iterator[bytes]:
    """Yield the documents of an archive member.

    Raises:
        InvalidBackup: the member is damaged.
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
        raise InvalidBackup(f"The backup is damaged: {part.name}: {error}") from None
