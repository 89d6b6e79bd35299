"""Markdown for the generated pages: headings with link targets, tables, definition lists."""

import re
from collections.abc import Iterable, Sequence
from textwrap import indent

_CODE = re.compile(r"(`+[^`]*`+)")


def heading(level: int, text: str, target: str) -> str:
    """Return a heading that `[text](#target)` links to from all pages."""
    return f"({target})=\n{'#' * level} {text}\n"


def prose(text: str) -> str:
    """Return a text without HTML: `<` outside of code spans is escaped."""
    parts = _CODE.split(text)
    parts[::2] = [part.replace("<", "&lt;") for part in parts[::2]]
    return "".join(parts)


def code(text: str) -> str:
    """Return a code span; empty for an empty text."""
    return f"`{text}`" if text else ""


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; vertical bars in cells are escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def definition(term: str, text: str) -> str:
    """Return one entry of a definition list (the extension `deflist`)."""
    return f"{term}\n: {indent(text.strip(), '  ').strip() or '\N{EN DASH}'}\n"


def fenced(language: str, text: str) -> str:
    """Return a code block."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def page(title: str, introduction: str, parts: Iterable[str]) -> str:
    """Return a page with its parts, separated by blank lines."""
    return "\n".join([f"# {title}\n", f"{introduction.strip()}\n", *parts])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")
