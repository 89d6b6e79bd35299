"""Where images are kept: named by their content, so that none is ever changed."""

import asyncio
import os
import re
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from cms_blog.errors import CmsError

URL_PATH = "/uploads"
_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}
_MEDIA_TYPES = {extension: media_type for media_type, extension in _EXTENSIONS.items()}
_NAME = re.compile(rf"[0-9a-f]{{32}}\.({'|'.join(_MEDIA_TYPES)})")


class StorageFailed(CmsError):
    """Nothing could be kept, as on a full disk. The operator's to mend: callers learn no more."""


def media_type_of(name: str) -> str | None:
    """The media type of what lies under `name`; None for a name that is not made here."""
    match = _NAME.fullmatch(name)
    return None if match is None else _MEDIA_TYPES[match[1]]


class Storage:
    """A folder of files, and the public address under which it is served.

    `base_url` is the server's own, without a slash at the end.
    """

    def __init__(self, folder: Path, base_url: str) -> None:
        self.folder = folder
        self._base_url = base_url

    async def put(self, data: bytes, media_type: str) -> str:
        """Keep `data`, one of the image types, and return its public URL.

        The file is there in full, and safe from a crash, when this returns. The same data again
        changes nothing and gives the same URL.

        Raises:
            StorageFailed: nothing of it was kept.
        """
        name = f"{sha256(data).hexdigest()[:32]}.{_EXTENSIONS[media_type]}"
        try:
            await asyncio.to_thread(_write, self.folder / name, data)
        except OSError as error:
            raise StorageFailed(f"An image could not be written: {error}") from error
        return f"{self._base_url}{URL_PATH}/{name}"


def _write(path: Path, data: bytes) -> None:
    if path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and moved into place: nobody ever finds half a file under its name.
    draft = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Make a new name in the folder outlive a crash: on POSIX, that is the folder's own write."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
