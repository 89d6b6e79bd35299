"""Kinds of generation steps: how each builds its prompt and validates the answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, cast

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from cms_blog.blogs.brief import POST_WORDS, Brief, PostLength
from cms_blog.blogs.content.prose import length_of
from cms_blog.blogs.content.seo import MAX_COVER_ALT, MAX_META_DESCRIPTION, MAX_META_TITLE, Seo
from cms_blog.generation import posts
from cms_blog.generation.answers.options import json_object, options_in, plain_line
from cms_blog.generation.inputs import BlogInput, CoverImageInput, SectionInput, SeoInput
from cms_blog.generation.prompts import SYSTEM, Prompt, data_part, picture_part
from cms_blog.validation.inputs import Input, Line
from cms_blog.validation.text import comparable

OPTIONS = 5
TEXT: Mapping[str, object] = {"type": "string"}
TEXT_LIST: Mapping[str, object] = {"type": "array", "items": {"type": "string"}}
# Words of a conclusion, and the fewest that a section is asked to have.
_CONCLUSION_WORDS = 80
_MIN_SECTION_WORDS = 40
# Additional output tokens for each word of a long post.
_TOKENS_PER_WORD = 2


class InvalidAnswer(Exception):
    """An answer that does not meet the step's requirements; `reason` is sent to the model.

    `accepted` are the options that can be used.
    """

    def __init__(self, reason: str, accepted: tuple[Any, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.accepted = accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Step[I: Input]:
    """A generation step.

    `name` is its `task` in the data for Gemini; `task` is the instruction, and `sizes` adds a
    sentence to it for each length of the post. `rules` are the system instruction. `output_tokens`
    is the expected output of one call, thinking included, from which its price is estimated.
    """

    name: str
    takes: type[I]
    task: str
    output_tokens: int
    rules: str = SYSTEM
    reads_links: bool = False
    sizes: Mapping[PostLength, str] = field(default_factory=dict[PostLength, str])

    def prompt(self, given: I, **also: object) -> Prompt:
        """Return the prompt for an input; `also` is added to its data."""
        brief = cast("Brief | None", getattr(given, "brief", None))
        size = "" if brief is None else self.sizes.get(brief.length, "")
        return Prompt(
            task=f"{self.task} {size}".rstrip(),
            data=data_part({"task": self.name, **_camel(given), **also}),
            creativity=None if brief is None else brief.creativity,
            rules=self.rules,
            schema=self.schema(),
            reads_links=self.reads_links and brief is not None and bool(brief.reference_links),
            step=self.name,
            output_tokens=self.output_tokens,
        )

    def schema(self) -> Mapping[str, object] | None:
        """Return the JSON Schema of the answer; None for plain text or an image."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionStep[I: Input, O](Step[I]):
    """A step that offers several options, each a text or a tuple of headings.

    `clean` removes decoration from an option with its number, `option` validates it; `item` is its
    JSON Schema. Options with the same `key` are equal.
    """

    option: TypeAdapter[O]
    clean: Callable[[object, int], object] = plain_line
    item: Mapping[str, object] = field(default_factory=lambda: TEXT)
    key: Callable[[object], str] = comparable
    count: int = OPTIONS

    def schema(self) -> Mapping[str, object]:
        return self._schema(self.count)

    def excluded(self, given: I) -> Sequence[object]:
        """Return the options that must not be offered."""
        return cast("Sequence[object]", getattr(given, "exclude", ()))

    def usable(self, found: object, number: int, given: I) -> O:
        """Return an option of an answer, cleaned.

        Raises:
            ValidationError
            ValueError: with the reason.
        """
        return self.option.validate_python(self.clean(found, number))

    def _schema(self, count: int) -> Mapping[str, object]:
        # Keys, and not a list: Gemini does not guarantee the length of a list.
        keys = [f"option_{number}" for number in range(1, count + 1)]
        return {"type": "object", "properties": dict.fromkeys(keys, self.item), "required": keys}

    def read(self, text: str, given: I, accepted: Sequence[O] = ()) -> tuple[O, ...]:
        """Return the first `count` options of `accepted` and an answer, in order.

        Raises:
            InvalidAnswer: fewer are valid, different and not excluded.
        """
        good = list(accepted)
        seen = {self.key(each) for each in good}
        excluded = {self.key(each) for each in self.excluded(given)}
        reasons: list[str] = []
        for number, found in enumerate(options_in(text), start=1):
            try:
                option = self.usable(found, number, given)
            except ValidationError as error:
                problem = error.errors(include_url=False, include_input=False)[0]
                where = ".".join(map(str, (f"option_{number}", *problem["loc"])))
                reasons.append(f"{where}: {problem['msg']}")
                continue
            except ValueError as unusable:
                reasons.append(f"option_{number} {unusable}")
                continue
            key = self.key(option)
            if key in seen or key in excluded:
                why = "repeats another option" if key in seen else "is one of those in `exclude`"
                reasons.append(f"option_{number} {why}")
            else:
                seen.add(key)
                good.append(option)
        if len(good) < self.count:
            missing = f"{len(good)} of {self.count} options are usable"
            raise InvalidAnswer("; ".join([*reasons, missing]), tuple(good))
        return tuple(good[: self.count])

    def repair(self, given: I, answer: str, accepted: Sequence[O], reason: str) -> Prompt:
        """Return the request for the options that an answer lacks."""
        count = self.count - len(accepted)
        prompt = self.prompt(given, exclude=[*self.excluded(given), *accepted])
        objection = (
            f"That can't be used as it is: {reason}. Answer with {count} new "
            f"{'option' if count == 1 else 'options'} in JSON, different from all of `exclude`; "
            "leave out those that are usable."
        )
        # The pages are not read again: that would cost as much as the whole step.
        repair = replace(prompt, schema=self._schema(count), reads_links=False)
        return repair.objecting(answer, objection)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostStep(Step[BlogInput]):
    """The step that writes the sections of a post."""

    def prompt(self, given: BlogInput, **also: object) -> Prompt:
        # `super()` without arguments fails in a dataclass with slots.
        prompt = Step[BlogInput].prompt(self, given, **also)
        more_words = max(0, POST_WORDS[given.brief.length][1] - POST_WORDS[PostLength.MEDIUM][1])
        return replace(
            prompt,
            task=f"{prompt.task}\n{_size_of(given)}",
            output_tokens=prompt.output_tokens + _TOKENS_PER_WORD * more_words,
            lacking=posts.lacking(given),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionStep(Step[SectionInput]):
    """The step that rewrites one section of a post."""

    def prompt(self, given: SectionInput, **also: object) -> Prompt:
        prompt = Step[SectionInput].prompt(self, given, **also)
        return replace(prompt, lacking=posts.lacking_section)


def _size_of(given: BlogInput) -> str:
    """Return the instruction on the length of a post: of the whole, and of one section.

    Models keep to the length of a section better than to that of a whole post.
    """
    least, most = POST_WORDS[given.brief.length]
    introduction = length_of(given.intro_markdown).words
    left = (least + most) // 2 - introduction - _CONCLUSION_WORDS
    section = max(_MIN_SECTION_WORDS, left // len(given.outline) // 10 * 10)
    return (
        f"The post has {least:,} to {most:,} words, with the introduction: about {section} words "
        "for a section, more where the matter needs it and fewer where it does not. Every entry of "
        "`outline` gets its section, even if the post becomes longer."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageStep(Step[CoverImageInput]):
    """The step that generates a cover image.

    The model gets the description as prose, and neither title, tone nor links: image models paint
    the words of a title, and names of fields as well.
    """

    def prompt(self, given: CoverImageInput, **also: object) -> Prompt:
        prompt = Step[CoverImageInput].prompt(self, given, **also)
        return replace(prompt, data=picture_part(given.prompt, given.primary_color))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeoStep(Step[SeoInput]):
    """A step that writes the SEO fields of a post."""

    def schema(self) -> Mapping[str, object]:
        return self._schema("metaTitle", "metaDescription", "coverImageAlt")

    def _schema(self, *keys: str) -> Mapping[str, object]:
        return {"type": "object", "properties": dict.fromkeys(keys, TEXT), "required": list(keys)}

    def prompt(self, given: SeoInput, **also: object) -> Prompt:
        prompt = Step[SeoInput].prompt(self, given, **also)
        if given.image_prompt is not None:
            return prompt
        # The model knows nothing about the cover.
        return replace(prompt, schema=self._schema("metaTitle", "metaDescription"))

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
