"""Operations on blogs, and their stored documents."""

from typing import Any

from api import BLOG_FIELDS, BRIEF, MARKDOWN, SAVE, UPDATE, Api, Person
from bson import ObjectId

from cms_blog.graphql.types.node_ids import decode_id

BLOG = "query Blog($id: ID!) { blog(id: $id) { ...BlogFields } }" + BLOG_FIELDS


DELETE = """
  mutation Delete($id: ID!) {
    deleteBlog(id: $id) {
      __typename
      ... on DeleteBlogSuccess { deletedId }
      ... on BlogStatusError { blog { status } }
      ... on UserError { message }
    }
  }
"""


LIST = """
  query List($status: BlogStatus, $search: String, $first: Int! = 20, $after: String) {
    blogs(status: $status, search: $search, first: $first, after: $after) {
      nodes { id title status }
      edges { cursor }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
    }
  }
"""


STATS = "{ dashboardStats { total saved pending published rejected } }"


NO_BLOG = "There is no such blog, or it is not yours. It may have been deleted."


def oid_in(node_id: str) -> ObjectId:
    decoded = decode_id(node_id)
    assert decoded is not None
    return decoded[1]


async def stored(api: Api, blog: dict[str, Any]) -> dict[str, Any] | None:
    return await api.services.database["blogs"].find_one({"_id": oid_in(blog["id"])})


async def save(api: Api, author: Person, **overrides: Any) -> dict[str, Any]:
    given = {"brief": BRIEF, "title": "Tomatoes", "markdown": MARKDOWN} | overrides
    return await api.execute(SAVE, {"input": given}, as_user=author)


async def update(api: Api, author: Person, blog_id: str, **given: Any) -> dict[str, Any]:
    return await api.execute(UPDATE, {"id": blog_id, "input": given}, as_user=author)
