"""Versions of blogs through the endpoint, and as they are stored."""

from datetime import timedelta
from typing import Any

from api import UPDATE, Api, Person, oid_of
from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.privacy.export import export_chunks

VERSIONS = """
  versions {
    id revision cause savedAt savedBy { id } title tags coverImageUrl markdown wordCount
  }
"""
READ = f"query ($id: ID!) {{ blog(id: $id) {{ revision {VERSIONS} }} }}"


async def stored(api: Api, blog_id: str) -> dict[str, Any]:
    raw = await api.services.database["blogs"].find_one({"_id": oid_of("Blog", blog_id)})
    assert raw is not None
    return raw


async def edit(api: Api, blog_id: str, author: Person, **changes: Any) -> dict[str, Any]:
    """Edit the current revision; return the result."""
    given = {"expectedRevision": (await stored(api, blog_id)).get("revision", 1)} | changes
    return await api.execute(UPDATE, {"id": blog_id, "input": given}, as_user=author)


async def versions(api: Api, blog_id: str, person: Person | None) -> list[dict[str, Any]]:
    return (await api.execute(READ, {"id": blog_id}, as_user=person))["versions"]


async def user_of(api: Api, person: Person) -> UserDocument:
    raw = await api.services.database["users"].find_one({"_id": oid_of("User", person.id)})
    assert raw is not None
    return UserDocument.read(raw)


async def exported(api: Api, author: Person) -> str:
    """The export of the author's account, as JSON."""
    chunks = [chunk async for chunk in export_chunks(await user_of(api, author))]
    return b"".join(chunks).decode()


async def pass_time(api: Api, blog_id: str) -> None:
    """Move the latest version back by ten minutes, so that the next edit does not share it."""
    entries = (await stored(api, blog_id))["versions"]
    entries[-1]["at"] -= timedelta(minutes=10)
    entries[-1].pop("since", None)
    where = {"_id": oid_of("Blog", blog_id)}
    await api.services.database["blogs"].update_one(where, {"$set": {"versions": entries}})


async def texts(api: Api) -> set[ObjectId]:
    """The ids of the stored texts of all versions."""
    return {raw["_id"] async for raw in api.services.database["blog_versions"].find({}, {"_id": 1})}


async def referred(api: Api, *blog_ids: str) -> set[ObjectId]:
    """The ids of the versions of the blogs whose text is not the current one of their blog."""
    raws = [await stored(api, blog_id) for blog_id in blog_ids]
    entries = [entry for raw in raws for entry in raw["versions"]]
    return {entry["version_id"] for entry in entries if "in_blog" not in entry}
