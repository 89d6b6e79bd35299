"""Removes citation marks that models leave in a text, for example `[cite: 1, 3]`."""

import re

from cms_blog.blogs.content.structure import events_of

# With the spaces before a mark. A mark that is a link's text, `[cite: 1](…)`, is left alone.
_MARK = re.compile(
    r"[ \t]*(?:\[cite(?:_start|_end)?(?::\s*[\w ,.;-]{1,100})?\](?!\()|【\d[^【】\n]{0,80}】)"
    r"|[\ue200-\ue206][^\s\ue200-\ue206]*[\ue200-\ue206]"
)


def without_citations(markdown: str) -> str:
    """Return the text without citation marks. Code is unchanged."""
    if "cite" not in markdown and "【" not in markdown and not _MARK.search(markdown):
        return markdown
    code = _code_ranges(markdown)
    kept: list[str] = []
    end = byte = 0
    for mark in _MARK.finditer(markdown):
        byte += len(markdown[end : mark.start()].encode())
        if not any(start <= byte < stop for start, stop in code):
            kept.append(markdown[end : mark.start()])
        else:
            kept.append(markdown[end : mark.end()])
        byte += len(mark[0].encode())
        end = mark.end()
    return "".join(kept) + markdown[end:]


def _code_ranges(markdown: str) -> list[tuple[int, int]]:
    """Return the byte ranges of code blocks and code spans."""
    found: list[tuple[int, int]] = []
    for event, place in events_of(markdown):
        if not isinstance(event, dict):
            continue
        started = event.get("Start")
        if "Code" in event or (isinstance(started, dict) and "CodeBlock" in started):
            found.append((place["start"], place["end"]))
    return found
