"""GraphQL API of the tags of published blogs."""

from hashlib import sha256
from typing import Annotated, Self

import strawberry
from bson import ObjectId

from cms_blog.blogs.tags.service import TagCount
from cms_blog.context import Info
from cms_blog.database.pagination import MAX_PAGE, PageRequest
from cms_blog.graphql.execution.response_cache import PUBLIC
from cms_blog.graphql.types.node_ids import encode_id


@strawberry.type(description="A tag of published blogs.")
class Tag:
    id: strawberry.ID = strawberry.field(
        description="Opaque id for caches of clients, the same for all spellings: do not parse it."
    )
    name: str = strawberry.field(
        description="The tag as written in the blog with it that was published last."
    )
    count: int = strawberry.field(description="The number of published blogs with this tag.")

    @classmethod
    def of(cls, counted: TagCount) -> Self:
        oid = ObjectId(sha256(counted.key.encode()).digest()[:12])
        return cls(id=encode_id("Tag", oid), name=counted.name, count=counted.count)


@strawberry.type
class TagsQuery:
    @strawberry.field(
        description=(
            "Tags of published blogs, the most used first. Counts may be some seconds old."
        ),
        metadata=PUBLIC,
    )
    async def tags(
        self,
        info: Info,
        first: Annotated[
            int, strawberry.argument(description=f"Maximum number of tags, from 1 to {MAX_PAGE}.")
        ] = 50,
    ) -> list[Tag]:
        most = PageRequest(first=first).size
        counted = await info.context.services.tag_counts.most_used()
        return [Tag.of(each) for each in counted[:most]]
