"""The offline writer: from a request to a text, the same for the same request.

It follows the brief with prepared sentences (`words/`); it does not think.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, cast

from cms_blog.generation import steps
from cms_blog.generation.emulator import filler, post
from cms_blog.generation.emulator.phrasebook import pictures
from cms_blog.generation.emulator.subject import Subject
from cms_blog.generation.emulator.wire import Ask, Json

_BEATS_AN_OUTLINE = 6


def write(ask: Ask) -> str:
    """The text that answers this request: JSON where a schema asks for it, else Markdown."""
    if "brief" not in ask.data:
        return filler.plain(ask) if ask.schema is None else json.dumps(filler.fill(ask.schema))
    subject = Subject.of(ask.data)
    task = str(ask.data.get("task"))
    if task == steps.SEO.name:
        return post.seo(subject, ask.data)
    if task == steps.SECTION.name:
        return post.section(subject, ask.data)
    if task not in _OPTIONS:
        return post.blog(subject, ask.data)
    candidates, longest = _OPTIONS[task]
    return _five(candidates(subject, ask.data), longest, ask.data)


def _five(candidates: Iterator[Any], longest: int, data: Json) -> str:
    """The first five candidates that are new, as the JSON that our schemas ask for."""
    seen = {steps.comparable(str(each)) for each in cast("list[Any]", data.get("exclude") or [])}
    options: dict[str, Any] = {}
    for candidate in candidates:
        fits = max(map(len, [candidate] if isinstance(candidate, str) else candidate)) <= longest
        key = steps.comparable(candidate)
        if fits and key not in seen:
            seen.add(key)
            options[f"option_{len(options) + 1}"] = candidate
        if len(options) == steps.OPTIONS:
            break
    return json.dumps(options, ensure_ascii=False)


def _ordered(subject: Subject, sober: Sequence[str], bold: Sequence[str]) -> list[str]:
    """The templates, those first that suit the brief's creativity."""
    chance = subject.random("order")
    sober, bold = chance.sample(sober, len(sober)), chance.sample(bold, len(bold))
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
    """Every head with every tail, heads changing first; then numbered ones, without end."""
    for turn in range(len(tails)):
        for place, head in enumerate(heads):
            yield head + tails[(place + turn) % len(tails)]
    for number in count(2):
        for head in heads:
            yield f"{head} {subject.book.version.format(number=number)}"


def _ideas(subject: Subject, _: Json) -> Iterator[str]:
    book = subject.book
    heads = [subject.say(each) for each in _ordered(subject, book.ideas, book.bold_ideas)]
    return _combined(subject, heads, [" " + subject.say(each) for each in book.idea_tails])


def _titles(subject: Subject, data: Json) -> Iterator[str]:
    book = subject.book
    templates = _ordered(subject, book.titles, book.bold_titles)
    idea = str(data.get("selectedIdea") or "")
    pairs = zip((*book.ideas, *book.bold_ideas), (*book.titles, *book.bold_titles), strict=True)
    for start, title in pairs:
        if idea.startswith(subject.say(start)):
            templates.remove(title)
            templates.insert(0, title)
    heads = [subject.say(each) for each in templates]
    tails = subject.random("tails").sample(book.title_tails, len(book.title_tails))
    yield from heads
    yield from _combined(subject, [head for head in heads if ":" not in head], tails)


def _intros(subject: Subject, _: Json) -> Iterator[str]:
    book = subject.book
    chance = subject.random("intros")
    own = [subject.say_markdown(each) for each in book.openers[subject.register]]
    bodies = [subject.say_markdown(each) for each in book.intros]
    chance.shuffle(own)
    chance.shuffle(bodies)
    for turn in range(len(own)):
        for place, body in enumerate(bodies):
            yield f"{own[(place + turn) % len(own)]} {body}"
    for number in count(2):
        for body in bodies:
            yield f"{own[0]} {body} {book.version.format(number=number)}"


def _outlines(subject: Subject, _: Json) -> Iterator[list[str]]:
    beats = subject.book.beats
    chance = subject.random("outlines")
    while True:
        # In the order of the book, which is one that a reader can follow.
        chosen = sorted(chance.sample(range(len(beats)), _BEATS_AN_OUTLINE))
        yield [subject.say(chance.choice(beats[place].headings)) for place in chosen]


def _image_prompts(subject: Subject, _: Json) -> Iterator[str]:
    chance = subject.random("pictures")
    scenes = chance.sample(pictures().scenes, len(pictures().scenes))
    manners = chance.sample(pictures().manners, len(pictures().manners))
    return _combined(subject, [subject.say(each) for each in scenes], [" " + m for m in manners])


_OPTIONS: Mapping[str, tuple[Callable[[Subject, Json], Iterator[Any]], int]] = {
    steps.IDEAS.name: (_ideas, steps.MAX_IDEA_OPTION),
    steps.TITLES.name: (_titles, steps.MAX_TITLE_OPTION),
    steps.INTROS.name: (_intros, steps.MAX_INTRO_OPTION),
    steps.OUTLINES.name: (_outlines, steps.MAX_HEADING_OPTION),
    steps.IMAGE_PROMPTS.name: (_image_prompts, steps.MAX_IMAGE_PROMPT_OPTION),
}
