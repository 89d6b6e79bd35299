"""The query for related blogs."""

from typing import Annotated

import strawberry

from cms_blog.blogs.presentation import present, projection
from cms_blog.blogs.related.service import MAX_RELATED, related_blogs
from cms_blog.blogs.schema import BlogId
from cms_blog.blogs.types import Blog
from cms_blog.context import Info
from cms_blog.graphql.execution.limits import holds
from cms_blog.graphql.execution.response_cache import PUBLIC
from cms_blog.graphql.types.node_ids import oid_of


@strawberry.type
class RelatedQuery:
    @strawberry.field(
        description=(
            "Published blogs that share tags or words of title and excerpt with this published "
            "one, closest first: a common tag counts as much as three common words. Empty if the "
            "blog does not exist or is not public."
        ),
        metadata={**PUBLIC, **holds(MAX_RELATED)},
    )
    async def related_blogs(
        self,
        info: Info,
        id: BlogId,
        first: Annotated[
            int,
            strawberry.argument(description=f"Maximum number of blogs, from 1 to {MAX_RELATED}."),
        ] = 3,
    ) -> list[Blog]:
        fields, oid = info.selected(), oid_of("Blog", id)
        if oid is None:
            return []
        records = await related_blogs(oid, first, projection(fields))
        return await present(records, info.context, fields)
