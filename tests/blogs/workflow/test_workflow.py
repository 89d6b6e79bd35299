"""Every action in every state by every actor, through the API; review decisions."""

from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import pytest
from api import UPDATE, Api, Person, move_document
from bson import ObjectId
from consistency import Stored
from decision_table import ACTORS, ALLOWED, STATES, is_allowed

from cms_blog.graphql.types.node_ids import encode_id, oid_of

DELETE = """
  mutation Delete($id: ID!) {
    deleteBlog(id: $id) {
      __typename
      ... on BlogStatusError { blog { status } }
      ... on UserError { message }
    }
  }
"""
SEEN = "query ($id: ID!) { blog(id: $id) { viewerActions } }"
MUTATIONS = {
    "UPDATE": UPDATE,
    "DELETE": DELETE,
    "REQUEST_PUBLISH": move_document("requestPublish"),
    "WITHDRAW": move_document("withdrawBlog"),
    "APPROVE": move_document("approveBlog"),
    "REJECT": move_document("rejectBlog"),
    "UNPUBLISH": move_document("unpublishBlog"),
    "DISCARD_WORKING_COPY": move_document("discardWorkingCopy"),
    "RESTORE_VERSION": move_document("restoreVersion"),
    "ADD_NOTE": """
      mutation ($id: ID!) { addNote(blogId: $id, input: {body: "A note."}) { __typename } }
    """,
    "CREATE_PREVIEW_LINK": """
      mutation ($id: ID!) { createPreviewLink(blogId: $id, input: {hours: 1}) { __typename } }
    """,
    "REPUBLISH": move_document("republishBlog"),
    "UPDATE_SLUG": move_document("updateSlug"),
}
# Actions that store nothing.
UNSTORED = {"CREATE_PREVIEW_LINK"}
INPUTS: dict[str, dict[str, Any]] = {
    "UPDATE": {"title": "Other"},
    "REJECT": {"feedback": "No."},
    "RESTORE_VERSION": {"revision": 1},
    "UPDATE_SLUG": {"slug": "other"},
}
MAX_REVIEWS = 100
ADMIN_ACTIONS = {"APPROVE", "REJECT", "UNPUBLISH", "REPUBLISH"}


class Cell(NamedTuple):
    """Cell of the decision table: a stored blog in a state, and the person who acts on it."""

    state: str
    actor: str
    person: Person | None
    blog_id: str
    before: dict[str, Any]


async def make_people(api: Api) -> dict[str, Person | None]:
    author, other = await api.make_user(), await api.make_user()
    admin, both = await api.make_admin(), await api.make_admin()
    people = (author, admin, both, other, None)
    return dict(zip(ACTORS, people, strict=True))


async def make_cell(
    api: Api, pattern: dict[str, Any], state: str, author_id: ObjectId
) -> tuple[str, dict[str, Any]]:
    """Store a blog in this state; return its id and the document."""
    document: dict[str, Any] = pattern | STATES[state]
    document |= {"_id": ObjectId(), "author_id": author_id}
    if "slug" in document:
        document["slug"] = f"kept-{document['_id']}"
    if "working" in document:
        text = {name: pattern[name] for name in ("meta", "final_blog", "images")}
        document["working"] = document["working"] | text
    await api.services.database["blogs"].insert_one(document)
    return encode_id("Blog", document["_id"]), document


async def cells(api: Api, *, orphaned: bool) -> AsyncIterator[Cell]:
    """Yield a new blog in each state for each actor.

    There is more than one admin, so that none may approve their own blog.
    """
    people = await make_people(api)
    author, both = people["author"], people["author who is an admin"]
    assert author is not None
    assert both is not None
    await api.make_blog(author)
    blogs = api.services.database["blogs"]
    pattern = await blogs.find_one({}, {"slug": 0, "published_at": 0, "requested_at": 0})
    assert pattern is not None
    for state in STATES:
        for actor, person in people.items():
            if orphaned and actor in {"author", "author who is an admin"}:
                continue
            owner = oid_of("User", both.id if actor == "author who is an admin" else author.id)
            author_id = ObjectId() if orphaned else owner
            assert author_id is not None
            blog_id, before = await make_cell(api, pattern, state, author_id)
            yield Cell(state, actor, person, blog_id, before)


@pytest.mark.parametrize("orphaned", [False, True])
@pytest.mark.parametrize("action", ALLOWED)
async def test_every_action_in_every_state_by_every_actor(api: Api, action: str, orphaned: bool):
    blogs = api.services.database["blogs"]
    wrong: list[object] = []
    async for cell in cells(api, orphaned=orphaned):
        state, actor, before = cell.state, cell.actor, cell.before
        allowed = is_allowed(action, state, actor, orphaned=orphaned, self_approval=False)
        answer = await taken(api, action, cell.blog_id, before["revision"], cell.person)
        after = await blogs.find_one({"_id": before["_id"]})
        expected = outcome(action, state, actor, allowed=allowed, orphaned=orphaned)
        changed = after != before
        stored = allowed and action not in UNSTORED
        if (answer, changed) != (expected, stored):
            wrong.append((state, actor, answer, changed))
        elif allowed:
            await blogs.update_one({"_id": before["_id"]}, {"$unset": {"slugs": "", "slug": ""}})
            blog = Stored(after).blog
            found = blog and (blog["status"], blog.get("working", {}).get("status"))
            assert found == ALLOWED[action][0][state]
    assert wrong == []


@pytest.mark.parametrize("orphaned", [False, True])
async def test_viewer_actions_are_the_allowed_ones(api: Api, orphaned: bool):
    wrong: list[object] = []
    async for cell in cells(api, orphaned=orphaned):
        blog = await api.execute(SEEN, {"id": cell.blog_id}, as_user=cell.person)
        offered: list[str] = blog["viewerActions"] if blog else []
        allowed = {
            action
            for action in ALLOWED
            if is_allowed(action, cell.state, cell.actor, orphaned=orphaned, self_approval=False)
        }
        if len(offered) != len(allowed) or {*offered} != allowed:
            wrong.append((cell.state, cell.actor, offered))
    assert wrong == []


async def taken(api: Api, action: str, blog_id: str, revision: int, person: Person | None) -> str:
    """Take the action; return the type of the result or the code of the error."""
    given = {"expectedRevision": revision} | INPUTS.get(action, {})
    answer = await api.send(MUTATIONS[action], {"id": blog_id, "input": given}, as_user=person)
    if "errors" in answer:
        return answer["errors"][0]["extensions"]["code"]
    (result,) = answer["data"].values()
    return result["__typename"]


def outcome(action: str, state: str, actor: str, *, allowed: bool, orphaned: bool) -> str:
    """The expected type of the result, or code of the error."""
    if actor == "signed out":
        return "UNAUTHENTICATED"
    is_admin = "admin" in actor
    if action in ADMIN_ACTIONS and not is_admin:
        return "FORBIDDEN"
    if allowed:
        field = MUTATIONS[action].partition("{")[2].partition("(")[0].strip()
        return f"{field[0].upper()}{field[1:]}Success"
    for_admins = action in {*ADMIN_ACTIONS, "UPDATE_SLUG"} or (action == "DELETE" and orphaned)
    its_own = actor in {"author", "author who is an admin"}
    if is_admin and its_own and is_allowed(action, state, actor, orphaned=orphaned):
        return "SelfApprovalError"
    return "BlogStatusError" if its_own or (is_admin and for_admins) else "NotFoundError"


async def test_status_errors_name_the_required_status(api: Api):
    ada, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(ada)
    refused = await api.move("approveBlog", blog["id"], admin)
    assert refused["message"] == (
        "The blog is SAVED, but this action requires PENDING or PUBLISHED (working copy: PENDING). "
        "Someone else may have changed it. Reload it and try again."
    )
    refused = await api.move("republishBlog", blog["id"], admin)
    assert refused["message"].startswith("Only a blog that was unpublished and has not been edited")
    await api.move("requestPublish", blog["id"], ada)
    refused = await api.execute(MUTATIONS["DELETE"], {"id": blog["id"]}, as_user=ada)
    assert "requires REJECTED or SAVED." in refused["message"]


@pytest.mark.parametrize("field", ["approveBlog", "rejectBlog"])
@pytest.mark.parametrize("offset", [-1, 1])
async def test_a_decision_on_another_revision_is_a_conflict(api: Api, field: str, offset: int):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author)
    await api.move("requestPublish", blog["id"], author)
    blogs = api.services.database["blogs"]
    before = await blogs.find_one({"_id": oid_of("Blog", blog["id"])})
    given = {"feedback": "Too short."} if field == "rejectBlog" else {}
    revision = blog["revision"] + offset
    result = await api.move(field, blog["id"], admin, expectedRevision=revision, **given)
    assert result["__typename"] == "EditConflictError"
    assert await blogs.find_one({"_id": oid_of("Blog", blog["id"])}) == before


async def test_a_text_edited_during_review_is_not_published(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    reviewed = await api.make_blog(author)
    await api.move("requestPublish", reviewed["id"], author)
    await api.move("withdrawBlog", reviewed["id"], author)
    edit = """
      mutation($id: ID!, $input: UpdateBlogInput!) {
        updateBlog(id: $id, input: $input) { ... on UpdateBlogSuccess { blog { revision } } }
      }"""
    changes = {"expectedRevision": reviewed["revision"], "title": "Not reviewed"}
    await api.execute(edit, {"id": reviewed["id"], "input": changes}, as_user=author)
    await api.move("requestPublish", reviewed["id"], author)
    revision = reviewed["revision"]
    result = await api.move("approveBlog", reviewed["id"], admin, expectedRevision=revision)
    assert result["__typename"] == "EditConflictError"


async def test_the_latest_hundred_reviews_are_kept(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author)
    blogs, where = api.services.database["blogs"], {"_id": oid_of("Blog", blog["id"])}
    # The first review of the API is the pattern of those up to the limit.
    for number in (0, MAX_REVIEWS - 1, MAX_REVIEWS):
        await blogs.update_one(where, {"$set": {"status": "pending"}})
        await api.move("rejectBlog", blog["id"], admin, feedback=f"Review {number}")
        raw = await blogs.find_one(where)
        assert raw is not None
        if number == 0:
            (review,) = raw["reviews"]
            reviews = [review | {"feedback": f"Review {n}"} for n in range(MAX_REVIEWS - 1)]
            await blogs.update_one(where, {"$set": {"reviews": reviews}})
        else:
            kept = [review["feedback"] for review in raw["reviews"]]
            first = number + 1 - MAX_REVIEWS
            assert kept == [f"Review {n}" for n in range(first, number + 1)]
