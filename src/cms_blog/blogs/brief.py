"""The brief: subject, audience and style of a blog. All generation steps take it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from cms_blog.validation.inputs import Input, Line, WebAddress

MAX_PHRASE = 200
MAX_NAME = 60
MAX_LINKS = 20


class Creativity(StrEnum):
    """Degree of creativity. The values are stored."""

    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"


class PostLength(StrEnum):
    """Length of a post. The values are stored."""

    SHORT = "Short"
    MEDIUM = "Medium"
    LONG = "Long"


# Minimum and maximum number of words of an introduction.
INTRO_WORDS: Mapping[PostLength, tuple[int, int]] = {
    PostLength.SHORT: (40, 70),
    PostLength.MEDIUM: (50, 120),
    PostLength.LONG: (80, 150),
}
# The same of a post, introduction and conclusion included.
POST_WORDS: Mapping[PostLength, tuple[int, int]] = {
    PostLength.SHORT: (400, 700),
    PostLength.MEDIUM: (700, 1_200),
    PostLength.LONG: (1_500, 2_500),
}


class Brief(Input):
    """A validated brief."""

    language: Annotated[str, Line(MAX_NAME)] = "English"
    tone: Annotated[str, Line(MAX_NAME)] = "Informative"
    creativity: Creativity = Creativity.MEDIUM
    focus_or_niche: Annotated[str, Line(MAX_PHRASE)]
    targeted_keyword: Annotated[str, Line(MAX_PHRASE)]
    targeted_audience: Annotated[str, Line(MAX_PHRASE)]
    reference_links: Annotated[tuple[WebAddress, ...], Field(max_length=MAX_LINKS)] = ()
    length: PostLength = PostLength.MEDIUM
