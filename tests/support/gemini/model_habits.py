"""Habits of real models: correct answers that are wrapped, decorated, repeated or cut short.

docs/explanation/generation/answers.md has a table of them: what the author gets for each.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self, cast
from urllib.parse import unquote

from cms_blog.generation import steps
from cms_blog.generation.emulator.wire import ContentRequest, Json

CODE = "```py\nprint(1)\n```"
OPEN_CODE = "```py\nprint(1)"
OTHER_HEADING = "## Before we begin\n\nAny balcony will do."
SUBSECTION = "### In short\n\nIt is easy."
ADDED_HEADING = "## One more thing\n\nIt is easy."
# UTF-16 code units, since JSON can contain half a pair. Some piece of a stream ends within one.
TOMATOES = "\ud83c\udf45..." * 48
LONE = "The end \ud83c."
SECOND = 2


class Asked(NamedTuple):
    """The parts of a request that habits refer to.

    `name` is the title of a post or the heading of a section; `headings` are those of the whole
    post. `earlier` is the text to continue, `options` the number of options.
    """

    step: str
    name: str
    intro: str
    headings: list[str]
    earlier: str
    options: int

    @classmethod
    def of(cls, request: ContentRequest) -> Self:
        """Return the parts of a request."""
        data = request.data
        name = str(data.get("title", ""))
        headings = [str(each) for each in cast("list[Any]", data.get("outline") or [])]
        if "section" in data:
            name = str(data["section"]).partition("\n")[0].lstrip("# ")
            headings = re.findall(r"^##+ (.+)$", str(data["markdown"]), re.MULTILINE)
        required = cast("list[str]", (request.schema or {}).get("required", []))
        return cls(
            step=str(data.get("task", "")),
            name=name,
            intro=str(data.get("introMarkdown", "")),
            headings=headings,
            earlier="" if request.schema else request.earlier_text,
            options=sum(key.startswith("option_") for key in required),
        )


type Change = Callable[[str, Asked], str]
type Options = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Habit:
    """Changes of an answer; None where the habit changes nothing.

    `post` and `section` change Markdown, `more` the continuation of a post. `option` changes each
    option and each heading of an outline, by its number; `intro` an introduction, `outline` the
    headings of an outline, `options` all options. `whole` is the form of every answer. `address`
    changes each link, and each address that is reported as read.
    """

    post: Change | None = None
    section: Change | None = None
    more: Change | None = None
    option: Callable[[str, int], str] | None = None
    intro: Callable[[str], str] | None = None
    outline: Callable[[list[str]], list[str]] | None = None
    options: Callable[[Options, Asked], object] | None = None
    whole: str = "{}"
    address: Callable[[str], str] | None = None


def imitate(habit: Habit) -> Callable[[Json, ContentRequest], None]:
    """Return the change of an answer to that of a model with this habit."""

    def change(answer: Json, request: ContentRequest) -> None:
        (part,) = answer["candidates"][0]["content"]["parts"]
        part["text"] = _changed(part["text"], habit, Asked.of(request))
        read = answer["candidates"][0].get("urlContextMetadata", {}).get("urlMetadata", [])
        if habit.address is not None:
            for page in cast("list[Json]", read):
                page["retrievedUrl"] = habit.address(page["retrievedUrl"])

    return change


def _changed(text: str, habit: Habit, asked: Asked) -> str:
    if asked.earlier:
        return habit.more(text, asked) if habit.more else text
    if asked.step in (steps.BLOG.name, steps.SECTION.name):
        change = habit.post if asked.step == steps.BLOG.name else habit.section
        text = change(text, asked) if change else text
        if (address := habit.address) is not None:
            text = _LINK.sub(lambda link: address(link[1]), text)
    elif habit.option or habit.intro or habit.outline or habit.options:
        text = json.dumps(_json(json.loads(text), habit, asked))
    return habit.whole.format(text.strip())


_LINK = re.compile(r"(?<=\]\()<([^>]+)>(?=\))")


def _json(answer: Options, habit: Habit, asked: Asked) -> object:
    # The search metadata has no numbers.
    changed = {
        key: _option(each, number if asked.options else 0, habit, asked)
        for number, (key, each) in enumerate(answer.items(), start=1)
    }
    return habit.options(changed, asked) if habit.options and asked.options else changed


def _option(option: Any, number: int, habit: Habit, asked: Asked) -> Any:
    if isinstance(option, list):
        headings = cast("list[str]", option)
        if habit.outline:
            headings = habit.outline(headings)
        return [_option(each, at, habit, asked) for at, each in enumerate(headings, start=1)]
    if habit.intro and asked.step == steps.INTROS.name:
        return habit.intro(option)
    return habit.option(option, number) if habit.option else option


def _form(form: str) -> Change:
    return lambda text, asked: form.format(text.strip(), name=asked.name, intro=asked.intro)


def _named(form: str) -> Habit:
    """Return the habit of writing the title of a post or the heading of a section once more."""
    change = _form(f"{form}\n\n{{}}")
    return Habit(post=change, section=change)


def _headings(form: str) -> Change:
    """Return a change of the form of all headings."""
    return lambda text, _: re.sub(
        r"^## (.+)$", lambda found: form.format(found[1]), text, flags=re.MULTILINE
    )


def _outline(change: Callable[[int, str], str]) -> Change:
    """Return a change of the heading of each section, by its number."""

    def changed(text: str, asked: Asked) -> str:
        for number, heading in enumerate(asked.headings, start=1):
            text = text.replace(f"## {heading}\n", f"{change(number, heading)}\n")
        return text

    return changed


def _swapped(text: str, asked: Asked) -> str:
    first, second, third = (text.index(f"## {heading}\n") for heading in asked.headings[:3])
    return text[:first] + text[second:third] + text[first:second] + text[third:]


def _with_sibling(text: str, asked: Asked) -> str:
    sibling = next(each for each in asked.headings if each != asked.name)
    return f"{text}\n\n## {sibling}\n\nAnother text."


def _whole_post(text: str, asked: Asked) -> str:
    sections = [
        f"## {each}\n\n{text if each == asked.name else 'Another text.'}" for each in asked.headings
    ]
    return "\n\n".join(sections)


def _in_sentence(text: str, _: Asked) -> str:
    return text[: text.index(" ", len(text) // 2)]


def _in_last_sentence(text: str, _: Asked) -> str:
    return text[: text.rindex(" ")]


def _before(heading: str) -> Change:
    return lambda text, asked: text[: text.index(heading.format(asked.headings[-1]))]


def _at_heading(text: str, asked: Asked) -> str:
    return text.partition(f"## {asked.headings[-1]}\n")[0] + f"## {asked.headings[-1]}"


def _before_conclusion(text: str, asked: Asked) -> str:
    body = text.index(f"## {asked.headings[-1]}\n") + 3
    return text[: text.index("## ", body)]


def _continued(more: Change) -> Habit:
    """Return the habit of stopping in a sentence, and of continuing like this."""
    return Habit(post=_in_sentence, more=more)


def _last_sentence(text: str) -> str:
    return text[text.rindex(". ") + 2 :]


def _last_section(text: str) -> str:
    return text[text.rindex("## ") :]


def _third(change: Callable[[Any, Options], Any]) -> Habit:
    """Return the habit of making the third of five options unusable."""

    def changed(options: Options, asked: Asked) -> Options:
        if asked.options < len(options):
            return options
        return options | {"option_3": change(options["option_3"], options)}

    return Habit(options=changed)


def _long(option: Any, _: Options) -> Any:
    return option * 20


def _sixth(options: Options, _: Asked) -> Options:
    last = options["option_5"]
    more = f"{last} Again." if isinstance(last, str) else last[::-1]
    return options | {"option_6": more}


def _code_around(text: str, _: Asked) -> str:
    return f"{CODE}\n\n{text.strip()}\n\n{CODE}"


def _code_at_ends(text: str, asked: Asked) -> str:
    heading = f"## {asked.headings[0]}\n\n"
    return f"{text.strip().replace(heading, f'{heading}{CODE}\n\n')}\n\n{CODE}"


def _open_code(text: str, asked: Asked) -> str:
    return text.replace(f"## {asked.headings[1]}\n", f"{OPEN_CODE}\n\n## {asked.headings[1]}\n")


def _marked(text: str, _: Asked) -> str:
    return text.replace(". ", " [cite: 1, 3]. ").replace(".\n", "【3†source】.\n")


def _controls(text: str, _: Asked) -> str:
    return text.replace(" ", "\0 \x07", 20)


HABITS: Mapping[str, Habit] = {
    "fence": Habit(whole="```\n{}\n```"),
    "named-fence": Habit(whole="```markdown\n{}\n```"),
    "tilde-fence": Habit(whole="~~~\n{}\n~~~"),
    "open-fence": Habit(whole="```markdown\n{}"),
    "fence-with-remarks": Habit(whole="Here it is:\n\n```\n{}\n```\n\nLet me know what to change!"),
    "fence-around-code": Habit(
        post=lambda text, asked: f"```markdown\n{_code_at_ends(text, asked)}\n```",
        section=lambda text, asked: f"```markdown\n{_code_around(text, asked)}\n```",
    ),
    "two-code-blocks": Habit(post=_code_at_ends, section=_code_around),
    "open-code": Habit(post=_open_code, section=_form(f"{{}}\n\n{OPEN_CODE}")),
    "chatter": Habit(
        whole="Sure! Here is the draft:\n\n{}\n\nLet me know if you want any changes!"
    ),
    "front-matter": Habit(
        post=_form("---\ntitle: {name}\ntags: [a]\n---\n\n{}"),
        section=_form("---\ntitle: {name}\n---\n\n{}"),
    ),
    "plain-title": _named("{name}"),
    "bold-title": _named("**{name}**"),
    "html-title": _named("<h1>{name}</h1>"),
    "title-1": _named("# {name}"),
    "title-2": _named("## {name}"),
    "title-with-mark": _named("\ufeff# {name}"),
    "title-twice": _named("# {name}\n\n**{name}**"),
    "other-title": Habit(post=_form("# Pots for All\n\n{}")),
    "introduction": Habit(post=_form("# {name}\n\n{intro}\n\n{}")),
    "lead": Habit(post=_form("All of it is easy.\n\n{}")),
    "other-heading": Habit(
        post=_form(f"{OTHER_HEADING}\n\n{{}}"), section=_form(f"{SUBSECTION}\n\n{{}}")
    ),
    "headings-twice": Habit(post=_headings("## {0}\n\n**{0}**")),
    "numbers": Habit(
        post=_outline(lambda number, heading: f"## {number}. {heading}"),
        option=lambda text, number: f"{number}. {text}",
    ),
    "h2-labels": Habit(post=_headings("## H2: {}"), option=lambda text, _: f"H2: {text}"),
    "bold": Habit(
        post=_headings("**{}**"), option=lambda text, _: f"**{text}**", intro=lambda text: text
    ),
    "html-headings": Habit(post=_headings("<h2>{}</h2>")),
    "level-3": Habit(post=_headings("### {}")),
    "level-1": Habit(post=_headings("# {}"), option=lambda text, _: f"# {text}"),
    "level-2": Habit(option=lambda text, _: f"## {text}"),
    "underlined-headings": Habit(post=_headings("{}\n---")),
    "reworded": Habit(post=_outline(lambda number, _: f"## The {number}th step")),
    "one-reworded": Habit(
        post=_outline(lambda number, heading: f"## {'My tips' if number == SECOND else heading}")
    ),
    "added-heading": Habit(
        post=_outline(lambda at, each: f"{f'{ADDED_HEADING}\n\n' if at == SECOND else ''}## {each}")
    ),
    "swapped": Habit(post=_swapped),
    "rules": Habit(post=_headings("---\n\n## {}")),
    "sibling": Habit(section=_with_sibling),
    "whole-post": Habit(section=_whole_post),
    "list": Habit(options=lambda options, _: [*options.values()]),
    "named-list": Habit(options=lambda options, _: {"options": [*options.values()]}),
    "objects": Habit(options=lambda options, _: [{"text": each} for each in options.values()]),
    "quotes": Habit(option=lambda text, _: f'"{text}"'),
    "curly-quotes": Habit(option=lambda text, _: f"“{text}”"),
    "bullets": Habit(option=lambda text, _: f"- {text}"),
    "labels": Habit(
        option=lambda text, number: f'Option {number}: **"{text}"**',
        intro=lambda text: f'"{text}"',
    ),
    "escaped-lines": Habit(
        option=lambda text, _: f"{text}\\n", intro=lambda text: text.replace(". ", ".\\n\\n", 1)
    ),
    "introduction-and-conclusion": Habit(
        outline=lambda headings: ["Introduction", *headings, "Conclusion"]
    ),
    "intro-heading": Habit(intro=lambda text: f"## A fine day\n\n{text}"),
    "intro-label": Habit(intro=lambda text: f"**Introduction**\n\n{text}"),
    "intro-fence": Habit(intro=lambda text: f"```markdown\n{text}\n```"),
    "six-options": Habit(options=_sixth),
    "long-option": _third(_long),
    "repeated-option": _third(lambda _, options: options["option_1"]),
    "empty-option": _third(lambda option, _: type(option)()),
    "stop-in-sentence": Habit(post=_in_sentence, section=_in_last_sentence),
    "stop-before-section": Habit(post=_before("## {}\n")),
    "stop-at-heading": Habit(post=_at_heading),
    "stop-before-conclusion": Habit(post=_before_conclusion),
    "acknowledgement": _continued(lambda text, _: f"Sure, continuing where I left off:\n\n{text}"),
    "overlap": _continued(lambda text, asked: _last_sentence(asked.earlier) + text),
    "restart": _continued(lambda text, asked: asked.earlier + text),
    "restart-with-title": _continued(
        lambda text, asked: f"# {asked.name}\n\n{asked.intro}\n\n{asked.earlier}{text}"
    ),
    "restart-at-section": _continued(lambda text, asked: _last_section(asked.earlier) + text),
    "fenced-continuation": _continued(
        lambda text, asked: f"Okay.\n\n```markdown\n{_last_sentence(asked.earlier)}{text}\n```"
    ),
    "divided-pairs": Habit(post=_form(f"{{}}\n\n{TOMATOES}"), section=_form(f"{{}}\n\n{TOMATOES}")),
    "lone-surrogate": Habit(
        post=_form(f"{{}}\n\n{LONE}"),
        section=_form(f"{{}}\n\n{LONE}"),
        option=lambda text, _: f"{text} \ud83c",
    ),
    "controls": Habit(
        post=_controls, section=_controls, option=lambda text, _: text.replace(" ", "\0 \x07")
    ),
    "windows-lines": Habit(
        post=lambda text, _: text.replace("\n", "\r\n"),
        section=lambda text, _: text.replace("\n", "\r\n"),
        option=lambda text, _: f"{text}\r\n",
    ),
    "citations": Habit(
        post=_marked, section=_marked, option=lambda text, _: f"{text} [cite: 1, 3]【3†source】"
    ),
    "respelled-links": Habit(
        address=lambda url: unquote(url).replace("https://e", "https://E") + "/"
    ),
}
