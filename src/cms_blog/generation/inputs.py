"""Inputs of the generation steps: their fields, limits and descriptions.

These models are the only definition. `input_types.py` derives the input types of the API from them:
a model's docstring and the `description` of its fields are the documentation in the schema.
"""

from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field

from cms_blog.blogs.brief import MAX_NAME, Brief
from cms_blog.blogs.content.markdown import MAX_MARKDOWN
from cms_blog.blogs.service import (
    MAX_HEADING,
    MAX_IDEA,
    MAX_INTRO,
    MAX_OUTLINE,
    MAX_PROMPT,
    MAX_TITLE,
)
from cms_blog.generation.editing.passage import Passage, find_passage
from cms_blog.validation.inputs import HexColor, Input, Line, Text, Verbatim, WebAddress

MAX_EXCLUDED = 50
MAX_ANCHOR = 300
MAX_INSTRUCTION = 1_000
MAX_QUOTE = 3_000

# Plain strings here, types of their own in the API.
type Markdown = str
type RunId = str

_Idea = Annotated[
    str, Line(MAX_IDEA), Field(description=f"The selected idea: 1 to {MAX_IDEA} characters.")
]
_Title = Annotated[
    str, Line(MAX_TITLE), Field(description=f"The selected title: 1 to {MAX_TITLE} characters.")
]
_Intro = Annotated[
    Markdown,
    Text(MAX_INTRO),
    Field(description=f"The selected introduction: 1 to {MAX_INTRO:,} characters."),
]
_excluded = Field(
    max_length=MAX_EXCLUDED,
    description=(
        f"Options not to offer again, such as those already shown: at most {MAX_EXCLUDED} of at "
        f"most {MAX_INTRO:,} characters each. Case, spaces and punctuation are ignored when they "
        "are compared."
    ),
)
_Excluded = Annotated[tuple[Annotated[str, Text(MAX_INTRO)], ...], _excluded]
_ExcludedMarkdown = Annotated[tuple[Annotated[Markdown, Text(MAX_INTRO)], ...], _excluded]
_Headings = Annotated[
    tuple[Annotated[str, Line(MAX_HEADING)], ...], Field(min_length=1, max_length=MAX_OUTLINE)
]
_ExcludedOutlines = Annotated[
    tuple[_Headings, ...],
    Field(
        max_length=MAX_EXCLUDED,
        description=(
            f"Outlines not to offer again, such as those already shown: at most {MAX_EXCLUDED} of "
            f"at most {MAX_OUTLINE} headings of at most {MAX_HEADING} characters each. Case, "
            "spaces and punctuation are ignored when they are compared."
        ),
    ),
]


_PostTitle = Annotated[
    str, Line(MAX_TITLE), Field(description=f"Title of the post: 1 to {MAX_TITLE} characters.")
]
_Post = Annotated[
    Markdown,
    Text(MAX_MARKDOWN),
    Field(description=f"The whole post: 1 to {MAX_MARKDOWN:,} characters."),
]


class AspectRatio(StrEnum):
    """Aspect ratio of a cover, width to height. The values are Gemini's."""

    SQUARE_1_1 = "1:1"
    LANDSCAPE_4_3 = "4:3"
    LANDSCAPE_3_2 = "3:2"
    LANDSCAPE_16_9 = "16:9"
    PORTRAIT_3_4 = "3:4"
    PORTRAIT_2_3 = "2:3"
    PORTRAIT_9_16 = "9:16"


class ImageQuality(StrEnum):
    """Resolution of a cover. The values are Gemini's."""

    STANDARD = "1K"
    HIGH = "2K"


class BriefedInput(Input):
    """Fields that all steps share."""

    brief: Annotated[Brief, Field(description="Topic, audience and style of the post.")]


class IdeasInput(BriefedInput):
    """Input for ideas."""

    exclude: _Excluded = ()


class TitlesInput(BriefedInput):
    """Input for titles."""

    selected_idea: _Idea
    exclude: _Excluded = ()


class IntrosInput(BriefedInput):
    """Input for introductions."""

    selected_idea: _Idea
    title: _Title
    exclude: _ExcludedMarkdown = ()


class OutlinesInput(BriefedInput):
    """Input for outlines."""

    selected_idea: _Idea
    title: _Title
    intro_markdown: _Intro
    exclude: _ExcludedOutlines = ()


class ImagePromptsInput(BriefedInput):
    """Input for descriptions of cover images."""

    selected_idea: _Idea
    title: _Title
    exclude: _Excluded = ()


class CoverImageInput(BriefedInput):
    """Input for a cover image."""

    selected_idea: _Idea
    title: _Title
    prompt: Annotated[
        str,
        Text(MAX_PROMPT),
        Field(description=f"Description of the image: 1 to {MAX_PROMPT:,} characters."),
    ]
    aspect_ratio: Annotated[AspectRatio, Field(description="Aspect ratio of the image.")] = (
        AspectRatio.LANDSCAPE_4_3
    )
    quality: Annotated[ImageQuality, Field(description="Resolution of the image.")] = (
        ImageQuality.HIGH
    )
    primary_color: Annotated[
        HexColor | None,
        Field(description="Dominant colour of the image; null leaves it to the model."),
    ] = None


class SeoInput(BriefedInput):
    """Title and text, or beginning of the text, of a post that gets its SEO fields.

    `image_prompt` describes its cover; None if the cover is unknown.
    """

    title: _Title
    markdown: str
    image_prompt: str | None = None


class SectionInput(BriefedInput):
    """Input for a new version of one section."""

    title: _PostTitle
    markdown: _Post
    anchor: Annotated[
        str, Line(MAX_ANCHOR), Field(description="`anchor` of the section in that post.")
    ]
    instruction: Annotated[
        str,
        Text(MAX_INSTRUCTION),
        Field(description=f"Changes to make: 1 to {MAX_INSTRUCTION:,} characters."),
    ]


class RewriteMode(StrEnum):
    """Change of a passage."""

    IMPROVE = "improve"
    SHORTEN = "shorten"
    EXPAND = "expand"
    SIMPLIFY = "simplify"
    CUSTOM = "custom"


class RewriteTextInput(BriefedInput):
    """Input for new versions of a passage."""

    markdown: Annotated[_Post, Field(exclude=True)]
    quote: Annotated[str, Verbatim(MAX_QUOTE)] = Field(
        description=(
            f"The passage, as it stands in `markdown`: 1 to {MAX_QUOTE:,} characters. White "
            "space around it is not part of it. Of several occurrences, the first one counts."
        )
    )
    mode: Annotated[RewriteMode, Field(description="The kind of change.")]
    instruction: Annotated[
        Annotated[str, Text(MAX_INSTRUCTION)] | None,
        Field(
            description=(
                f"Changes to make, in addition to `mode`: 1 to {MAX_INSTRUCTION:,} characters. "
                "CUSTOM requires it."
            )
        ),
    ] = None

    @cached_property
    def passage(self) -> Passage | None:
        """The passage; None if it is not in the text."""
        return find_passage(self.markdown, self.quote)


class SuggestTagsInput(BriefedInput):
    """Input for tags."""

    title: _PostTitle
    markdown: _Post


class TranslateBlogInput(Input):
    """Input for a translation."""

    title: _PostTitle
    markdown: _Post
    language: Annotated[
        str,
        Line(MAX_NAME),
        Field(description=f"Language of the translation: 1 to {MAX_NAME} characters."),
    ]


class BlogInput(BriefedInput):
    """Input for a whole post."""

    selected_idea: _Idea
    title: _Title
    intro_markdown: _Intro
    outline: Annotated[
        tuple[Annotated[str, Line(MAX_HEADING)], ...],
        Field(
            min_length=1,
            max_length=MAX_OUTLINE,
            description=f"1 to {MAX_OUTLINE} headings of 1 to {MAX_HEADING} characters each.",
        ),
    ]
    image_prompt: Annotated[
        Annotated[str, Text(MAX_PROMPT)] | None,
        Field(
            exclude=True,
            description=(
                f"Description that the cover was generated from: 1 to {MAX_PROMPT:,} characters. "
                "`coverImageAlt` is derived from it; null derives it from the title."
            ),
        ),
    ] = None
    cover_image_url: Annotated[
        WebAddress | None,
        Field(
            exclude=True,
            description=(
                "Ignored: the cover is not part of the text; pass it to `saveBlog`. Accepted for "
                "compatibility with earlier clients."
            ),
        ),
    ] = None


class Resume(Input):
    """Position at which to resume an interrupted subscription."""

    run_id: Annotated[RunId, Field(description="The `runId` of the deltas received.")]
    after: Annotated[int, Field(description="The `position` of the last delta received.")]
    markdown: Annotated[
        Annotated[Markdown, Verbatim(MAX_MARKDOWN)] | None,
        Field(
            description=(
                f"All deltas received, joined: 1 to {MAX_MARKDOWN:,} characters. With them, a "
                "server that does not know the run continues the text."
            )
        ),
    ] = None
