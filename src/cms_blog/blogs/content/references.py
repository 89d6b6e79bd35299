"""The pages that a text draws on, and whether they could be read."""

from enum import StrEnum
from typing import Annotated

from cms_blog.validation.inputs import Input, Line, WebAddress

MAX_REFERENCE_TITLE = 300


class ReferenceStatus(StrEnum):
    """What became of a link. The values are those that MongoDB holds."""

    READ = "read"
    UNREADABLE = "unreadable"
    PAYWALLED = "paywalled"
    UNSAFE = "unsafe"
    NOT_READ = "not_read"


class Reference(Input):
    """A page that the text draws on; `title` is what the text calls it."""

    url: WebAddress
    title: Annotated[str, Line(MAX_REFERENCE_TITLE)] | None = None
    status: ReferenceStatus = ReferenceStatus.NOT_READ
