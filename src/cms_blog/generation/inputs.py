"""What the steps take from the author, checked, with the limits that the API states."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from cms_blog.blogs.brief import Brief
from cms_blog.blogs.content.markdown import MAX_MARKDOWN
from cms_blog.blogs.service import (
    MAX_HEADING,
    MAX_IDEA,
    MAX_INTRO,
    MAX_OUTLINE,
    MAX_PROMPT,
    MAX_TITLE,
)
from cms_blog.validation.inputs import HexColor, Input, Line, Text, WebAddress

MAX_EXCLUDED = 50
MAX_ANCHOR = 300
MAX_INSTRUCTION = 1_000

type _Idea = Annotated[str, Line(MAX_IDEA)]
type _Title = Annotated[str, Line(MAX_TITLE)]
type _Intro = Annotated[str, Text(MAX_INTRO)]
type _Excluded = Annotated[
    tuple[Annotated[str, Text(MAX_INTRO)], ...], Field(max_length=MAX_EXCLUDED)
]


class AspectRatio(StrEnum):
    """The shape of a cover, as Gemini writes it: width to height."""

    SQUARE_1_1 = "1:1"
    LANDSCAPE_4_3 = "4:3"
    LANDSCAPE_3_2 = "3:2"
    LANDSCAPE_16_9 = "16:9"
    PORTRAIT_3_4 = "3:4"
    PORTRAIT_2_3 = "2:3"
    PORTRAIT_9_16 = "9:16"


class ImageQuality(StrEnum):
    """The size of a cover, as Gemini writes it."""

    STANDARD = "1K"
    HIGH = "2K"


class BriefedInput(Input):
    """What every step takes."""

    brief: Brief


class IdeasInput(BriefedInput):
    exclude: _Excluded = ()


class TitlesInput(BriefedInput):
    selected_idea: _Idea
    exclude: _Excluded = ()


class IntrosInput(BriefedInput):
    selected_idea: _Idea
    title: _Title
    exclude: _Excluded = ()


class OutlinesInput(BriefedInput):
    selected_idea: _Idea
    title: _Title
    intro_markdown: _Intro


class ImagePromptsInput(BriefedInput):
    selected_idea: _Idea
    title: _Title
    exclude: _Excluded = ()


class CoverImageInput(BriefedInput):
    selected_idea: _Idea
    title: _Title
    prompt: Annotated[str, Text(MAX_PROMPT)]
    aspect_ratio: AspectRatio = AspectRatio.LANDSCAPE_4_3
    quality: ImageQuality = ImageQuality.HIGH
    primary_color: HexColor | None = None


class SeoInput(BriefedInput):
    """What a finished post is described from; `markdown` may be its beginning."""

    title: _Title
    markdown: str


class SectionInput(BriefedInput):
    title: _Title
    markdown: Annotated[str, Text(MAX_MARKDOWN)]
    anchor: Annotated[str, Line(MAX_ANCHOR)]
    instruction: Annotated[str, Text(MAX_INSTRUCTION)]


class BlogInput(BriefedInput):
    selected_idea: _Idea
    title: _Title
    intro_markdown: _Intro
    outline: Annotated[
        tuple[Annotated[str, Line(MAX_HEADING)], ...], Field(min_length=1, max_length=MAX_OUTLINE)
    ]
    # Accepted from clients of earlier versions; the cover is never part of the text.
    cover_image_url: Annotated[WebAddress | None, Field(exclude=True)] = None
