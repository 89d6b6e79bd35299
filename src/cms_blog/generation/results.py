"""GraphQL types that the results of all generation steps share."""

import asyncio
from collections.abc import Sequence
from typing import Any

import strawberry

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.content.checks.provenance import Generator
from cms_blog.blogs.content.markdown import Rendered
from cms_blog.context import Info
from cms_blog.generation import prompts, service
from cms_blog.generation.failures import GenerationFailed, GenerationFailure
from cms_blog.generation.gemini.gateway import Gateway, GenerationProvider
from cms_blog.graphql.types.enums import describe_enum
from cms_blog.graphql.types.errors import UserError

describe_enum(
    GenerationFailure,
    "Reason why a step has no result.",
    BLOCKED="Gemini's safety filters blocked the input or the answer. Reword the input.",
    UNAVAILABLE="Gemini is down or unreachable, or this server's access to it is misconfigured.",
    TIMED_OUT="The time limit was exceeded.",
    UNUSABLE_OUTPUT="Gemini's answer was invalid, also after a repeated request.",
    QUOTA_EXCEEDED="A rate limit or daily budget is used up.",
)


@strawberry.type(description="Tokens, cost and duration of a step, retries included.")
class GenerationUsage:
    model: str = strawberry.field(description="Name of the model.")
    input_tokens: int = strawberry.field(description="Number of tokens in the requests.")
    output_tokens: int = strawberry.field(
        description="Number of tokens in the answers, thinking included."
    )
    thinking_tokens: int = strawberry.field(
        description="Number of thinking tokens, a part of `outputTokens`."
    )
    cost_usd: float | None = strawberry.field(
        description="Approximate cost in US dollars; null if the price is unknown."
    )
    milliseconds: int = strawberry.field(
        description="Duration in milliseconds, waiting time included."
    )

    @classmethod
    def of(cls, usage: service.Usage) -> "GenerationUsage":
        return cls(
            model=usage.model,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            thinking_tokens=usage.thinking_tokens,
            cost_usd=usage.cost_usd,
            milliseconds=usage.milliseconds,
        )


@strawberry.type(description="The step has no result. Nothing was stored.")
class GenerationFailedError(UserError):
    reason: GenerationFailure = strawberry.field(description="Reason for the failure.")
    retry_after_seconds: int | None = strawberry.field(
        description="Seconds until a retry can succeed; null if unknown."
    )

    @classmethod
    def of(cls, failed: GenerationFailed) -> "GenerationFailedError":
        return cls(
            message=failed.message,
            reason=failed.reason,
            retry_after_seconds=failed.retry_after_seconds,
        )


class GenerationFailedHandler(strawberry.ExceptionHandler[GenerationFailed, GenerationFailedError]):
    def handle(self, exception: GenerationFailed, **_: Any) -> GenerationFailedError:
        return GenerationFailedError.of(exception)


USAGE = "Tokens, cost and duration."
RECEIPT = "Signed record of the sentences that the model wrote, for `SaveBlogInput.receipts`."


async def begin_step(info: Info) -> tuple[UserDocument, Gateway]:
    """Count one generation of the viewer; return the viewer and the gateway.

    Raises:
        Unauthenticated, RateLimited
    """
    viewer = info.context.signed_in()
    await info.context.limited("generation")
    return viewer, info.context.services.gateway


async def receipt_for(info: Info, written: Sequence[Rendered], supplied: object, model: str) -> str:
    """Return the viewer's receipt for texts that `model` wrote from the input `supplied`."""
    viewer, services = info.context.signed_in(), info.context.services
    generator = _generator(services.gateway, model)
    return await asyncio.to_thread(
        services.receipts.issue, viewer.oid, written, supplied, generator
    )


def _generator(gateway: Gateway, model: str) -> Generator:
    """Return the generator of texts of `model`. The emulator writes in no model's name."""
    offline = gateway.provider is GenerationProvider.OFFLINE
    return Generator(model=gateway.provider.value if offline else model, prompts=prompts.VERSION)


def result_union(mutation: str) -> Any:
    """Return the annotation of the union that `mutation` returns."""
    name = f"{mutation[0].upper()}{mutation[1:]}Result"
    return strawberry.union(name, description=f"Result of `{mutation}`.")
