"""The brief: what the author asked for, the same for every generation step and kept with a blog."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from cms_blog.validation.inputs import Input, Line, WebAddress

MAX_PHRASE = 200
MAX_NAME = 60
MAX_LINKS = 20


class Creativity(StrEnum):
    """How far the text may wander. The values are those that MongoDB holds."""

    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"


class Brief(Input):
    """What the author asked for, checked."""

    language: Annotated[str, Line(MAX_NAME)] = "English"
    tone: Annotated[str, Line(MAX_NAME)] = "Informative"
    creativity: Creativity = Creativity.MEDIUM
    focus_or_niche: Annotated[str, Line(MAX_PHRASE)]
    targeted_keyword: Annotated[str, Line(MAX_PHRASE)]
    targeted_audience: Annotated[str, Line(MAX_PHRASE)]
    reference_links: Annotated[tuple[WebAddress, ...], Field(max_length=MAX_LINKS)] = ()
