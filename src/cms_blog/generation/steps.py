"""The seven steps as data: what each takes, what Gemini is told, and what counts as an answer.

A new step is one more value here, its types and mutation in `schema.py`, and a test.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, cast

from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from cms_blog.blogs.content.seo import MAX_COVER_ALT, MAX_META_DESCRIPTION, MAX_META_TITLE, Seo
from cms_blog.generation import inputs, prompts
from cms_blog.generation.inputs import BriefedInput
from cms_blog.generation.prompts import Prompt
from cms_blog.validation.inputs import Line, Text
from cms_blog.validation.text import folded, words

OPTIONS = 5
MAX_IDEA_OPTION = 300
MAX_TITLE_OPTION = 120
MAX_INTRO_OPTION = 1_500
MAX_HEADING_OPTION = 120
MAX_IMAGE_PROMPT_OPTION = 600
MIN_HEADINGS = 3
MAX_HEADINGS = 12


_TEXT: Mapping[str, object] = {"type": "string"}
_HEADINGS: Mapping[str, object] = {"type": "array", "items": {"type": "string"}}


class Unfit(Exception):
    """An answer that is not what the step asked for; `reason` is written for the model."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Step[I: BriefedInput]:
    """A step that asks for one thing."""

    name: str
    takes: type[I]
    task: str

    reads_links: bool = False

    def prompt(self, given: I, **also: str) -> Prompt:
        """The request for what the author gave; `also` goes into the data as it is."""
        return Prompt(
            task=self.task,
            data=prompts.data_part({"task": self.name, **_camel(given), **also}),
            creativity=given.brief.creativity,
            schema=self.schema(),
            reads_links=self.reads_links and bool(given.brief.reference_links),
            step=self.name,
        )

    def schema(self) -> Mapping[str, object] | None:
        """The JSON Schema of the answer; None for plain text or an image."""
        return None


class Five[O](BaseModel):
    """Five options. Five keys, as a list of exactly five is nothing that Gemini promises."""

    option_1: O
    option_2: O
    option_3: O
    option_4: O
    option_5: O

    @property
    def all(self) -> tuple[O, ...]:
        """The options in order."""
        return (self.option_1, self.option_2, self.option_3, self.option_4, self.option_5)


@dataclass(frozen=True, slots=True)
class OptionStep[I: BriefedInput, O](Step[I]):
    """A step that offers five options, each an `option`: a text, or a tuple of headings."""

    option: TypeAdapter[Five[O]] = field(kw_only=True)
    item: Mapping[str, object] = field(kw_only=True)

    def schema(self) -> Mapping[str, object]:
        keys = [f"option_{number}" for number in range(1, OPTIONS + 1)]
        return {"type": "object", "properties": dict.fromkeys(keys, self.item), "required": keys}

    def read(self, text: str, given: I) -> tuple[O, ...]:
        """The five options in an answer: within the lengths, all different, none excluded.

        Raises:
            Unfit
        """
        try:
            options = self.option.validate_json(unfenced(text)).all
        except ValidationError as error:
            problem = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in problem["loc"]) or "the JSON"
            raise Unfit(f"{where}: {problem['msg']}") from None
        excluded = {
            comparable(each) for each in cast("Sequence[str]", getattr(given, "exclude", ()))
        }
        seen: set[str] = set()
        for number, option in enumerate(options, start=1):
            key = comparable(option)
            if key in excluded:
                raise Unfit(f"option_{number} is one of those in `exclude`")
            if key in seen:
                raise Unfit(f"option_{number} repeats another option")
            seen.add(key)
        return options


@dataclass(frozen=True, slots=True)
class SeoStep(Step[inputs.SeoInput]):
    """What search engines get. Whatever the model leaves out or makes too long is derived."""

    def schema(self) -> Mapping[str, object]:
        keys = ["metaTitle", "metaDescription", "coverImageAlt"]
        return {"type": "object", "properties": dict.fromkeys(keys, _TEXT), "required": keys}

    def read(self, text: str) -> Seo:
        """What of the answer can be used."""
        try:
            found: object = json.loads(unfenced(text))
        except ValueError:
            return Seo()
        answer = cast("dict[str, object]", found) if isinstance(found, dict) else {}
        return Seo(
            _line(answer.get("metaTitle"), MAX_META_TITLE),
            _line(answer.get("metaDescription"), MAX_META_DESCRIPTION),
            _line(answer.get("coverImageAlt"), MAX_COVER_ALT),
        )


def _line(value: object, most: int) -> str | None:
    """Return the value as one line; None for anything that the API would refuse."""
    try:
        return TypeAdapter[str](Annotated[str, Line(most)]).validate_python(value)
    except ValidationError:
        return None


def comparable(option: object) -> str:
    """The words of an option without case, spaces and punctuation: equal for equal options."""
    text = option if isinstance(option, str) else "\n".join(cast("Sequence[str]", option))
    return "".join(words(folded(text))) or folded(text)


def unfenced(text: str) -> str:
    """The text in a code fence that is around the whole; any other text as it is."""
    lines = text.strip().splitlines()
    if len(lines) > 1 and lines[0].startswith("```") and lines[-1].strip() == "```":
        return "\n".join(lines[1:-1])
    return text.strip()


def _camel(model: BaseModel) -> dict[str, Any]:
    def rename(value: Any) -> Any:
        if isinstance(value, dict):
            return {to_camel(k): rename(v) for k, v in cast("dict[str, Any]", value).items()}
        return value

    return cast("dict[str, Any]", rename(model.model_dump(mode="json")))


IDEAS = OptionStep(
    "ideas",
    inputs.IdeasInput,
    prompts.IDEAS,
    option=TypeAdapter(Five[Annotated[str, Line(MAX_IDEA_OPTION)]]),
    item=_TEXT,
)
TITLES = OptionStep(
    "titles",
    inputs.TitlesInput,
    prompts.TITLES,
    option=TypeAdapter(Five[Annotated[str, Line(MAX_TITLE_OPTION)]]),
    item=_TEXT,
)
INTROS = OptionStep(
    "intros",
    inputs.IntrosInput,
    prompts.INTROS,
    option=TypeAdapter(Five[Annotated[str, Text(MAX_INTRO_OPTION)]]),
    item=_TEXT,
)
OUTLINES = OptionStep(
    "outlines",
    inputs.OutlinesInput,
    prompts.OUTLINES,
    option=TypeAdapter(
        Five[
            Annotated[
                tuple[Annotated[str, Line(MAX_HEADING_OPTION)], ...],
                Field(min_length=MIN_HEADINGS, max_length=MAX_HEADINGS),
            ]
        ]
    ),
    item=_HEADINGS,
)
IMAGE_PROMPTS = OptionStep(
    "imagePrompts",
    inputs.ImagePromptsInput,
    prompts.IMAGE_PROMPTS,
    option=TypeAdapter(Five[Annotated[str, Line(MAX_IMAGE_PROMPT_OPTION)]]),
    item=_TEXT,
)
COVER_IMAGE = Step("coverImage", inputs.CoverImageInput, prompts.COVER_IMAGE)
BLOG = Step("blog", inputs.BlogInput, prompts.BLOG, reads_links=True)
SECTION = Step("section", inputs.SectionInput, prompts.SECTION)
SEO = SeoStep("seo", inputs.SeoInput, prompts.SEO)
