"""Calls of one field of the API, with the data that a valid call needs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, cast

from api import MARKDOWN, PASSWORD, UPDATE, Api, Person
from beanie import PydanticObjectId
from httpx import ASGITransport, AsyncClient, Response
from mailed_links import stored
from sample_images import TINY_GIF
from schema_inputs import Field, Samples, document
from served_schema import served_schema
from starlette.applications import Starlette

from cms_blog.accounts.documents import Invitation, Role, UserDocument
from cms_blog.accounts.invitations.service import OpenInvitation, invitation_token
from cms_blog.accounts.links.addresses import verification_token
from cms_blog.accounts.links.passwords import reset_token
from cms_blog.accounts.user_cache import UserCache
from cms_blog.blogs.content.checks.provenance import Generator
from cms_blog.graphql.types.node_ids import encode_id, encode_part_id, oid_of

SCHEMA = served_schema()
FIELDS: dict[str, tuple[str, Field]] = {
    name: (kind, field)
    for kind, type_ in (("mutation", SCHEMA.mutation_type), ("query", SCHEMA.query_type))
    for name, field in (type_.fields.items() if type_ else ())
    if kind == "mutation" or field.args
}
# Errors that a caller can cause and fix.
CLIENT_CODES = {"BAD_REQUEST", "UNAUTHENTICATED", "FORBIDDEN"}
MODEL = Generator(model="a model", prompts=1)

type Documents = dict[str, dict[object, dict[str, Any]]]

_numbers = count(1)


@dataclass(frozen=True)
class World:
    """Callers, and sample values for a valid call."""

    people: Mapping[str, Person | None]
    samples: Samples
    foreign_id: str


async def make_world(api: Api, status: str) -> World:
    """Create an author with a blog in `status`, another author with a blog, and an admin."""
    author, other, admin = await api.make_user(), await api.make_user(), await api.make_admin()
    blog, foreign = await api.make_blog(author), await api.make_blog(other)
    if status != "SAVED":
        await api.move("requestPublish", blog["id"], author)
    if status in {"PUBLISHED", "CHANGED", "UNPUBLISHED"}:
        await api.move("approveBlog", blog["id"], admin)
    if status == "CHANGED":
        changes = {"title": "Tomatoes", "expectedRevision": blog["revision"]}
        given = {"id": blog["id"], "input": changes}
        blog = (await api.execute(UPDATE, given, as_user=author))["blog"]
    if status == "UNPUBLISHED":
        await api.move("unpublishBlog", blog["id"], admin)
    if status == "REJECTED":
        await api.move("rejectBlog", blog["id"], admin, feedback="No.")
    note_id = await _make_note(api, author, blog["id"])
    author_id = oid_of("User", author.id)
    assert author_id is not None
    blog_id = oid_of("Blog", blog["id"])
    assert blog_id is not None
    other_id = oid_of("User", other.id)
    assert other_id is not None
    token = api.services.preview_links.issue(blog_id, author_id, 0, timedelta(hours=1))
    links = await made_links(api, author, admin)
    samples = Samples(
        {
            "token": token.text,
            **links,
            "id": blog["id"],
            "blogId": blog["id"],
            "tag": "Herbs",
            "authorId": author.id,
            "after": None,
            # Backward pagination excludes `first`, which is given.
            "before": None,
            "last": None,
            # Each call must save a new blog.
            "idempotencyKey": None,
            "anchor": blog["content"]["sections"][-1]["anchor"],
            "slug": "balcony-tomatoes",
            "UpdateSlugInput.slug": f"other-tomatoes-{next(_numbers)}",
            "expectedRevision": blog["revision"],
            "noteId": note_id,
            **{f"{field}.id": note_id for field in ("resolveNote", "reopenNote", "deleteNote")},
            **{
                f"{action}Account{what}.id": encode_id("Account", other_id)
                for action, what in (("set", "Role"), ("suspend", ""), ("reinstate", ""))
            },
            # Of a version: each blog has the one of its first save.
            "revision": 1,
            # Other values are not accepted yet.
            "publishAt": None,
            "email": author.email,
            "SignupInput.email": f"new{next(_numbers)}@example.com",
            "InviteUserInput.email": f"new{next(_numbers)}@example.com",
            "newEmail": f"new{next(_numbers)}@example.com",
            "password": PASSWORD,
            "currentPassword": PASSWORD,
            "newPassword": "another horse",
            "String": "Balcony tomatoes",
            "Markdown": MARKDOWN,
            "URL": "https://example.com/a",
            # A picture must have been uploaded.
            "avatarUrl": None,
            "HexColor": "#1A2B3C",
            "Int": 1,
            "Boolean": True,
            "Upload": TINY_GIF,
            "receipts": [api.services.receipts.issue(author_id, [], None, MODEL)],
        }
    )
    people = {"author": author, "admin": admin, "signed out": None}
    return World(people, samples, foreign["id"])


class Worlds:
    """Worlds by the status of the blog: each is made once, and restored when it is used again.

    Args:
        user_cache: the cache of the server that is called.
    """

    def __init__(self, user_cache: UserCache) -> None:
        self._user_cache = user_cache
        self._made: dict[str, tuple[World, Documents]] = {}

    async def get(self, api: Api, status: str, *, fresh: bool) -> World:
        """The database has the documents of the world, and no others. `fresh` makes new ones."""
        if status not in self._made or fresh:
            await self._write(api, {})
            self._made[status] = await make_world(api, status), await documents_of(api)
        else:
            await self._write(api, self._made[status][1])
        return self._made[status][0]

    async def _write(self, api: Api, wanted: Documents) -> None:
        for name, found in (await documents_of(api)).items():
            collection, kept = api.services.database[name], wanted.get(name, {})
            if extra := found.keys() - kept.keys():
                await collection.delete_many({"_id": {"$in": [*extra]}})
            for oid, before in kept.items():
                if found.get(oid) != before:
                    await collection.replace_one({"_id": oid}, before, upsert=True)
                if name == "users":
                    with self._user_cache.invalidating(cast("Any", oid)):
                        pass


async def documents_of(api: Api) -> Documents:
    """Return all documents of the database, by collection and id."""
    database = api.services.database
    return {
        name: {found["_id"]: found async for found in database[name].find()}
        for name in await database.list_collection_names()
    }


async def made_links(api: Api, author: Person, admin: Person) -> dict[str, str]:
    """Tokens of links for the author, and an invitation of the admin."""
    user = UserDocument.read(await stored(api, author))
    inviter = UserDocument.read(await stored(api, admin))
    invitation = Invitation(
        id=PydanticObjectId(),
        email=f"invited{next(_numbers)}@example.com",
        role=Role.USER,
        expires_at=datetime.now(UTC) + timedelta(days=1),
    )
    await api.services.database["users"].update_one(
        {"_id": inviter.oid}, {"$set": {"invitations": [invitation.model_dump()]}}
    )
    tokens, opened = api.services.link_tokens, OpenInvitation(invitation, inviter)
    return {
        "ResetPasswordInput.token": reset_token(user, tokens).text,
        "VerifyEmailInput.token": verification_token(user, tokens).text,
        "AcceptInviteInput.token": invitation_token(opened, tokens, mailed=True).text,
        "revokeInvitation.id": encode_part_id("Invitation", inviter.oid, invitation.id),
    }


async def _make_note(api: Api, author: Person, blog_id: str) -> str:
    """Add a note with a suggestion; return its id."""
    given = {"body": "A note.", "quote": "They grow anywhere.", "suggestion": "They grow."}
    result = await api.execute(
        """
        mutation ($id: ID!, $input: AddNoteInput!) {
          addNote(blogId: $id, input: $input) { ... on AddNoteSuccess { note { id } } }
        }
        """,
        {"id": blog_id, "input": given},
        as_user=author,
    )
    return result["note"]["id"]


class Caller:
    """Calls one field over HTTP, and reads the database and the stored files."""

    def __init__(self, app: Starlette, api: Api, name: str) -> None:
        self.name = name
        self.kind, self.field = FIELDS[name]
        self._document = document(self.kind, name, self.field)
        self._app, self._api = app, api

    async def send(self, variables: dict[str, Any], person: Person | None) -> Response:
        # A new address for each request, so that rate limits do not apply.
        number = next(_numbers)
        transport = ASGITransport(self._app, client=(f"10.0.{number // 250}.{number % 250}", 1))
        headers = {"Accept": "application/graphql-response+json"}
        if person is not None:
            headers["Authorization"] = f"Bearer {person.token}"
        files: dict[str, bytes] = {}
        body = {"query": self._document, "variables": _without_files(variables, "variables", files)}
        async with AsyncClient(transport=transport, base_url="http://testserver") as http:
            if not files:
                headers["Content-Type"] = "application/json"
                content = json.dumps(body)
                return await http.post("/graphql", content=content, headers=headers)
            named = {str(n): ("a", data) for n, data in enumerate(files.values())}
            fields = {
                "operations": json.dumps(body),
                "map": json.dumps({str(n): [path] for n, path in enumerate(files)}),
            }
            headers["Apollo-Require-Preflight"] = "true"
            return await http.post("/graphql", data=fields, files=named, headers=headers)

    async def stored(self) -> dict[object, object]:
        """Everything that a call can write: documents by id, and files."""
        services = self._api.services
        everything: dict[object, object] = {}
        for name in ("users", "blogs", "blog_versions"):
            async for found in services.database[name].find():
                everything[found["_id"]] = found
        return everything | dict.fromkeys(_files_below(services.settings.uploads_url))


def _files_below(folder: str) -> list[Path]:
    return list(Path(folder).rglob("*.*"))


def _without_files(value: Any, path: str, files: dict[str, bytes]) -> Any:
    if isinstance(value, bytes):
        files[path] = value
        return None
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        return {key: _without_files(item, f"{path}.{key}", files) for key, item in items}
    return value


def read(response: Response, name: str) -> tuple[str, Any]:
    """Return the error's code or the value's type, with the error or the value; fail on a fault."""
    answer = response.json()
    if "errors" in answer:
        (error,) = answer["errors"][:1]
        code = error["extensions"]["code"]
        assert code in CLIENT_CODES, error
        assert (
            response.status_code == 200 if "data" in answer else 400 <= response.status_code < 500
        )
        return code, error
    assert response.status_code == 200, answer
    value = answer["data"][name]
    if isinstance(value, list):
        return "list", cast("list[Any]", value)
    return ("null" if value is None else value["__typename"]), value


def is_accepted(outcome: str) -> bool:
    return outcome not in CLIENT_CODES and outcome != "null" and not outcome.endswith("Error")
