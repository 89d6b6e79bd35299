"""Sample answers of the emulator, built from prepared sentences (`words/`) and the brief.

Equal requests get equal answers.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, cast

from cms_blog.blogs.brief import PostLength
from cms_blog.blogs.tags.names import MAX_TAG
from cms_blog.generation import steps
from cms_blog.generation.emulator import filler, post
from cms_blog.generation.emulator.phrasebook import pictures
from cms_blog.generation.emulator.subject import Subject, escaped
from cms_blog.generation.emulator.wire import ContentRequest, Json
from cms_blog.generation.inputs import RewriteMode
from cms_blog.generation.step_types import OPTIONS
from cms_blog.validation.text import comparable, folded

_HEADINGS_PER_OUTLINE: Mapping[str, int] = {PostLength.SHORT: 4, PostLength.LONG: 8}
_HEADINGS = 6
# Later candidates may begin like an earlier option: a long brief leaves few that are short enough.
_MAX_DISTINCT = 300
_SENTENCE_END = re.compile(r"[.!?…।]+\s")
# Markers of headings, lists, quotes and tables, behind which a text begins.
_MARKERS = re.compile(r"(?:\s*(?:#{1,6}|[-*+>|]|\d{1,9}[.)])\s+)*")
_LINKED = re.compile(r"\]\(|\[\^|\]\[|://|@|<")

type Reply = Callable[[Subject, Json], str]


def write(request: ContentRequest) -> str:
    """Return the answer to a request: JSON if it has a schema, else Markdown."""
    reply = REPLIES.get(str(request.data.get("task")))
    if reply is None or not {"brief", "language"} & request.data.keys():
        schema = request.schema
        return filler.plain(request) if schema is None else json.dumps(filler.fill(schema))
    return reply(Subject.of(request.data), request.data)


def _options(
    candidates: Callable[[Subject, Json], Iterator[Any]], longest: int, number: int = OPTIONS
) -> Reply:
    """Return a reply with the first candidates that are short enough and not excluded.

    Each begins with another sentence or heading.
    """

    def reply(subject: Subject, data: Json) -> str:
        seen = {comparable(each) for each in cast("list[Any]", data.get("exclude") or [])}
        beginnings: set[str] = set()
        options: dict[str, Any] = {}
        for tried, candidate in enumerate(candidates(subject, data)):
            parts = [candidate] if isinstance(candidate, str) else candidate
            key, beginning = comparable(candidate), comparable(_SENTENCE_END.split(parts[0])[0])
            is_new = key not in seen and (beginning not in beginnings or tried > _MAX_DISTINCT)
            if max(map(len, parts)) <= longest and is_new:
                seen.add(key)
                beginnings.add(beginning)
                options[f"option_{len(options) + 1}"] = candidate
            if len(options) == number:
                break
        return json.dumps(options, ensure_ascii=False)

    return reply


def _ordered(subject: Subject, sober: Sequence[str], bold: Sequence[str]) -> list[str]:
    """Return the templates, those that match the brief's creativity first."""
    rng = subject.random("order")
    sober, bold = rng.sample(sober, len(sober)), rng.sample(bold, len(bold))
    match subject.creativity:
        case "low":
            return [*sober, *bold]
        case "high":
            return [*bold, *sober]
        case _:
            pairs = zip(sober, bold, strict=False)
            mixed = [each for pair in pairs for each in pair]
            return mixed + [each for each in (*sober, *bold) if each not in mixed]


def _combined(subject: Subject, heads: Sequence[str], tails: Sequence[str]) -> Iterator[str]:
    """Yield each head with each tail, then numbered heads without end."""
    for turn in range(len(tails)):
        for index, head in enumerate(heads):
            yield head + tails[(index + turn) % len(tails)]
    for number in count(2):
        for head in heads:
            yield f"{head} {subject.book.version.format(number=number)}"


def _ideas(subject: Subject, _: Json) -> Iterator[str]:
    book = subject.book
    heads = [subject.render(each) for each in _ordered(subject, book.ideas, book.bold_ideas)]
    tails = [" " + subject.render(each) for each in book.idea_tails]
    if not subject.supported:
        # The ideas are the first texts that an author sees.
        tails = [f" (In English: the offline writer does not speak {subject.language}.)"]
    return _combined(subject, heads, tails)


def _titles(subject: Subject, data: Json) -> Iterator[str]:
    book = subject.book
    templates = _ordered(subject, book.titles, book.bold_titles)
    idea = str(data.get("selectedIdea") or "")
    pairs = zip((*book.ideas, *book.bold_ideas), (*book.titles, *book.bold_titles), strict=True)
    for start, title in pairs:
        if idea.startswith(subject.render(start)):
            templates.remove(title)
            templates.insert(0, title)
    heads = [subject.render(each) for each in templates]
    tails = subject.random("tails").sample(book.title_tails, len(book.title_tails))
    yield from heads
    yield from _combined(subject, [head for head in heads if ":" not in head], tails)


def _intros(subject: Subject, _: Json) -> Iterator[str]:
    book = subject.book
    rng = subject.random("intros")
    own = [subject.render_markdown(each) for each in book.openers[subject.register]]
    bodies = [subject.render_markdown(each) for each in book.intros]
    rng.shuffle(own)
    rng.shuffle(bodies)
    for turn in range(len(bodies)):
        for index, opener in enumerate(own):
            yield f"{opener} {bodies[(index + turn) % len(bodies)]}"
    for number in count(2):
        for opener in own:
            yield f"{opener} {bodies[0]} {book.version.format(number=number)}"


def _outlines(subject: Subject, _: Json) -> Iterator[list[str]]:
    beats = subject.book.beats
    rng = subject.random("outlines")
    headings = _HEADINGS_PER_OUTLINE.get(subject.length, _HEADINGS)
    while True:
        # Sorted: the phrasebook lists topics in a logical order.
        chosen = sorted(rng.sample(range(len(beats)), headings))
        yield [subject.render(rng.choice(beats[index].headings)) for index in chosen]


def _image_prompts(subject: Subject, _: Json) -> Iterator[str]:
    rng = subject.random("pictures")
    scenes = rng.sample(pictures().scenes, len(pictures().scenes))
    manners = rng.sample(pictures().manners, len(pictures().manners))
    heads = [subject.render_picture(each) for each in scenes]
    return _combined(subject, heads, [" " + each for each in manners])


def _versions(subject: Subject, data: Json) -> Iterator[str]:
    """Yield a passage with different beginnings; shorter or longer, if its form allows."""
    passage = str(data.get("quote") or "")
    start = len(found[0]) if (found := _MARKERS.match(passage)) else 0
    is_prose = "\n" not in passage and not start
    ends = [found.end() for found in _SENTENCE_END.finditer(passage)]
    if is_prose and ends and data.get("mode") == RewriteMode.SHORTEN:
        cut = ends[(len(ends) - 1) // 2]
        passage = passage if _LINKED.search(passage, cut) else passage[:cut].rstrip()
    longer = [""]
    if is_prose and passage.endswith(".") and data.get("mode") == RewriteMode.EXPAND:
        longer = [" " + subject.render_markdown(each) for each in subject.book.fillers]
    for number in count(1):
        for at, phrase in enumerate(subject.book.rephrasings):
            beginning = phrase
            if not subject.supported:
                name = escaped(subject.language)
                beginning = f"({number}.{at + 1}, the offline writer does not speak {name})"
            elif number > 1:
                beginning = f"{phrase} {subject.book.version.format(number=number)}"
            yield f"{passage[:start]}{beginning} {passage[start:]}{longer[at % len(longer)]}"


def _tags(subject: Subject, data: Json) -> Iterator[str]:
    text = folded(data["markdown"])
    yield from (tag for tag in data.get("tagsInUse", ()) if folded(tag) in text)
    yield subject.keyword
    yield subject.niche
    if subject.supported:
        yield from subject.random("tags").sample(subject.book.tags, len(subject.book.tags))
    for number in count(2):
        yield f"{subject.keyword} {number}"
        yield f"{number}"


# By the name of the step. `painter.py` answers steps whose result is an image.
REPLIES: Mapping[str, Reply] = {
    steps.IDEAS.name: _options(_ideas, steps.MAX_IDEA_OPTION),
    steps.TITLES.name: _options(_titles, steps.MAX_TITLE_OPTION),
    steps.INTROS.name: _options(_intros, steps.MAX_INTRO_OPTION),
    steps.OUTLINES.name: _options(_outlines, steps.MAX_HEADING_OPTION),
    steps.IMAGE_PROMPTS.name: _options(_image_prompts, steps.MAX_IMAGE_PROMPT_OPTION),
    steps.REWRITE.name: _options(_versions, steps.MAX_PASSAGE_OPTION, steps.REWRITE.count),
    steps.TAGS.name: _options(_tags, MAX_TAG),
    steps.TRANSLATION.name: post.translation,
    steps.BLOG.name: post.blog,
    steps.SECTION.name: post.section,
    steps.SEO.name: post.seo,
}
