"""The code blocks of a page of the documentation, with the markers of the tests that run them.

`<!-- snippets: tests/… -->` names the file that runs the blocks of a page.
`<!-- not run: reason -->` above a block gives the reason why no test does.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_MARKER = re.compile(r"<!-- (snippets|not run): (.+?) -->")
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A code block; `not_run` is the reason why it is not run, or empty."""

    language: str
    text: str
    not_run: str


def runner(page: str) -> str:
    """Path of the test that runs the blocks of a page; empty if the page names no test."""
    return next((said for kind, said in _MARKER.findall(page) if kind == "snippets"), "")


def blocks(path: Path) -> list[Block]:
    """Return the blocks of a page in order."""
    page = path.read_text("utf-8")
    found: list[Block] = []
    for match in _FENCE.finditer(page):
        above = page[: match.start()].rstrip().rpartition("\n")[2].strip()
        marker = _MARKER.fullmatch(above)
        reason = marker[2] if marker and marker[1] == "not run" else ""
        found.append(Block(match[2], match[3], reason))
    return found
