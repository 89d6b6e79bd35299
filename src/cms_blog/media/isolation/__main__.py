"""The process: reads an image from the standard input, and writes the clean one.

The output is a line of JSON with the fields of the image, and its bytes.
"""

import json
import resource
import sys

from PIL import AvifImagePlugin

from cms_blog.media.formats import UnusableImage
from cms_blog.media.images import clean
from cms_blog.media.isolation.process import UNUSABLE

_MAX_CPU_SECONDS = 60


def main(max_bytes: int) -> int:
    """Return the exit status."""
    resource.setrlimit(resource.RLIMIT_DATA, (max_bytes, max_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (_MAX_CPU_SECONDS, _MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Each thread has buffers of its own.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    out = sys.stdout.buffer
    try:
        image = clean(sys.stdin.buffer.read())
    except UnusableImage as unusable:
        out.write(unusable.message.encode())
        return UNUSABLE
    head = {name: getattr(image, name) for name in ("width", "height", "media_type", "animated")}
    out.write(json.dumps(head).encode() + b"\n" + image.data)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
