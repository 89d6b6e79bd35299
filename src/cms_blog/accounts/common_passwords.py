"""The most common passwords (NIST SP 800-63B-4, section 3.1.1.2)."""

import gzip
from functools import cache
from pathlib import Path

# The list of Django 5.2.19, unchanged: see docs/decisions/0016-common-passwords.md.
_LIST = Path(__file__).parent / "common-passwords.txt.gz"


def is_common(password: str) -> bool:
    """Return whether `password` is in the list, ignoring case and surrounding whitespace."""
    return password.strip().lower() in _common()


@cache
def _common() -> frozenset[str]:
    return frozenset(gzip.decompress(_LIST.read_bytes()).decode().splitlines())
