"""What the generation mutations answer."""

import strawberry

from cms_blog.blogs.content.seo import Seo
from cms_blog.blogs.content.types import BlogContent, Reference
from cms_blog.generation import service, steps
from cms_blog.generation.failures import GenerationFailed, GenerationFailure
from cms_blog.generation.provider import GenerationProvider
from cms_blog.graphql.types.enums import describe_enum
from cms_blog.graphql.types.errors import UserError
from cms_blog.graphql.types.scalars import Markdown
from cms_blog.media.schema import Image

describe_enum(
    GenerationProvider,
    "Who writes and paints.",
    GEMINI="Google's Gemini.",
    OFFLINE="The stand-in that is built into this server: samples that follow the brief.",
)
describe_enum(
    GenerationFailure,
    "Why there is no text or image.",
    BLOCKED="Gemini's filters refused the brief or their own answer: use other words.",
    UNAVAILABLE="Gemini is down or can't be reached, or this server's key is not right.",
    TIMED_OUT="It took too long.",
    UNUSABLE_OUTPUT="Gemini's answer was not what was asked for, also not when asked again.",
    QUOTA_EXCEEDED="Too much was asked for: in this minute, or today.",
)


@strawberry.type(description="What a step cost, its repeated calls included.")
class GenerationUsage:
    model: str = strawberry.field(description="The model that was asked.")
    input_tokens: int = strawberry.field(description="Tokens read by the model.")
    output_tokens: int = strawberry.field(description="Tokens written by it, thinking included.")
    thinking_tokens: int = strawberry.field(description="Those of them that were thoughts.")
    cost_usd: float | None = strawberry.field(
        description="About what that costs in US dollars; null where the price is not known."
    )
    milliseconds: int = strawberry.field(description="How long the step took, waiting included.")

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


_FIVE = "Exactly five, all different"


@strawberry.type(description="One way through the post.")
class Outline:
    headings: list[str] = strawberry.field(
        description=(
            f"{steps.MIN_HEADINGS} to {steps.MAX_HEADINGS} headings in order, "
            f"{steps.MAX_HEADING_OPTION} characters each at most; no introduction or conclusion."
        )
    )


@strawberry.type(description="Ideas to choose from.")
class GenerateIdeasSuccess:
    options: list[str] = strawberry.field(
        description=f"{_FIVE}, {steps.MAX_IDEA_OPTION} characters each at most."
    )
    usage: GenerationUsage = strawberry.field(description="What it cost.")


@strawberry.type(description="Titles to choose from.")
class GenerateTitlesSuccess:
    options: list[str] = strawberry.field(
        description=f"{_FIVE}, {steps.MAX_TITLE_OPTION} characters each at most."
    )
    usage: GenerationUsage = strawberry.field(description="What it cost.")


@strawberry.type(description="Introductions to choose from.")
class GenerateIntrosSuccess:
    options: list[Markdown] = strawberry.field(
        description=f"{_FIVE}, {steps.MAX_INTRO_OPTION:,} characters each at most."
    )
    usage: GenerationUsage = strawberry.field(description="What it cost.")


@strawberry.type(description="Outlines to choose from.")
class GenerateOutlinesSuccess:
    options: list[Outline] = strawberry.field(description=f"{_FIVE}.")
    usage: GenerationUsage = strawberry.field(description="What it cost.")


@strawberry.type(description="Descriptions of covers to choose from.")
class GenerateImagePromptsSuccess:
    options: list[str] = strawberry.field(
        description=f"{_FIVE}, {steps.MAX_IMAGE_PROMPT_OPTION} characters each at most, in English."
    )
    usage: GenerationUsage = strawberry.field(description="What it cost.")


@strawberry.type(description="The cover is painted and stored, as an upload is.")
class GenerateCoverImageSuccess:
    image: Image = strawberry.field(description="Give its `url` to `saveBlog` as `coverImageUrl`.")
    usage: GenerationUsage = strawberry.field(description="What it cost.")


@strawberry.type(description="The whole post. It is not saved yet: `saveBlog` does that.")
class GenerateBlogSuccess:
    content: BlogContent = strawberry.field(
        description=(
            "Introduction, sections, conclusion and references. Title and cover are not part of "
            "the text: give them to `saveBlog` in their own fields."
        )
    )
    references: list[Reference] = strawberry.field(
        description="The brief's links, and whether Gemini could read them."
    )
    usage: GenerationUsage = strawberry.field(description="What it cost.")

    @classmethod
    def of(cls, post: service.Post) -> "GenerateBlogSuccess":
        content = BlogContent.of(post.content, title=post.title, keyword=post.keyword, seo=post.seo)
        return cls(
            content=content,
            references=[Reference.of(reference) for reference in post.references],
            usage=GenerationUsage.of(post.usage),
        )


@strawberry.type(description="The section is written anew. Nothing is saved yet.")
class RegenerateSectionSuccess:
    markdown: Markdown = strawberry.field(description="The new section, with its old heading.")
    content: BlogContent = strawberry.field(description="The whole post with it in place.")
    usage: GenerationUsage = strawberry.field(description="What it cost.")

    @classmethod
    def of(cls, new: service.NewSection) -> "RegenerateSectionSuccess":
        content = BlogContent.of(new.content, title=new.title, keyword=new.keyword, seo=Seo())
        return cls(
            markdown=Markdown(new.markdown), content=content, usage=GenerationUsage.of(new.usage)
        )


@strawberry.type(description="There is no result this time. Nothing was stored.")
class GenerationFailedError(UserError):
    reason: GenerationFailure = strawberry.field(description="Why.")
    retry_after_seconds: int | None = strawberry.field(
        description="When another try can succeed; null when that can't be told."
    )

    @classmethod
    def of(cls, failed: GenerationFailed) -> "GenerationFailedError":
        return cls(
            message=failed.message,
            reason=failed.reason,
            retry_after_seconds=failed.retry_after_seconds,
        )


@strawberry.type(description="The next piece of the text, in order.")
class BlogDelta:
    run_id: strawberry.ID = strawberry.field(description="What `resume` takes.")
    position: int = strawberry.field(description="1 for the first piece of the run, and so on.")
    markdown: Markdown = strawberry.field(description="Append it to what came before.")

    @classmethod
    def of(cls, delta: service.Delta) -> "BlogDelta":
        return cls(
            run_id=strawberry.ID(delta.run_id),
            position=delta.position,
            markdown=Markdown(delta.markdown),
        )
