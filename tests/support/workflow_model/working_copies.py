"""Operations on working copies, and their fields."""

from typing import Any

from api import UPDATE, Api, Person, oid_of

COPY = """
  id status title coverImageUrl selectedIdea introMarkdown outline imagePrompt feedback
  updatedAt requestedAt author { id } brief { tone targetedKeyword }
  content { markdown html wordCount sections { heading } metaTitle unsourcedClaims { sentence } }
  references { url }
"""


READ = f"""
  query ($id: ID!) {{
    blog(id: $id) {{
      status title revision viewerActions feedback requestedAt updatedAt
      content {{ markdown }} reviews {{ decision feedback }}
      workingCopy {{ {COPY} }}
    }}
  }}
"""


RESTORE = """
  mutation ($id: ID!, $input: RestoreVersionInput!) {
    restoreVersion(id: $id, input: $input) { __typename }
  }
"""


QUEUE = """
  query ($first: Int! = 20, $after: String) {
    adminQueue(first: $first, after: $after) {
      nodes { title status workingCopy { title status } }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
  }
"""


STATS = "{ dashboardStats { total saved pending published rejected publishedWithChanges } }"


PICTURE, OTHER_PICTURE = (f"https://cms.example.com/uploads/{name * 32}.png" for name in "ab")


UNAPPROVED = {
    "title": "Unapproved title",
    "markdown": "An unapproved text, read by 90 % of all.\n\n## Unapproved heading",
    "coverImageUrl": OTHER_PICTURE,
}


async def edit(api: Api, blog_id: str, author: Person, **changes: Any) -> dict[str, Any]:
    """Edit the current revision; return the result."""
    revision = (await stored(api, blog_id)).get("revision", 1)
    given = {"expectedRevision": revision} | changes
    return await api.execute(UPDATE, {"id": blog_id, "input": given}, as_user=author)


async def read(api: Api, blog_id: str, person: Person | None) -> dict[str, Any]:
    return await api.execute(READ, {"id": blog_id}, as_user=person)


async def stored(api: Api, blog_id: str) -> dict[str, Any]:
    raw = await api.services.database["blogs"].find_one({"_id": oid_of("Blog", blog_id)})
    assert raw is not None
    return raw
