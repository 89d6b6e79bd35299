"""Kinds of generation steps: how each builds its prompt and validates the answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, cast

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from cms_blog.blogs.content.seo import MAX_COVER_ALT, MAX_META_DESCRIPTION, MAX_META_TITLE, Seo
from cms_blog.generation import posts
from cms_blog.generation.answers.options import json_object, options_in, plain_line
from cms_blog.generation.inputs import BlogInput, BriefedInput, SeoInput
from cms_blog.generation.prompts import Prompt, data_part
from cms_blog.validation.inputs import Line
from cms_blog.validation.text import comparable

OPTIONS = 5
TEXT: Mapping[str, object] = {"type": "string"}
TEXT_LIST: Mapping[str, object] = {"type": "array", "items": {"type": "string"}}


class InvalidAnswer(Exception):
    """An answer that does not meet the step's requirements; `reason` is sent to the model.

    `accepted` are the options that can be used.
    """

    def __init__(self, reason: str, accepted: tuple[Any, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.accepted = accepted


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

    def prompt(self, given: I, **also: object) -> Prompt:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionStep[I: BriefedInput, O](Step[I]):
    """A step that offers five options, each a text or a tuple of headings.

    `clean` removes decoration from an option with its number, `option` validates it; `item` is its
    JSON Schema.
    """

    option: TypeAdapter[O]
    clean: Callable[[object, int], object] = plain_line
    item: Mapping[str, object] = field(default_factory=lambda: TEXT)

    def schema(self) -> Mapping[str, object]:
        return self._schema(OPTIONS)

    def _schema(self, count: int) -> Mapping[str, object]:
        # Keys, and not a list: Gemini does not guarantee the length of a list.
        keys = [f"option_{number}" for number in range(1, count + 1)]
        return {"type": "object", "properties": dict.fromkeys(keys, self.item), "required": keys}

    def read(self, text: str, given: I, accepted: Sequence[O] = ()) -> tuple[O, ...]:
        """Return the first five options of `accepted` and an answer, in order.

        Raises:
            InvalidAnswer: fewer than five are valid, different and not excluded.
        """
        good = list(accepted)
        seen = {comparable(each) for each in good}
        excluded = {comparable(each) for each in _excluded(given)}
        reasons: list[str] = []
        for number, found in enumerate(options_in(text), start=1):
            try:
                option = self.option.validate_python(self.clean(found, number))
            except ValidationError as error:
                problem = error.errors(include_url=False, include_input=False)[0]
                where = ".".join(map(str, (f"option_{number}", *problem["loc"])))
                reasons.append(f"{where}: {problem['msg']}")
                continue
            key = comparable(option)
            if key in seen or key in excluded:
                why = "repeats another option" if key in seen else "is one of those in `exclude`"
                reasons.append(f"option_{number} {why}")
            else:
                seen.add(key)
                good.append(option)
        if len(good) < OPTIONS:
            missing = f"{len(good)} of {OPTIONS} options are usable"
            raise InvalidAnswer("; ".join([*reasons, missing]), tuple(good))
        return tuple(good[:OPTIONS])

    def repair(self, given: I, answer: str, accepted: Sequence[O], reason: str) -> Prompt:
        """Return the request for the options that an answer lacks."""
        count = OPTIONS - len(accepted)
        prompt = self.prompt(given, exclude=[*_excluded(given), *accepted])
        objection = (
            f"That can't be used as it is: {reason}. Answer with {count} new "
            f"{'option' if count == 1 else 'options'} in JSON, different from all of `exclude`; "
            "leave out those that are usable."
        )
        return replace(prompt, schema=self._schema(count)).objecting(answer, objection)


def _excluded(given: BriefedInput) -> Sequence[object]:
    return cast("Sequence[object]", getattr(given, "exclude", ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class PostStep(Step[BlogInput]):
    """The step that writes the sections of a post."""

    def prompt(self, given: BlogInput, **also: object) -> Prompt:
        # `super()` without arguments fails in a dataclass with slots.
        prompt = Step[BlogInput].prompt(self, given, **also)
        return replace(prompt, lacking=posts.lacking(given))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeoStep(Step[SeoInput]):
    """A step that writes the SEO fields of a post."""

    def schema(self) -> Mapping[str, object]:
        keys = ["metaTitle", "metaDescription", "coverImageAlt"]
        return {"type": "object", "properties": dict.fromkeys(keys, TEXT), "required": keys}

    def read(self, text: str) -> Seo:
        """Return the valid fields of an answer. Missing and invalid ones are None."""
        answer = json_object(text)
        return Seo(
            _line(answer.get("metaTitle"), MAX_META_TITLE),
            _line(answer.get("metaDescription"), MAX_META_DESCRIPTION),
            _line(answer.get("coverImageAlt"), MAX_COVER_ALT),
        )


def _line(value: object, most: int) -> str | None:
    """Return the value as one line; None if the API would refuse it."""
    try:
        return TypeAdapter[str](Annotated[str, Line(most)]).validate_python(plain_line(value, 0))
    except ValidationError:
        return None


def _camel(model: BaseModel) -> dict[str, Any]:
    def rename(value: Any) -> Any:
        if isinstance(value, dict):
            return {to_camel(k): rename(v) for k, v in cast("dict[str, Any]", value).items()}
        return value

    return cast("dict[str, Any]", rename(model.model_dump(mode="json")))
