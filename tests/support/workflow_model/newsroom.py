"""Takes the actions of the editorial workflow through the endpoint, and reads their effects."""

from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from api import BRIEF, Api, Person
from bson import ObjectId
from consistency import Stored
from editorial_model import SUCCESS, stats
from editorial_notes import DOCUMENTS as NOTE_DOCUMENTS
from editorial_notes import NOTES, Note, NoteStep
from editorial_notes import variables_of as note_variables
from editorial_posts import Post, Step, Text
from editorial_views import ADMINS, AUTHORS, READER, WORD, comparable, shown, text_of, words_of

from cms_blog.graphql.types.node_ids import encode_id, oid_of

FIELDS = {
    "UPDATE": "updateBlog",
    "RESTORE_VERSION": "restoreVersion",
    "DELETE": "deleteBlog",
    "REQUEST_PUBLISH": "requestPublish",
    "WITHDRAW": "withdrawBlog",
    "APPROVE": "approveBlog",
    "REJECT": "rejectBlog",
    "UNPUBLISH": "unpublishBlog",
    "DISCARD_WORKING_COPY": "discardWorkingCopy",
    "REPUBLISH": "republishBlog",
    "UPDATE_SLUG": "updateSlug",
}
_WITHOUT_INPUT = {"DELETE", "REQUEST_PUBLISH", "WITHDRAW"}
_WITHOUT_REVISION = _WITHOUT_INPUT | {"UNPUBLISH"}
SAVE = """
  mutation ($input: SaveBlogInput!) {
    saveBlog(input: $input) { ... on SaveBlogSuccess { blog { id } } }
  }
"""
_SHOWN = """
  title slug status feedback revision viewerActions tags publishedAt firstPublishedAt
  content { markdown }
  reviews { decision }
  versions { revision cause title tags markdown }
  workingCopy { title status feedback tags content { markdown } }
"""
READ = f"query ($id: ID!) {{ blog(id: $id) {{ {_SHOWN} }} }}"
# Also with the author's counts.
READ_OWN = f"""
  query ($id: ID!) {{
    blog(id: $id) {{ {_SHOWN} }}
    dashboardStats {{ total saved pending published rejected scheduled publishedWithChanges }}
  }}
"""
_PUBLIC = """
  id title slug status tags revision feedback viewerActions imagePrompt coverImageUrl
  content { markdown html excerpt metaTitle metaDescription sections { markdown } }
  workingCopy { title } reviews { decision feedback } versions { title }
"""
PUBLIC = f"""
  query ($id: ID!, $slug: String!, $search: String!, $old: String = "no-slug") {{
    blog(id: $id) {{ {_SHOWN} }}
    publishedBlogs(first: 100) {{ nodes {{ {_PUBLIC} }} totalCount }}
    publishedBlog(slug: $slug) {{ {_PUBLIC} }}
    old: publishedBlog(slug: $old) {{ id }}
    found: publishedBlogs(search: $search) {{ nodes {{ {_PUBLIC} }} }}
    tags(first: 100) {{ name count }}
    noted: blog(id: $id) {{ notes {{ body quote suggestion }} }}
  }}
"""


def document_of(action: str) -> str:
    """Return the mutation of the action, with `$id`, and `$input` if it has one."""
    name = FIELDS[action]
    type_ = f"{name[0].upper()}{name[1:]}"
    variable, argument = "", ""
    if action not in _WITHOUT_INPUT:
        required = "" if action == "UNPUBLISH" else "!"
        variable, argument = f", $input: {type_}Input{required}", ", input: $input"
    blog = "blog { id status revision }"
    success = "deletedId" if action == "DELETE" else blog
    conflict = "" if action in _WITHOUT_REVISION else f"... on EditConflictError {{ {blog} }}"
    return f"""
      mutation ($id: ID!{variable}) {{
        {name}(id: $id{argument}) {{
          __typename ... on {type_}Success {{ {success} }} ... on BlogStatusError {{ {blog} }}
          {conflict}
        }}
      }}
    """


DOCUMENTS = {action: document_of(action) for action in FIELDS}


# A change of a stored blog, given its id, that is no action.
type Change = Callable[[str], Coroutine[Any, Any, None]]


class Outcome(NamedTuple):
    """The outcome in the terms of the model, and the blog in the result, if any."""

    kind: str
    blog: Mapping[str, Any] | None


def variables_of(blog_id: str, step: Step) -> dict[str, Any]:
    """Return the variables of the mutation."""
    given: dict[str, Any] = {**step.changes}
    if step.action not in _WITHOUT_REVISION:
        given["expectedRevision"] = step.revision
    if step.action in {"REJECT", "UNPUBLISH"}:
        given["feedback" if step.action == "REJECT" else "reason"] = step.feedback
    if step.action == "RESTORE_VERSION":
        given["revision"] = step.restored
    if step.action == "UPDATE_SLUG":
        given["slug"] = step.slug
    if step.later:
        given["publishAt"] = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    return {"id": blog_id} | ({} if step.action in _WITHOUT_INPUT else {"input": given})


def outcome_of(answer: Mapping[str, Any]) -> Outcome:
    """Return the outcome of a response to a mutation."""
    if "errors" in answer:
        return Outcome(answer["errors"][0]["extensions"]["code"], None)
    (result,) = answer["data"].values()
    name: str = result["__typename"]
    return Outcome(SUCCESS if name.endswith(SUCCESS) else name, result.get("blog"))


class Newsroom:
    """Two authors, two admins and a reader, by name, and their blogs in the database."""

    def __init__(self, api: Api, people: Mapping[str, Person]) -> None:
        self._api, self._people = api, people
        self.blogs = api.services.database["blogs"]
        self.versions = api.services.database["blog_versions"]

    @classmethod
    async def of(cls, maker: Api, api: Api) -> "Newsroom":
        """Create the accounts with `maker`; actions are taken through `api`."""
        made = [await maker.make_user() for _ in (*AUTHORS, READER)]
        made += [await maker.make_admin() for _ in ADMINS]
        return cls(api, dict(zip((*AUTHORS, READER, *ADMINS), made, strict=True)))

    def _person(self, name: str | None) -> Person | None:
        return None if name is None else self._people[name]

    def oid(self, name: str) -> ObjectId:
        """Return the user's id in the database."""
        oid = oid_of("User", self._people[name].id)
        assert oid is not None
        return oid

    def suffix(self, blog_id: str) -> str:
        """Return the part of the blog's id that a slug gets if another blog has the same title."""
        return str(oid_of("Blog", blog_id))[-6:]

    async def clear(self) -> None:
        """Delete all blogs."""
        await self.blogs.delete_many({})
        await self.versions.delete_many({})

    async def ids(self) -> list[str]:
        """Return the ids of all blogs."""
        return [id_of(blog["_id"]) for blog in await self.blogs.find({}, {"_id": 1}).to_list()]

    async def save(self, author: str, text: Text) -> str:
        """Save a new blog; return its id."""
        given = {"brief": BRIEF, "title": text.title, "markdown": text.markdown}
        variables = {"input": given | {"tags": [*text.tags]}}
        saved = await self._api.execute(SAVE, variables, as_user=self._person(author))
        return saved["blog"]["id"]

    async def take(self, blog_id: str, step: Step) -> Outcome:
        """Take the action."""
        variables, actor = variables_of(blog_id, step), self._person(step.actor)
        return outcome_of(await self._api.send(DOCUMENTS[step.action], variables, as_user=actor))

    async def take_note(self, blog_id: str, step: NoteStep) -> tuple[str, str]:
        """Take the action on a note; return the outcome, and the note's id if it has one."""
        variables, actor = note_variables(blog_id, step), self._person(step.actor)
        answer = await self._api.send(NOTE_DOCUMENTS[step.action], variables, as_user=actor)
        kind = outcome_of(answer).kind
        data: dict[str, Any] = answer.get("data") or {}
        ids = [result["note"]["id"] for result in data.values() if "note" in (result or {})]
        return kind, ids[0] if ids else ""

    async def assert_notes(
        self, blog_id: str, post: Post | None, notes: Iterable[Note], other: str
    ) -> None:
        """The author and an admin see the notes of the model; deleted blogs have none."""
        expected = None if post is None else {"notes": [note.shown(post) for note in notes]}
        for viewer in {other} if post is None else {post.author, other}:
            blog = (await self.read(NOTES, viewer, blog_id))["blog"]
            for note in blog["notes"] if blog else ():
                note["resolvedAt"] = note["resolvedAt"] is not None
            assert blog == expected

    async def become_due(self, blog_id: str) -> None:
        """Move the time of a scheduled publication into the past."""
        past = datetime.now(UTC) - timedelta(seconds=1)
        times = {"published_at": past, "first_published_at": past}
        await self.blogs.update_one({"_id": oid_of("Blog", blog_id)}, {"$min": times})

    async def forget_versions(self, blog_id: str) -> None:
        """Store the blog as a release without versions did."""
        oid = oid_of("Blog", blog_id)
        await self.blogs.update_one({"_id": oid}, {"$unset": {"versions": ""}})
        await self.versions.delete_many({"blog_id": oid})

    async def stored(self, blog_id: str) -> Stored:
        """Return the blog as it is stored, with its versions."""
        oid = oid_of("Blog", blog_id)
        versions = await self.versions.find({"blog_id": oid}).to_list()
        return Stored(await self.blogs.find_one({"_id": oid}), versions)

    async def assert_shown(self, posts: Mapping[str, Post], blog_id: str, other: str) -> None:
        """The blog's author and someone else see what the model shows; the counts agree."""
        post = posts.get(blog_id)
        author = AUTHORS[0] if post is None else post.author
        seen = await self.read(READ_OWN, author, blog_id)
        assert comparable(seen["blog"]) == shown(post, author)
        mine = [each for each in posts.values() if each.author == author]
        assert seen["dashboardStats"] == stats(mine)
        seen = await self.read(READ, other, blog_id)
        assert comparable(seen["blog"]) == shown(post, other)

    async def assert_public(
        self, posts: Mapping[str, Post], blog_id: str, word: str, viewer: str | None
    ) -> None:
        """The public pages show the approved texts, and no other word, to someone else."""
        public = {key: post for key, post in posts.items() if post.status == "PUBLISHED"}
        post, one = posts.get(blog_id), public.get(blog_id)
        slug = (post and post.slug) or "no-slug"
        slugs = {"slug": slug, "old": post.slugs[0] if post and post.slugs else slug}
        pages = await self.read(PUBLIC, viewer, blog_id, search=word, **slugs)
        approved = {found for each in public.values() for found in words_of(each.text)}
        # A slug has words of the title that was approved first.
        approved |= {found for each in public.values() for found in WORD.findall(str(each.slug))}
        leaked = {*WORD.findall(str(pages))} - approved
        assert leaked == set(), (leaked, pages)
        assert comparable(pages["blog"]) == shown(post, viewer)
        assert pages["noted"] in (None, {"notes": []})
        listed = pages["publishedBlogs"]
        assert listed["totalCount"] == len(public)
        texts = {key: each.text for key, each in public.items()}
        assert {each["id"]: text_of(each) for each in listed["nodes"]} == texts
        by_slug = pages["publishedBlog"]
        assert (by_slug and text_of(by_slug)) == (one and one.text)
        assert pages["old"] == (one and {"id": blog_id} if slug != "no-slug" else None)
        found = {each["id"] for each in pages["found"]["nodes"]}
        assert found == {key for key, each in public.items() if word in words_of(each.text)}
        tags = [tag for each in public.values() for tag in each.text.tags]
        assert {tag["name"]: tag["count"] for tag in pages["tags"]} == Counter(tags)

    async def read(
        self, document: str, viewer: str | None, blog_id: str, **variables: Any
    ) -> dict[str, Any]:
        """Return the data of a query with `$id`."""
        given = {"id": blog_id, **variables}
        answer = await self._api.send(document, given, as_user=self._person(viewer))
        assert "errors" not in answer, answer
        return answer["data"]


def id_of(oid: ObjectId) -> str:
    """Return the API's id of a stored blog."""
    return encode_id("Blog", oid)
