"""The pages that a text is based on, and whether they could be read."""

from enum import StrEnum
from typing import Annotated

from cms_blog.validation.inputs import Input, Line, WebAddress

MAX_REFERENCE_TITLE = 300


class ReferenceStatus(StrEnum):
    """Result of reading a page. The values are stored."""

    READ = "read"
    UNREADABLE = "unreadable"
    PAYWALLED = "paywalled"
    UNSAFE = "unsafe"
    NOT_READ = "not_read"


class Reference(Input):
    """A page that the text is based on. `title` is the text of its link."""

    url: WebAddress
    title: Annotated[str, Line(MAX_REFERENCE_TITLE)] | None = None
    status: ReferenceStatus = ReferenceStatus.NOT_READ
