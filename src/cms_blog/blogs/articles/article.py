"""The `Article` interface of the API."""

import strawberry

from cms_blog.accounts.types import User
from cms_blog.blogs.content.types import BlogContent, Reference
from cms_blog.graphql.types.scalars import URL
from cms_blog.media.schema import Image

LANGUAGE_TAG = (
    "BCP 47 tag of the text's language, for `lang` attributes, derived from the brief's language; "
    "null if it is unknown."
)
COVER_IMAGE = (
    "The cover as an image of this server; null without one, if it is hosted elsewhere, or if its "
    "file can't be read."
)


@strawberry.interface(
    description="A readable text of a post, with all that a page needs that shows one."
)
class Article:
    title: str = strawberry.field(description="The title, in one line.")
    tags: list[str] = strawberry.field(description="The tags in the author's order.")
    language_tag: str | None = strawberry.field(description=LANGUAGE_TAG)
    cover_image_url: URL | None = strawberry.field(description="The address of the cover image.")
    cover_image: Image | None = strawberry.field(description=COVER_IMAGE)
    content: BlogContent = strawberry.field(description="The text.")
    references: list[Reference] = strawberry.field(
        description="The pages that the text is based on, and whether they could be read."
    )
    author: User = strawberry.field(description="The author of the text.")
