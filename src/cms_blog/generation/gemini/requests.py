"""Conversion of prompts to Gemini's requests: https://ai.google.dev/api/generate-content."""

from typing import TYPE_CHECKING

from cms_blog.blogs.brief import Creativity
from cms_blog.generation.gemini.models import Family
from cms_blog.generation.prompts import Prompt

if TYPE_CHECKING:
    from google.genai.types import Content, GenerateContentConfig, ThinkingConfig

_TEMPERATURES = {Creativity.LOW: 0.3, Creativity.MEDIUM: 0.8, Creativity.HIGH: 1.3}
_MAX_OUTPUT_TOKENS = 16_384
_THINKING_TOKENS = 1_024


def contents(prompt: Prompt) -> "list[Content]":
    """Return the conversation: the task with its data, then earlier answers and objections."""
    from google.genai.types import Content, Part

    turns = [Content(role="user", parts=[Part(text=prompt.task), Part(text=prompt.data)])]
    for answer, objection in prompt.objections:
        turns.append(Content(role="model", parts=[Part(text=answer)]))
        turns.append(Content(role="user", parts=[Part(text=objection)]))
    return turns


def reads_links(family: Family, prompt: Prompt) -> bool:
    """Return whether Gemini reads the links of the brief in this call."""
    return prompt.reads_links and (prompt.schema is None or family.tools_with_schema)


def text_config(family: Family, prompt: Prompt) -> "GenerateContentConfig":
    """Return the configuration for a text, with the parameters that the model supports."""
    from google.genai.types import (
        AutomaticFunctionCallingConfig,
        GenerateContentConfig,
        Tool,
        UrlContext,
    )

    return GenerateContentConfig(
        system_instruction=prompt.system_instruction(has_temperature=family.temperature),
        temperature=_temperature(family, prompt),
        max_output_tokens=_MAX_OUTPUT_TOKENS,
        thinking_config=_thinking(family.thinking),
        response_mime_type=None if prompt.schema is None else "application/json",
        response_json_schema=prompt.schema,
        tools=[Tool(url_context=UrlContext())] if reads_links(family, prompt) else None,
        # Both would make further billed calls, without our deadlines.
        automatic_function_calling=AutomaticFunctionCallingConfig(disable=True),
        automatic_continuation=False,
    )


def image_config(
    family: Family, prompt: Prompt, aspect_ratio: str, size: str
) -> "GenerateContentConfig":
    """Return the configuration for an image; `size` is omitted if the model does not support it.

    Not all image models accept a system instruction, so the task has all the rules.
    """
    from google.genai.types import (
        AutomaticFunctionCallingConfig,
        GenerateContentConfig,
        ImageConfig,
    )

    return GenerateContentConfig(
        temperature=_temperature(family, prompt),
        thinking_config=_thinking(family.thinking),
        response_modalities=["IMAGE"],
        image_config=ImageConfig(
            aspect_ratio=aspect_ratio,
            image_size=size if size in family.image_tokens else None,
        ),
        automatic_function_calling=AutomaticFunctionCallingConfig(disable=True),
        automatic_continuation=False,
    )


def _temperature(family: Family, prompt: Prompt) -> float | None:
    if prompt.creativity is None or not family.temperature:
        return None
    return _TEMPERATURES[prompt.creativity]


def _thinking(kind: str | None) -> "ThinkingConfig | None":
    from google.genai.types import ThinkingConfig, ThinkingLevel

    match kind:
        case "budget":
            return ThinkingConfig(thinking_budget=_THINKING_TOKENS)
        case "low":
            return ThinkingConfig(thinking_level=ThinkingLevel.LOW)
        case "minimal":
            return ThinkingConfig(thinking_level=ThinkingLevel.MINIMAL)
        case _:
            return None
