"""Sample posts, sections and SEO fields."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlsplit

from cms_blog.blogs.brief import PostLength
from cms_blog.blogs.content.seo import (
    MAX_COVER_ALT,
    MAX_META_DESCRIPTION,
    MAX_META_TITLE,
    shortened,
)
from cms_blog.generation.editing.structure import elements_of
from cms_blog.generation.emulator.subject import Subject, escaped
from cms_blog.generation.emulator.wire import Json
from cms_blog.validation.text import comparable

# Later sections have one paragraph each.
_MAX_FULL_SECTIONS = 8
# By length of the post. The prepared sentences may not suffice for a long one.
_LEAST_WORDS: Mapping[str, int] = {PostLength.SHORT: 400, PostLength.LONG: 1_500}
_MIN_WORDS = 520
# Bounds the length of the text: each of the brief's 20 links can have 2,048 characters.
_MAX_CITED = 8
_MAX_LABEL = 60
# Blocks that begin with a text.
_TEXT_BLOCKS = frozenset({"Paragraph", "Item", "TableCell"})


def blog(subject: Subject, data: Json) -> str:
    """Return the sections of a post in Markdown.

    With the introduction, they have 500 to 900 words for an outline of four to eight headings and a
    post of medium length.
    """
    book = subject.book
    outline = [str(each) for each in cast("list[Any]", data.get("outline") or [])]
    # The introduction is placed by the caller.
    head = [str(data.get("introMarkdown", ""))]
    conclusion = [f"## {book.conclusion_heading}", subject.render_markdown(book.conclusion)]
    least = _LEAST_WORDS.get(subject.length, _MIN_WORDS)
    bodies = _bodies(subject, outline, least - _words(head) - _words(conclusion))
    pieces: list[str] = []
    if bodies and not subject.supported:
        # A reader should see at once why the text is in another language.
        bodies[0] = f"{_note(subject)}\n\n{bodies[0]}"
    for index, (heading, body) in enumerate(zip(outline, bodies, strict=True)):
        pieces += [f"## {escaped(heading)}", body]
        if index < min(len(subject.links), _MAX_CITED):
            pieces.append(f"→ {_link(subject.links[index])}")
    pieces += conclusion
    if subject.links:
        listed = "\n".join(f"- {_link(link)}" for link in subject.links)
        pieces += [f"## {book.references_heading}", listed]
    if subject.supported:
        pieces += ["---", _note(subject)]
    return "\n\n".join(pieces) + "\n"


def section(subject: Subject, data: Json) -> str:
    """Return the text of a section, if possible one that the post does not contain yet."""
    book = subject.book
    present = str(data.get("markdown", ""))
    texts = [subject.render_markdown(each) for each in (*book.sections, *book.fillers)]
    return next((text for text in texts if text not in present), texts[0])


def translation(_: Subject, data: Json) -> str:
    """Return the text with the name of the language before each piece of it: no translation."""
    source = str(data.get("markdown", "")).encode()
    mark = f"({escaped(str(data.get('language', '')))}) ".encode()
    places: list[int] = []
    begins = False
    for element in elements_of(source.decode()):
        if element.is_block:
            begins = element.name in _TEXT_BLOCKS or element.name.startswith("Heading")
        elif begins and element.name != "TaskListMarker":
            places.append(element.at)
            begins = False
    for place in reversed(places):
        source = source[:place] + mark + source[place:]
    return source.decode()


def seo(subject: Subject, data: Json) -> str:
    """Return the SEO fields as JSON."""
    title = str(data.get("title", ""))
    described = {
        "metaTitle": shortened(title, MAX_META_TITLE),
        "metaDescription": shortened(_about(subject, title), MAX_META_DESCRIPTION),
    }
    if shown := data.get("imagePrompt"):
        described["coverImageAlt"] = shortened(f"Offline sample: {shown}", MAX_COVER_ALT)
    return json.dumps(described, ensure_ascii=False)


def _about(subject: Subject, title: str) -> str:
    """Return the idea that belongs to the title; the first idea for other titles."""
    book = subject.book
    pairs = zip((*book.titles, *book.bold_titles), (*book.ideas, *book.bold_ideas), strict=True)
    ideas = [idea for start, idea in pairs if title.startswith(subject.render(start))]
    return subject.render((ideas or book.ideas)[0])


def _bodies(subject: Subject, outline: Sequence[str], min_words: int) -> list[str]:
    """Return a section for each heading: its own one, or one that fits any heading."""
    book = subject.book
    known = {
        comparable(subject.render(heading)): beat
        for beat in book.beats
        for heading in beat.headings
    }
    own = {at: known[key] for at, key in enumerate(map(comparable, outline)) if key in known}
    used: set[str] = set()
    spare = subject.random("sections").sample(book.sections, len(book.sections))
    short = list(book.fillers)
    # The topics that the outline leaves out.
    others = [beat.body for beat in book.beats if beat not in own.values()]
    bodies: list[str] = []
    for index, heading in enumerate(outline):
        beat = own.get(index)
        if beat is not None and beat.body not in used:
            template = beat.body
        elif spare and index < _MAX_FULL_SECTIONS:
            template = spare.pop()
        elif short or others:
            template = (short or others).pop(0)
        else:
            # No text is left that the post does not have yet: a sentence about the heading.
            bodies.append(_open_point(subject, heading, index))
            continue
        used.add(template)
        bodies.append(subject.render_markdown(template))
    more = [*short, *spare]
    while bodies and more and _words(bodies) < min_words:
        shortest = min(range(len(bodies)), key=lambda index: _words([bodies[index]]))
        bodies[shortest] += "\n\n" + subject.render_markdown(more.pop(0))
    return bodies


def _open_point(subject: Subject, heading: str, index: int) -> str:
    return subject.book.open_point.format(number=index + 1, heading=escaped(heading))


def _words(texts: Sequence[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _link(link: str) -> str:
    parts = urlsplit(link)
    label = shortened((parts.hostname or "") + parts.path.rstrip("/"), _MAX_LABEL)
    return f"[{escaped(label)}](<{link}>)"


def _note(subject: Subject) -> str:
    book = subject.book
    if subject.supported:
        return book.offline_note
    return book.other_language_note.format(language=escaped(subject.language))
