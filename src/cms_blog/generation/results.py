"""What the generation mutations take and what they answer."""

import strawberry

from cms_blog.blogs.operations import (
    MAX_HEADING,
    MAX_IDEA,
    MAX_INTRO,
    MAX_OUTLINE,
    MAX_PROMPT,
    MAX_TITLE,
)
from cms_blog.blogs.results import BriefInput
from cms_blog.blogs.types import BlogContent
from cms_blog.generation import operations, steps
from cms_blog.generation.failures import GenerationFailed, GenerationFailure
from cms_blog.generation.gateway import GenerationProvider
from cms_blog.generation.inputs import MAX_EXCLUDED, AspectRatio, ImageQuality
from cms_blog.graph.enums import describe_enum
from cms_blog.graph.errors import UserError
from cms_blog.graph.scalars import URL, HexColor, Markdown
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
describe_enum(
    AspectRatio,
    "The shape of a cover: width to height.",
    SQUARE_1_1="1:1",
    LANDSCAPE_4_3="4:3, as in classic photographs.",
    LANDSCAPE_3_2="3:2, as in 35 mm film.",
    LANDSCAPE_16_9="16:9, as on a screen.",
    PORTRAIT_3_4="3:4",
    PORTRAIT_2_3="2:3",
    PORTRAIT_9_16="9:16, as on a telephone.",
)
describe_enum(
    ImageQuality,
    "How large a cover is painted.",
    STANDARD="About one megapixel: quicker and cheaper.",
    HIGH="About four megapixels.",
)

_BRIEF = "What to write about, for whom and how."
_IDEA = f"The idea that was chosen: 1 to {MAX_IDEA} characters."
_TITLE = f"The title that was chosen: 1 to {MAX_TITLE} characters."
_INTRO = f"The intro that was chosen: 1 to {MAX_INTRO:,} characters."
_EXCLUDE = (
    f"Options already seen, not to be offered again: {MAX_EXCLUDED} at most, {MAX_INTRO:,} "
    "characters each at most. They are compared without case, spaces and punctuation."
)


@strawberry.input(description="What to find ideas for.")
class GenerateIdeasInput:
    brief: BriefInput = strawberry.field(description=_BRIEF)
    exclude: list[str] = strawberry.field(default_factory=list[str], description=_EXCLUDE)


@strawberry.input(description="What to find titles for.")
class GenerateTitlesInput:
    brief: BriefInput = strawberry.field(description=_BRIEF)
    selected_idea: str = strawberry.field(description=_IDEA)
    exclude: list[str] = strawberry.field(default_factory=list[str], description=_EXCLUDE)


@strawberry.input(description="What to introduce.")
class GenerateIntrosInput:
    brief: BriefInput = strawberry.field(description=_BRIEF)
    selected_idea: str = strawberry.field(description=_IDEA)
    title: str = strawberry.field(description=_TITLE)
    exclude: list[Markdown] = strawberry.field(default_factory=list[Markdown], description=_EXCLUDE)


@strawberry.input(description="What to outline.")
class GenerateOutlinesInput:
    brief: BriefInput = strawberry.field(description=_BRIEF)
    selected_idea: str = strawberry.field(description=_IDEA)
    title: str = strawberry.field(description=_TITLE)
    intro_markdown: Markdown = strawberry.field(description=_INTRO)


@strawberry.input(description="What to describe a cover for.")
class GenerateImagePromptsInput:
    brief: BriefInput = strawberry.field(description=_BRIEF)
    selected_idea: str = strawberry.field(description=_IDEA)
    title: str = strawberry.field(description=_TITLE)
    exclude: list[str] = strawberry.field(default_factory=list[str], description=_EXCLUDE)


@strawberry.input(description="What to paint.")
class GenerateCoverImageInput:
    brief: BriefInput = strawberry.field(description=_BRIEF)
    selected_idea: str = strawberry.field(description=_IDEA)
    title: str = strawberry.field(description=_TITLE)
    prompt: str = strawberry.field(
        description=f"What the cover shows: 1 to {MAX_PROMPT:,} characters."
    )
    aspect_ratio: AspectRatio = strawberry.field(
        default=AspectRatio.LANDSCAPE_4_3, description="The cover's shape."
    )
    quality: ImageQuality = strawberry.field(
        default=ImageQuality.HIGH, description="The cover's size."
    )
    primary_color: HexColor | None = strawberry.field(
        default=None, description="The colour to build the cover on; null leaves it to the painter."
    )


@strawberry.input(description="What to write the whole post from.")
class GenerateBlogInput:
    brief: BriefInput = strawberry.field(description=_BRIEF)
    selected_idea: str = strawberry.field(description=_IDEA)
    title: str = strawberry.field(description=_TITLE)
    intro_markdown: Markdown = strawberry.field(description=_INTRO)
    outline: list[str] = strawberry.field(
        description=f"1 to {MAX_OUTLINE} headings of 1 to {MAX_HEADING} characters each."
    )
    cover_image_url: URL | None = strawberry.field(
        default=None, description="The cover, to stand below the title; null leaves it out."
    )


@strawberry.type(description="What a step cost, its repeated calls included.")
class GenerationUsage:
    model: str = strawberry.field(description="The model that was asked.")
    input_tokens: int = strawberry.field(description="Tokens read by the model.")
    output_tokens: int = strawberry.field(description="Tokens written by it, thinking included.")
    milliseconds: int = strawberry.field(description="How long the step took, waiting included.")

    @classmethod
    def of(cls, usage: operations.Usage) -> "GenerationUsage":
        return cls(
            model=usage.model,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
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
        description="Title, cover, intro, sections, conclusion and references."
    )
    usage: GenerationUsage = strawberry.field(description="What it cost.")

    @classmethod
    def of(cls, post: operations.Post) -> "GenerateBlogSuccess":
        return cls(content=BlogContent.of(post.content), usage=GenerationUsage.of(post.usage))


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
    markdown: Markdown = strawberry.field(description="Append it to what came before.")
