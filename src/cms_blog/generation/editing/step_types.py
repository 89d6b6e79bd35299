"""Kinds of steps that work on an existing text."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cms_blog.generation.answers.options import passage_text
from cms_blog.generation.editing.passage import Passage
from cms_blog.generation.inputs import (
    RewriteMode,
    RewriteTextInput,
    SuggestTagsInput,
    TranslateBlogInput,
)
from cms_blog.generation.prompts import Prompt
from cms_blog.generation.step_types import OptionStep, Step

# Expected output tokens for each byte of a passage, for all versions together, and for thinking.
_TOKENS_PER_BYTE = 1.5
_THINKING_TOKENS = 1_000


class TagsInput(SuggestTagsInput):
    """Input of the step for tags: tags of other posts are added."""

    tags_in_use: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteStep(OptionStep[RewriteTextInput, str]):
    """The step that writes new versions of a passage. `modes` adds a sentence for each mode.

    The model gets the passage and its surroundings, not the whole text.
    """

    modes: Mapping[RewriteMode, str] = field(default_factory=dict[RewriteMode, str])

    def prompt(self, given: RewriteTextInput, **also: object) -> Prompt:
        place = _place(given)
        around = {"quote": place.text, "before": place.before, "after": place.after}
        # `super()` without arguments fails in a dataclass with slots.
        prompt = OptionStep[RewriteTextInput, str].prompt(self, given, **around, **also)
        tokens = _THINKING_TOKENS + round(_TOKENS_PER_BYTE * len(place.text.encode()))
        return replace(
            prompt,
            task=f"{prompt.task} {self.modes[given.mode]}",
            output_tokens=max(self.output_tokens, tokens),
        )

    def excluded(self, given: RewriteTextInput) -> tuple[str]:
        return (_place(given).text,)

    def usable(self, found: object, number: int, given: RewriteTextInput) -> str:
        place = _place(given)
        version = self.option.validate_python(passage_text(found, number, place.text))
        links = "\n".join(given.brief.reference_links)
        place.check(version, f"{given.markdown}\n{given.instruction or ''}\n{links}")
        return version


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationStep(Step[TranslateBlogInput]):
    """The step that translates a part of a text."""

    def prompt(self, given: TranslateBlogInput, **also: object) -> Prompt:
        prompt = Step[TranslateBlogInput].prompt(self, given, **also)
        tokens = _THINKING_TOKENS + len(given.markdown.encode()) // 2
        return replace(prompt, output_tokens=max(self.output_tokens, tokens))


def _place(given: RewriteTextInput) -> Passage:
    if given.passage is None:
        raise ValueError("the passage is not in the text")
    return given.passage
