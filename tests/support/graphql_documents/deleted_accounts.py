"""Accounts with blogs in all statuses, and their deletion."""

import asyncio
from typing import Any

from api import PASSWORD, Api, Person
from bson import ObjectId

from cms_blog.graphql.types.node_ids import oid_of

DELETE = """
  mutation Delete($password: String!, $blogs: BlogsAtDeletion!) {
    deleteAccount(input: {password: $password, blogs: $blogs}) {
      __typename
      ... on DeleteAccountSuccess { deletedId }
      ... on InvalidInputError { fields { path message } }
      ... on UserError { message }
    }
  }
"""


async def delete(
    api: Api, person: Person, blogs: str = "DELETE", password: str = PASSWORD
) -> dict[str, Any]:
    variables = {"password": password, "blogs": blogs}
    return await api.execute(DELETE, variables, as_user=person)


def oid(person: Person) -> ObjectId:
    found = oid_of("User", person.id)
    assert found is not None
    return found


async def blogs_of(api: Api, person: Person) -> list[dict[str, Any]]:
    return await api.services.database["blogs"].find({"author_id": oid(person)}).to_list()


async def in_all_statuses(api: Api, author: Person, admin: Person) -> dict[str, dict[str, Any]]:
    """Create one blog per status; return them by status."""
    saved, pending, rejected = [await api.make_blog(author) for _ in range(3)]
    await api.move("requestPublish", pending["id"], author)
    await api.move("requestPublish", rejected["id"], author)
    await api.move("rejectBlog", rejected["id"], admin, feedback="More sun.")
    published = await api.make_published(author, admin)
    return {"SAVED": saved, "PENDING": pending, "REJECTED": rejected, "PUBLISHED": published}


async def mark(api: Api, person: Person, blogs: str = "delete") -> None:
    """Bring an account into the state of a deletion that was interrupted after its first step."""
    await api.services.database["users"].update_one(
        {"_id": oid(person)}, {"$set": {"leaving": blogs}, "$inc": {"session_epoch": 1}}
    )


async def gone(api: Api, person: Person) -> bool:
    for _ in range(1_000):
        if not await api.services.database["users"].find_one({"_id": oid(person)}):
            return True
        await asyncio.sleep(0.01)
    return False
