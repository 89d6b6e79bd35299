"""Documents of earlier releases, and the operations that read them."""

from typing import Any

from api import Api, Person
from bson import ObjectId
from old_blogs import old_blog

from cms_blog.maintenance.migrations.run import MIGRATIONS

USERS, BLOGS = MIGRATIONS


READ = """
  query Read($slug: String!) {
    publishedBlog(slug: $slug) {
      title publishedAt revision
      brief { referenceLinks creativity }
      content { markdown html sections { anchor } }
    }
  }
"""


COVER = "https://example.com/cover.png?a=1&copy=2"


READ_ONE = """
  query Read($id: ID!) {
    blog(id: $id) { title coverImageUrl content { markdown html sections { level } } }
  }
"""


SEARCH = "query Search($words: String!) { blogs(search: $words) { nodes { title } } }"


async def stored(api: Api, author: Person, *blogs: dict[str, Any]) -> list[ObjectId]:
    user = await api.services.database["users"].find_one({"email": author.email})
    assert user is not None
    made = [old_blog(user["_id"]) | blog for blog in blogs]
    await api.services.database["blogs"].insert_many(made)
    return [blog["_id"] for blog in made]


async def age(api: Api) -> None:
    """Convert all blogs to the last version that included titles in texts."""
    blogs = api.services.database["blogs"]
    await blogs.update_many({}, {"$set": {"final_blog.renderer": 2, "final_blog.html": "old"}})


async def one(api: Api, oid: ObjectId) -> dict[str, Any]:
    found = await api.services.database["blogs"].find_one({"_id": oid})
    assert found is not None
    return found
