"""Kinds of generation steps: how each builds its prompt and validates the answer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, cast

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from cms_blog.blogs.content.seo import MAX_COVER_ALT, MAX_META_DESCRIPTION, MAX_META_TITLE, Seo
from cms_blog.generation.inputs import BriefedInput, SeoInput
from cms_blog.generation.prompts import Prompt, data_part
from cms_blog.validation.inputs import Line
from cms_blog.validation.text import folded, words

OPTIONS = 5
TEXT: Mapping[str, object] = {"type": "string"}
TEXT_LIST: Mapping[str, object] = {"type": "array", "items": {"type": "string"}}


class InvalidAnswer(Exception):
    """An answer that does not meet the step's requirements; `reason` is sent to the model."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Step[I: BriefedInput]:
    """A generation step.

    `name` is its `task` in the data for Gemini; `task` is the instruction. `output_tokens` is the
    expected output of one call, thinking included, from which its price is estimated.
    """

    name: str
    takes: type[I]
    task: str
    output_tokens: int
    reads_links: bool = False

    def prompt(self, given: I, **also: str) -> Prompt:
        """Return the prompt for an input; `also` is added to its data."""
        return Prompt(
            task=self.task,
            data=data_part({"task": self.name, **_camel(given), **also}),
            creativity=given.brief.creativity,
            schema=self.schema(),
            reads_links=self.reads_links and bool(given.brief.reference_links),
            step=self.name,
            output_tokens=self.output_tokens,
        )

    def schema(self) -> Mapping[str, object] | None:
        """Return the JSON Schema of the answer; None for plain text or an image."""
        return None


class Five[O](BaseModel):
    """Five options under five keys: Gemini does not guarantee the length of a list."""

    option_1: O
    option_2: O
    option_3: O
    option_4: O
    option_5: O

    @property
    def all(self) -> tuple[O, ...]:
        """The options in order."""
        return (self.option_1, self.option_2, self.option_3, self.option_4, self.option_5)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionStep[I: BriefedInput, O](Step[I]):
    """A step that offers five options, each a text or a tuple of headings.

    `option` validates them; `item` is the JSON Schema of one.
    """

    option: TypeAdapter[Five[O]]
    item: Mapping[str, object] = field(default_factory=lambda: TEXT)

    def schema(self) -> Mapping[str, object]:
        keys = [f"option_{number}" for number in range(1, OPTIONS + 1)]
        return {"type": "object", "properties": dict.fromkeys(keys, self.item), "required": keys}

    def read(self, text: str, given: I) -> tuple[O, ...]:
        """Return the five options of an answer, in order.

        Raises:
            InvalidAnswer: the JSON or a length is wrong, or an option is repeated or excluded.
        """
        try:
            options = self.option.validate_json(unfenced(text)).all
        except ValidationError as error:
            problem = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in problem["loc"]) or "the JSON"
            raise InvalidAnswer(f"{where}: {problem['msg']}") from None
        excluded = {
            comparable(each) for each in cast("Sequence[str]", getattr(given, "exclude", ()))
        }
        seen: set[str] = set()
        for number, option in enumerate(options, start=1):
            key = comparable(option)
            if key in excluded:
                raise InvalidAnswer(f"option_{number} is one of those in `exclude`")
            if key in seen:
                raise InvalidAnswer(f"option_{number} repeats another option")
            seen.add(key)
        return options


@dataclass(frozen=True, slots=True, kw_only=True)
class SeoStep(Step[SeoInput]):
    """A step that writes the SEO fields of a post."""

    def schema(self) -> Mapping[str, object]:
        keys = ["metaTitle", "metaDescription", "coverImageAlt"]
        return {"type": "object", "properties": dict.fromkeys(keys, TEXT), "required": keys}

    def read(self, text: str) -> Seo:
        """Return the valid fields of an answer. Missing and invalid ones are None."""
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
    """Return the value as one line; None if the API would refuse it."""
    try:
        return TypeAdapter[str](Annotated[str, Line(most)]).validate_python(value)
    except ValidationError:
        return None


def comparable(option: object) -> str:
    """Return an option without case, spaces and punctuation: a key to find duplicates."""
    text = option if isinstance(option, str) else "\n".join(cast("Sequence[str]", option))
    return "".join(words(folded(text))) or folded(text)


def unfenced(text: str) -> str:
    """Return the text without a code fence around all of it, if there is one."""
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
