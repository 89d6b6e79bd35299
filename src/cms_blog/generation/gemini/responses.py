"""Parsing of Gemini's responses: text, image, billed tokens and failures.

Not all failures are errors: a blocked prompt has no candidates, and a truncated answer has a finish
reason and possibly no parts. See https://ai.google.dev/api/generate-content.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Self

from cms_blog.generation.failures import Retry, Truncated, blocked, misconfigured, unusable

if TYPE_CHECKING:
    from google.genai.types import (
        Candidate,
        Content,
        GenerateContentResponse,
        GenerateContentResponseUsageMetadata,
    )

_BLOCKED = frozenset(
    {
        "SAFETY",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
        "MODEL_ARMOR",
        "ESCALATION",
        "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT",
    }
)
# Answers that repeat a source too literally: the next one can differ.
_RECITATION = frozenset({"RECITATION", "IMAGE_RECITATION"})
_ACCOUNT_LIMITED = "PUP_LIMITED_DISABLED"


class Tokens(NamedTuple):
    """Billed tokens. `output` includes those of `thinking` and of an `image`."""

    input: int = 0
    output: int = 0
    thinking: int = 0
    image: int = 0

    def plus(self, other: Self) -> "Tokens":
        """Return the sum of both."""
        return Tokens(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


@dataclass(slots=True)
class Progress:
    """Totals of a step. A step that is resumed after an interruption continues them.

    `links` maps each link that Gemini retrieved to the reported status.
    """

    tokens: Tokens = field(default_factory=Tokens)
    links: dict[str, str] = field(default_factory=dict[str, str])
    # Duration of the runs that ended.
    seconds: float = 0


class Usage(NamedTuple):
    """Usage of a step. `output_tokens` includes thinking."""

    model: str
    input_tokens: int
    output_tokens: int
    thinking_tokens: int
    milliseconds: int
    # None if the price is unknown, and offline.
    cost_usd: float | None


def tokens_of(response: "GenerateContentResponse") -> Tokens:
    """Return the billed tokens of a response."""
    usage = response.usage_metadata
    if usage is None:
        return Tokens()
    thinking = usage.thoughts_token_count or 0
    return Tokens(
        (usage.prompt_token_count or 0) + (usage.tool_use_prompt_token_count or 0),
        (usage.candidates_token_count or 0) + thinking,
        thinking,
        _image_tokens(response, usage),
    )


def _image_tokens(
    response: "GenerateContentResponse", usage: "GenerateContentResponseUsageMetadata"
) -> int:
    if usage.candidates_tokens_details:
        return sum(
            each.token_count or 0
            for each in usage.candidates_tokens_details
            if each.modality is not None and each.modality.value == "IMAGE"
        )
    # Without details, all output of a response with an image counts as the image.
    content = _candidate_content(response)
    has_image = any(part.inline_data for part in (content.parts if content else None) or [])
    return (usage.candidates_token_count or 0) if has_image else 0


def text_in(response: "GenerateContentResponse") -> str:
    """Return the text of a response or chunk, without thinking; may be empty."""
    parts = (content.parts if (content := _candidate_content(response)) else None) or []
    return "".join(part.text for part in parts if part.text and not part.thought)


def finish_of(response: "GenerateContentResponse") -> str | None:
    """Return Gemini's finish reason; None if the answer continues."""
    candidate = _candidate(response)
    if candidate is None or candidate.finish_reason is None:
        return None
    return candidate.finish_reason.value


def check_prompt(response: "GenerateContentResponse") -> None:
    """Raise if Gemini blocked the prompt.

    Raises:
        CallFailed
    """
    feedback = response.prompt_feedback
    if feedback is not None and feedback.block_reason is not None:
        raise blocked(feedback.block_reason.value)


def check_finish(finish: str | None, text: str) -> None:
    """Raise if the answer is blocked, incomplete or empty.

    Raises:
        CallFailed
    """
    _check_refusal(finish)
    if finish is None:
        raise unusable("it is incomplete")
    if finish == "MAX_TOKENS":
        raise Truncated(text)
    if finish != "STOP":
        raise unusable(f"the model stopped with reason {finish[:60]}")
    if not text.strip():
        raise unusable("it is empty")


def whole_text(response: "GenerateContentResponse", *, continuable: bool) -> str:
    """Return the text of a complete response.

    Raises:
        Truncated: the text was cut off and is `continuable`, as JSON is not.
        CallFailed
    """
    check_prompt(response)
    text = text_in(response)
    try:
        check_finish(finish_of(response), text)
    except Truncated as cut:
        if continuable:
            raise
        raise cut.without_continuation() from None
    return text


def links_in(response: "GenerateContentResponse") -> dict[str, str]:
    """Return Gemini's retrieval status of each link, by address."""
    candidate = _candidate(response)
    metadata = candidate.url_context_metadata if candidate else None
    return {
        each.retrieved_url: each.url_retrieval_status.value
        for each in (metadata.url_metadata if metadata else None) or []
        if each.retrieved_url and each.url_retrieval_status
    }


class GeneratedImage(NamedTuple):
    """An image as received from Gemini."""

    data: bytes
    media_type: str


def image_in(response: "GenerateContentResponse") -> GeneratedImage:
    """Return the image in a response.

    Raises:
        CallFailed
    """
    check_prompt(response)
    content = _candidate_content(response)
    for part in (content.parts if content else None) or []:
        blob = part.inline_data
        if blob is not None and blob.data and not part.thought:
            return GeneratedImage(blob.data, blob.mime_type or "")
    _check_refusal(finish_of(response))
    raise unusable("it contains no image")


def _check_refusal(finish: str | None) -> None:
    """Raise if Gemini stopped because of the content or the account.

    Raises:
        CallFailed
    """
    if finish is None:
        return
    if finish in _BLOCKED:
        raise blocked(finish)
    if finish in _RECITATION:
        raise blocked(finish, retry=Retry.ONCE)
    if finish == _ACCOUNT_LIMITED:
        raise misconfigured(
            "Google limited the account of GEMINI_API_KEY for violations of its use policy: see "
            "https://ai.google.dev/gemini-api/docs/usage-policies",
            finish,
        )


def _candidate(response: "GenerateContentResponse") -> "Candidate | None":
    return response.candidates[0] if response.candidates else None


def _candidate_content(response: "GenerateContentResponse") -> "Content | None":
    candidate = _candidate(response)
    return None if candidate is None else candidate.content
