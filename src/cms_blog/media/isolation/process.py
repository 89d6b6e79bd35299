"""The calling side: starts the process, and reads its result."""

import json
import os
import subprocess
import sys

from cms_blog.media.formats import UnusableImage, detect
from cms_blog.media.images import CleanImage, clean, damaged

# The largest accepted AVIF takes 500 MB.
_MAX_BYTES = 700 * 1024 * 1024
_TIMEOUT_SECONDS = 120
# Exit status for images that are not acceptable; the output is the reason.
UNUSABLE = 3
_ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH")


def clean_isolated(data: bytes, *, max_bytes: int = _MAX_BYTES) -> CleanImage:
    """Return the image in `data` as `clean` does; AVIF and HEIC are decoded in another process.

    Blocking.

    Args:
        max_bytes: memory of the process. Linux enforces it; other systems may not.

    Raises:
        UnusableImage: the message is for the user.
    """
    if not detect(data).converted:
        return clean(data)
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    # `-P`: modules of the current folder are not imported.
    command = [sys.executable, "-P", "-m", "cms_blog.media.isolation", str(max_bytes)]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            command,
            input=data,
            capture_output=True,
            env=kept,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise damaged() from None
    if done.returncode == UNUSABLE:
        raise UnusableImage(done.stdout.decode())
    if done.returncode:
        # The decoder ended the process, or was ended by the limits.
        raise damaged()
    head, _, body = done.stdout.partition(b"\n")
    return CleanImage(data=body, **json.loads(head))
