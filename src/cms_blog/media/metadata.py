"""Removes metadata from PNG and JPEG files before they are decoded.

Metadata is never kept, so an image with oversized or damaged metadata, which Pillow rejects, is
still accepted. Everything after an error in the file's structure is left to the decoder.
"""

import re
import zlib
from collections.abc import Iterator

# Chunks that affect the pixels. Without the animation chunks, the default image remains.
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"iCCP", b"eXIf"})
_PNG_SIGNATURE_BYTES = 8
_PNG_CHUNK_BYTES = 12
# Pillow rejects larger profiles.
_MAX_PROFILE = 1024 * 1024

_SOI = b"\xff\xd8"
# Any number of 0xFF bytes can precede a marker's code; the segment's length follows the code.
_MARKER_PREFIX = re.compile(rb"\xff+(?=[^\xff]..)", re.DOTALL)
# Start of scan, and the markers without a length.
_NO_METADATA_AFTER = frozenset({0xDA, 0x01, *range(0xD0, 0xDA)})
_COM = 0xFE
_APP0, _APP1, _APP2, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
# Segments that affect the pixels, and the minimum length that decoders accept.
_JPEG_KEPT = {
    (_APP0, b"JFIF\0"): 14,
    (_APP1, b"Exif\0\0"): 14,
    (_APP2, b"ICC_PROFILE\0"): 14,
    (_APP14, b"Adobe"): 12,
}


def png_without_metadata(data: bytes) -> bytes:
    """Return the PNG with its critical chunks, transparency, colour profile and orientation."""
    return b"".join(_png_chunks(data))


def _png_chunks(data: bytes) -> Iterator[memoryview]:
    view = memoryview(data)
    at = _PNG_SIGNATURE_BYTES
    yield view[:at]
    while at + _PNG_CHUNK_BYTES <= len(data):
        end = at + _PNG_CHUNK_BYTES + int.from_bytes(view[at : at + 4])
        kind = data[at + 4 : at + 8]
        if end > len(data):
            break
        if kind in _PNG_KEPT and (kind != b"iCCP" or _is_profile(data[at + 8 : end - 4])):
            yield view[at:end]
        at = end
        if kind == b"IEND":
            return
    yield view[at:]


def _is_profile(chunk: bytes) -> bool:
    """Return whether an iCCP chunk is valid: name, zero byte, method 0, zlib data."""
    _, _, compressed = chunk.partition(b"\0")
    if compressed[:1] != b"\0":
        return False
    decompressor = zlib.decompressobj()
    try:
        decompressor.decompress(compressed[1:], _MAX_PROFILE)
    except zlib.error:
        return False
    return not decompressor.unconsumed_tail


def jpeg_without_metadata(data: bytes) -> bytes:
    """Return the JPEG with only its decoding segments, colour profile and orientation."""
    return b"".join(_jpeg_segments(data))


def _jpeg_segments(data: bytes) -> Iterator[memoryview]:
    view = memoryview(data)
    at = len(_SOI)
    yield view[:at]
    has_exif = False
    while prefix := _MARKER_PREFIX.match(data, at):
        start = prefix.end() - 1
        marker, body = data[start + 1], start + 4
        end = start + 2 + int.from_bytes(view[start + 2 : body])
        if marker in _NO_METADATA_AFTER or not body <= end <= len(data):
            break
        is_exif = marker == _APP1
        if not _is_metadata(marker, data[body:end]) and not (is_exif and has_exif):
            yield view[start:end]
            has_exif = has_exif or is_exif
        at = end
    yield view[at:]


def _is_metadata(marker: int, segment: bytes) -> bool:
    if marker != _COM and not _APP0 <= marker <= _APP15:
        return False
    return not any(
        marker == kept and segment.startswith(name) and len(segment) >= least
        for (kept, name), least in _JPEG_KEPT.items()
    )
