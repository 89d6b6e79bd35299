"""The operator's style guide: a Markdown file with prose, and lists of rules that are checked.

docs/how-to/operations/style-guide.md documents the format.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Self

from cms_blog.blogs.content.checks.passages import IN_WORD, Paragraph, every_paragraph
from cms_blog.blogs.content.markdown import Rendered
from cms_blog.settings import SettingsError
from cms_blog.validation.text import IDEOGRAPHS, UNSPACED_LETTERS, clean_lines

MAX_BYTES = 20_000
MAX_RULES = 200
MAX_TERM = 100
MAX_FINDINGS = 100

# Headings of the lists, in lower case; only a banned word needs no replacement.
_BANNED = "banned words"
_LISTS = frozenset({_BANNED, "spelling", "terminology"})
_HEADING = re.compile(r"\A {0,3}#{1,6}[ \t]+(.*?)[ \t#]*\Z")
_ITEM = re.compile(r"\A\s*[-*+][ \t]+(.*)\Z")
_ARROW = re.compile(r"\s*(?:→|->)\s*")
# Markup and quotation marks around a term.
_AROUND = " \t\"“”„'`*_"
_APOSTROPHES = str.maketrans("’İ", "'i")  # noqa: RUF001
# Scripts without spaces between words.
_UNSPACED = re.compile(f"[{IDEOGRAPHS}{UNSPACED_LETTERS}]")


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that break a rule, with the anchor of their section."""

    rule: str
    quote: str
    suggestion: str | None
    anchor: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A term to avoid, and its replacement if there is one. `text` is the list item."""

    text: str
    pattern: re.Pattern[str]
    # Whether the pattern matches the text as it is, or the text in lower case.
    case_sensitive: bool
    replacement: str | None

    @classmethod
    def parse(cls, item: str, *, needs_replacement: bool) -> Self:
        """Read a list item: `term`, or `term → replacement`.

        Raises:
            ValueError
        """
        avoided, *rest = (part.strip(_AROUND) for part in _ARROW.split(item))
        replacement = rest[0] if rest else None
        if len(rest) > 1 or not avoided or replacement == "":
            raise ValueError("write the item as `term → replacement`")
        if needs_replacement and replacement is None:
            raise ValueError("the item needs a replacement: `term → replacement`")
        if max(len(avoided), len(replacement or "")) > MAX_TERM:
            raise ValueError(f"a term has at most {MAX_TERM} characters")
        if avoided == replacement:
            raise ValueError("the replacement equals the term")
        # "Github → GitHub" is about the case.
        case_sensitive = replacement is not None and avoided.lower() == replacement.lower()
        term = avoided if case_sensitive else _lowered(avoided)
        return cls(item.strip(), _whole(term), case_sensitive, replacement)


@dataclass(frozen=True, slots=True)
class StyleGuide:
    """A style guide: its whole text, for prompts, and its rules."""

    text: str
    rules: tuple[Rule, ...]

    @classmethod
    def parse(cls, source: str) -> Self:
        """Read a style guide.

        Raises:
            ValueError: the message names the line.
        """
        text = clean_lines(source)
        if not text:
            raise ValueError("is empty")
        rules: list[Rule] = []
        name = ""
        for number, line in enumerate(source.splitlines(), start=1):
            if heading := _HEADING.match(line):
                name = heading[1].strip(_AROUND).lower()
            elif name in _LISTS and (item := _ITEM.match(line)):
                try:
                    rules.append(Rule.parse(item[1], needs_replacement=name != _BANNED))
                except ValueError as error:
                    raise ValueError(f"line {number}: {error}") from None
        if len(rules) > MAX_RULES:
            raise ValueError(f"has {len(rules)} rules; at most {MAX_RULES} are allowed")
        return cls(text, tuple(rules))

    def findings(self, content: Rendered) -> tuple[Finding, ...]:
        """Return the first 100 violations in a text, in order. Takes linear time for each rule.

        Code and block quotes are not checked: they are the words of others.
        """
        checked = [each for each in every_paragraph(content) if not each.is_quote]
        # One search for each rule in the whole text. No term contains a line feed.
        whole = "\n".join(each.checked for each in checked)
        lowered = _lowered(whole)
        found: list[tuple[int, int, Rule]] = []
        for rule in self.rules:
            matches = rule.pattern.finditer(whole if rule.case_sensitive else lowered)
            spans = [(match.start(), match.end()) for match in islice(matches, MAX_FINDINGS)]
            found += [(start, end, rule) for start, end in spans]
        found.sort(key=lambda each: each[:2])
        return tuple(_located(checked, found[:MAX_FINDINGS]))


def read_style_guide(path: Path | None) -> StyleGuide | None:
    """Read the file of the setting STYLE_GUIDE; None if it is not set.

    Raises:
        SettingsError: the file is missing, too large or invalid.
    """
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            source = file.read(MAX_BYTES + 1)
        return StyleGuide.parse(_decoded(source))
    except OSError as error:
        raise SettingsError([f"STYLE_GUIDE: can't read {path}: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise SettingsError([f"STYLE_GUIDE: {path} is not a text in UTF-8"]) from None
    except ValueError as error:
        raise SettingsError([f"STYLE_GUIDE: {path}: {error}"]) from None


def _decoded(source: bytes) -> str:
    if len(source) > MAX_BYTES:
        raise ValueError(f"has more than {MAX_BYTES:,} bytes")
    return source.decode("utf-8-sig")


def _located(checked: list[Paragraph], found: list[tuple[int, int, Rule]]) -> Iterator[Finding]:
    """Find the paragraph of each violation; both are in the order of the text."""
    at = start_of = 0
    for start, end, rule in found:
        while start >= start_of + len(checked[at].checked) + 1:
            start_of += len(checked[at].checked) + 1
            at += 1
        paragraph = checked[at]
        quote = paragraph.text[start - start_of : end - start_of]
        yield Finding(rule.text, quote, rule.replacement, paragraph.anchor)


def _lowered(text: str) -> str:
    """Return the text in lower case, at the same length, with straight apostrophes."""
    # The lower case of "İ" has two characters.
    return text.translate(_APOSTROPHES).lower()


def _whole(term: str) -> re.Pattern[str]:
    """Return the pattern of a term as whole words."""
    before, after = (
        f"(?{look}[{IN_WORD}])" if char.isalnum() and not _UNSPACED.match(char) else ""
        for look, char in (("<!", term[0]), ("!", term[-1]))
    )
    return re.compile(before + r"\s".join(map(re.escape, term.split())) + after)
