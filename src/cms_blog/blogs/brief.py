"""The brief: subject, audience and style of a blog. All generation steps take it."""

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


class Brief(Input):
    """A validated brief."""

    language: Annotated[str, Line(MAX_NAME)] = "English"
    tone: Annotated[str, Line(MAX_NAME)] = "Informative"
    creativity: Creativity = Creativity.MEDIUM
    focus_or_niche: Annotated[str, Line(MAX_PHRASE)]
    targeted_keyword: Annotated[str, Line(MAX_PHRASE)]
    targeted_audience: Annotated[str, Line(MAX_PHRASE)]
    reference_links: Annotated[tuple[WebAddress, ...], Field(max_length=MAX_LINKS)] = ()
