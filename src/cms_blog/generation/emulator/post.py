"""A whole post from the title, the introduction, the outline and the links."""

import json
from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlsplit

from cms_blog.blogs.content.seo import (
    MAX_COVER_ALT,
    MAX_META_DESCRIPTION,
    MAX_META_TITLE,
    shortened,
)
from cms_blog.generation.emulator.subject import Subject, escaped
from cms_blog.generation.emulator.wire import Json
from cms_blog.generation.steps import comparable

# Sections after this one are a paragraph each.
_MOST_FULL_SECTIONS = 8
_FEWEST_WORDS = 520
# An address may have 2,048 characters, and a brief twenty of them: the text cites so many.
_MOST_CITED = 8
_LONGEST_LABEL = 60


def blog(subject: Subject, data: Json) -> str:
    """The post in Markdown: 500 to 900 words for an outline of four to eight headings."""
    book = subject.book
    outline = [str(each) for each in cast("list[Any]", data.get("outline") or [])]
    head = [str(data.get("introMarkdown", ""))]
    conclusion = [f"## {book.conclusion_heading}", subject.say_markdown(book.conclusion)]
    bodies = _bodies(subject, outline, _FEWEST_WORDS - _words(head) - _words(conclusion))
    pieces = head
    for place, (heading, body) in enumerate(zip(outline, bodies, strict=True)):
        pieces += [f"## {escaped(heading)}", body]
        if place < min(len(subject.links), _MOST_CITED):
            pieces.append(f"→ {_link(subject.links[place])}")
    pieces += conclusion
    if subject.links:
        listed = "\n".join(f"- {_link(link)}" for link in subject.links)
        pieces += [f"## {book.references_heading}", listed]
    pieces += ["---", _note(subject)]
    return "\n\n".join(pieces) + "\n"


def section(subject: Subject, data: Json) -> str:
    """A section anew: one that the post does not have yet, where there is one."""
    book = subject.book
    present = str(data.get("markdown", ""))
    texts = [subject.say_markdown(each) for each in (*book.sections, *book.fillers)]
    return next((text for text in texts if text not in present), texts[0])


def seo(subject: Subject, data: Json) -> str:
    """What search engines get, as JSON."""
    title = str(data.get("title", ""))
    described = {
        "metaTitle": shortened(title, MAX_META_TITLE),
        "metaDescription": shortened(_about(subject, title), MAX_META_DESCRIPTION),
        "coverImageAlt": shortened(f"{title} (offline sample)", MAX_COVER_ALT),
    }
    return json.dumps(described, ensure_ascii=False)


def _about(subject: Subject, title: str) -> str:
    """The idea that goes with the title; the first one, where the author wrote it."""
    book = subject.book
    pairs = zip((*book.titles, *book.bold_titles), (*book.ideas, *book.bold_ideas), strict=True)
    ideas = [idea for start, idea in pairs if title.startswith(subject.say(start))]
    return subject.say((ideas or book.ideas)[0])


def _bodies(subject: Subject, outline: Sequence[str], fewest_words: int) -> list[str]:
    """A section for each heading: the one that belongs to it, or one that goes with any."""
    book = subject.book
    known = {
        comparable(subject.say(heading)): beat for beat in book.beats for heading in beat.headings
    }
    used: set[str] = set()
    spare = subject.random("sections").sample(book.sections, len(book.sections))
    bodies: list[str] = []
    for place, heading in enumerate(outline):
        beat = known.get(comparable(heading))
        if beat is not None and beat.body not in used:
            template = beat.body
        elif spare and place < _MOST_FULL_SECTIONS:
            template = spare.pop()
        else:
            template = book.fillers[place % len(book.fillers)]
        used.add(template)
        bodies.append(subject.say_markdown(template))
    more = [template for template in (*book.fillers, *spare) if template not in used]
    while bodies and more and _words(bodies) < fewest_words:
        shortest = min(range(len(bodies)), key=lambda place: _words([bodies[place]]))
        bodies[shortest] += "\n\n" + subject.say_markdown(more.pop(0))
    return bodies


def _words(texts: Sequence[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _link(link: str) -> str:
    parts = urlsplit(link)
    label = shortened((parts.hostname or "") + parts.path.rstrip("/"), _LONGEST_LABEL)
    return f"[{escaped(label)}](<{link}>)"


def _note(subject: Subject) -> str:
    book = subject.book
    if subject.speaks:
        return book.offline_note
    return book.other_language_note.format(language=escaped(subject.language))
