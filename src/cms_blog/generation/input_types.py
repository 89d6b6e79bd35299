"""What the generation mutations take."""

import strawberry

from cms_blog.blogs.content.markdown import MAX_MARKDOWN
from cms_blog.blogs.results import BriefInput
from cms_blog.blogs.service import (
    MAX_HEADING,
    MAX_IDEA,
    MAX_INTRO,
    MAX_OUTLINE,
    MAX_PROMPT,
    MAX_TITLE,
)
from cms_blog.generation.inputs import (
    MAX_EXCLUDED,
    MAX_INSTRUCTION,
    AspectRatio,
    ImageQuality,
)
from cms_blog.graphql.types.enums import describe_enum
from cms_blog.graphql.types.scalars import URL, HexColor, Markdown

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
        default=None,
        description=(
            "Has no effect: the cover is not part of the text. Give it to `saveBlog`. Still "
            "accepted from clients of earlier versions."
        ),
    )


@strawberry.input(description="Which section of a post to write anew, and how.")
class RegenerateSectionInput:
    brief: BriefInput = strawberry.field(description=_BRIEF)
    title: str = strawberry.field(description=f"The post's title: 1 to {MAX_TITLE} characters.")
    markdown: Markdown = strawberry.field(
        description=f"The whole post: 1 to {MAX_MARKDOWN:,} characters."
    )
    anchor: str = strawberry.field(description="The section's `anchor` in that post.")
    instruction: str = strawberry.field(
        description=f"What is to be different: 1 to {MAX_INSTRUCTION:,} characters."
    )


@strawberry.input(description="Where a lost subscription is taken up again.")
class GenerateBlogResume:
    run_id: strawberry.ID = strawberry.field(description="The `runId` of its deltas.")
    after: int = strawberry.field(description="The `position` of the last one that arrived.")
    markdown: Markdown | None = strawberry.field(
        default=None,
        description=(
            f"All the deltas that arrived, joined: 1 to {MAX_MARKDOWN:,} characters. With them, a "
            "server that does not know the run goes on after them."
        ),
    )
