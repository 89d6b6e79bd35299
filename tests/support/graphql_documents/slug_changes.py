"""An author, an admin, and their changes of slugs."""

from typing import Any

from api import Api, Person, oid_of
from old_blogs import old_blog

from cms_blog.graphql.types.node_ids import encode_id

UPDATE_SLUG = """
  mutation ($id: ID!, $input: UpdateSlugInput!) {
    updateSlug(id: $id, input: $input) {
      __typename
      ... on UpdateSlugSuccess { blog { id slug status revision viewerActions } }
      ... on EditConflictError { blog { id slug revision } }
      ... on BlogStatusError { blog { id slug } }
      ... on InvalidInputError { fields { path message code } }
      ... on UserError { message }
    }
  }
"""


PUBLIC = "query ($slug: String!) { publishedBlog(slug: $slug) { id slug } }"


TAKEN = [{"path": ["slug"], "message": "is or was the slug of another blog", "code": "TAKEN"}]


class Slugs:
    """An author, an admin, and their changes of slugs."""

    def __init__(self, api: Api, author: Person, admin: Person) -> None:
        self.api, self.author, self.admin = api, author, admin
        self.blogs = api.services.database["blogs"]

    async def raw(self, blog: dict[str, Any]) -> dict[str, Any]:
        found = await self.blogs.find_one({"_id": oid_of("Blog", blog["id"])})
        assert found is not None
        return found

    async def update(
        self, blog: dict[str, Any], slug: str, person: Person, revision: int | None = None
    ) -> dict[str, Any]:
        """Change the slug, by default at the current revision."""
        current = (await self.raw(blog)).get("revision", 1) if revision is None else revision
        given = {"slug": slug, "expectedRevision": current}
        return await self.api.execute(
            UPDATE_SLUG, {"id": blog["id"], "input": given}, as_user=person
        )

    async def changed(self, blog: dict[str, Any], slug: str, person: Person) -> dict[str, Any]:
        """Change the slug; return the blog."""
        result = await self.update(blog, slug, person)
        assert result["__typename"] == "UpdateSlugSuccess", result
        assert result["blog"]["slug"] == slug
        return result["blog"]

    async def found(self, slug: str) -> dict[str, Any] | None:
        return await self.api.execute(PUBLIC, {"slug": slug})

    async def published(self, title: str = "Tomatoes") -> dict[str, Any]:
        return await self.api.make_published(self.author, self.admin, title=title)


async def old(slugs: Slugs, **fields: Any) -> dict[str, Any]:
    """Store a blog of a release without `slugs`."""
    author = oid_of("User", slugs.author.id)
    assert author is not None
    raw = old_blog(author, **fields)
    await slugs.blogs.insert_one(raw)
    return {"id": encode_id("Blog", raw["_id"])}
