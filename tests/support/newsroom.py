"""Takes the actions of the editorial workflow through the endpoint, and reads their effects."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from api import BRIEF, Api, Person
from bson import ObjectId
from consistency import Stored
from editorial_model import ACTIONS, SUCCESS, actions_of, stats
from editorial_posts import Post, Step, Text

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
}
_WITHOUT_INPUT = {"DELETE", "REQUEST_PUBLISH", "WITHDRAW"}
_WITHOUT_REVISION = _WITHOUT_INPUT | {"UNPUBLISH"}
AUTHORS, ADMINS, READER = ("Ada", "Ben"), ("Eve", "Max"), "Rita"
VIEWERS = (*AUTHORS, *ADMINS, READER, None)
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
  query ($id: ID!, $slug: String!, $search: String!) {{
    blog(id: $id) {{ {_SHOWN} }}
    publishedBlogs(first: 100) {{ nodes {{ {_PUBLIC} }} totalCount }}
    publishedBlog(slug: $slug) {{ {_PUBLIC} }}
    found: publishedBlogs(search: $search) {{ nodes {{ {_PUBLIC} }} }}
    tags(first: 100) {{ name count }}
  }}
"""
# Each text has a word of its own, by which it is recognised anywhere in a response.
WORD = re.compile(r"w\d+x")


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

    async def become_due(self, blog_id: str) -> None:
        """Move the time of a scheduled publication into the past."""
        past = datetime.now(UTC) - timedelta(seconds=1)
        times = {"published_at": past, "first_published_at": past}
        await self.blogs.update_one({"_id": oid_of("Blog", blog_id)}, {"$min": times})

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
        pages = await self.read(PUBLIC, viewer, blog_id, slug=slug, search=word)
        approved = {found for each in public.values() for found in words_of(each.text)}
        assert {*WORD.findall(str(pages))} <= approved
        assert comparable(pages["blog"]) == shown(post, viewer)
        listed = pages["publishedBlogs"]
        assert listed["totalCount"] == len(public)
        texts = {key: each.text for key, each in public.items()}
        assert {each["id"]: text_of(each) for each in listed["nodes"]} == texts
        by_slug = pages["publishedBlog"]
        assert (by_slug and text_of(by_slug)) == (one and one.text)
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


def words_of(text: Text) -> set[str]:
    """Return the recognisable words of a text."""
    return {*WORD.findall(f"{text.title} {text.markdown} {text.tags}")}


def text_of(blog: Mapping[str, Any]) -> Text:
    """Return the text in a response."""
    return Text(blog["title"], blog["content"]["markdown"], tuple(blog["tags"]))


def comparable(blog: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the blog in a response in the form of `shown`."""
    if blog is None:
        return None
    times = {name: blog[name] is not None for name in ("publishedAt", "firstPublishedAt")}
    # Not those that no state forbids, such as the creation of preview links.
    actions = {*blog["viewerActions"]} & {*ACTIONS}
    return blog | times | {"viewerActions": actions}


def shown(post: Post | None, viewer: str | None) -> dict[str, Any] | None:
    """Return `blog(id)` as the viewer should see it."""
    inside = post is not None and viewer in {*ADMINS, post.author}
    if post is None or not (inside or post.status == "PUBLISHED"):
        return None
    copy = post.copy if inside else None
    return {
        "title": post.text.title,
        "slug": post.slug,
        "status": post.status,
        "feedback": post.feedback if inside else None,
        "revision": post.revision if inside else post.approved_revision or post.revision,
        "viewerActions": actions_of(post, viewer, {*ADMINS}),
        "tags": [*post.text.tags],
        "publishedAt": post.status in {"PUBLISHED", "SCHEDULED"},
        "firstPublishedAt": post.was_public,
        "content": {"markdown": post.text.markdown},
        "reviews": [{"decision": decision} for decision in post.reviews] if inside else [],
        "versions": [
            {
                "revision": version.revision,
                "cause": version.cause,
                "title": version.text.title,
                "tags": [*version.text.tags],
                "markdown": version.text.markdown,
            }
            for version in reversed(post.versions if inside else ())
        ],
        "workingCopy": copy
        and {
            "title": copy.text.title,
            "status": copy.status,
            "feedback": copy.feedback,
            "tags": [*copy.text.tags],
            "content": {"markdown": copy.text.markdown},
        },
    }


def id_of(oid: ObjectId) -> str:
    """Return the API's id of a stored blog."""
    return encode_id("Blog", oid)
