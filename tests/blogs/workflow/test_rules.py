"""The decision table of the workflow, and positions in lists, without a server or a database."""

from collections.abc import Mapping
from typing import Any

import pytest
from bson import ObjectId
from decision_table import ACTORS, ALLOWED, STATES, WHEN, is_allowed, is_public

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.blogs.queries import MINE, PUBLISHED
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.workflow.rules import (
    RULES,
    BlogAction,
    actions_of,
    may_see,
    may_see_all,
)
from cms_blog.blogs.workflow.transitions import allowing, allowing_copy, at_revision
from cms_blog.database.pagination import Position, position_of

AUTHOR, OTHER = ObjectId(), ObjectId()
SIGNED_IN = [actor for actor in ACTORS if actor != "signed out"]
ADMIN_ACTIONS = {"APPROVE", "REJECT", "UNPUBLISH", "REPUBLISH"}


def make_viewer(actor: str) -> UserDocument | None:
    """Build the user without a database."""
    if actor == "signed out":
        return None
    oid = AUTHOR if "author" in actor else OTHER
    role = Role.ADMIN if "admin" in actor else Role.USER
    return UserDocument.model_construct(id=oid, role=role)


def make_raw(state: str, author: ObjectId = AUTHOR) -> dict[str, Any]:
    return STATES[state] | {"_id": ObjectId(), "author_id": author}


def matches(filter_: Mapping[str, Any], raw: Mapping[str, Any]) -> bool:
    """Evaluate the few operators that the workflow uses, like MongoDB."""
    return all(
        any(matches(each, raw) for each in condition)
        if field == "$or"
        else meets(value_at(field, raw), condition)
        for field, condition in filter_.items()
    )


def value_at(path: str, raw: Mapping[str, Any]) -> Any:
    parent, _, name = path.rpartition(".")
    return (raw.get(parent, {}) if parent else raw).get(name)


def meets(value: Any, condition: Any) -> bool:
    match condition:
        case {"$in": values}:
            return value in values
        case {"$ne": other}:
            return value != other
        case {"$gt": bound}:
            return value is not None and value > bound
        case {"$not": negated}:
            return not meets(value, negated)
        case _:
            return value == condition


def test_the_table_has_every_action():
    assert {action.name for action in RULES} == {action.name for action in BlogAction}
    assert ALLOWED.keys() == {action.name for action in BlogAction}


@pytest.mark.parametrize(
    ("actor", "orphaned"),
    # The author of an orphaned blog can't act.
    [*((actor, False) for actor in ACTORS), *((a, True) for a in ACTORS if "author" not in a)],
)
@pytest.mark.parametrize("self_approval", [True, False])
@pytest.mark.parametrize("state", STATES)
def test_actions_of_every_actor_in_every_state(
    state: str, actor: str, orphaned: bool, self_approval: bool
):
    given = {"orphaned": orphaned, "self_approval": self_approval}
    blog = BlogRecord.of(make_raw(state))
    offered = {each.name for each in actions_of(blog, make_viewer(actor), **given)}
    assert offered == {action for action in ALLOWED if is_allowed(action, state, actor, **given)}


@pytest.mark.parametrize(
    ("action", "actor"),
    # Services reject all other callers of these actions before the update. `updateSlug` matches the
    # state that it read.
    [
        (a, b)
        for a in ALLOWED
        for b in SIGNED_IN
        if a != "UPDATE_SLUG" and (a not in ADMIN_ACTIONS or "admin" in b)
    ],
)
@pytest.mark.parametrize("state", STATES)
def test_the_update_filter_matches_exactly_the_allowed_cells(state: str, actor: str, action: str):
    viewer = make_viewer(actor)
    assert viewer is not None
    raw = make_raw(state)
    found = [
        [
            matches(filter_of(BlogAction[action], viewer, raw["_id"], revision=revision), raw)
            for filter_of in (allowing, allowing_copy)
        ]
        for revision in (raw["revision"], 99)
    ]
    allowed = is_allowed(action, state, actor, orphaned=False)
    # Actions on a published blog change its copy, except those of the blog as a whole.
    on_copy = is_public(state) and action not in {*("UNPUBLISH", "CREATE_PREVIEW_LINK", "ADD_NOTE")}
    assert found == [[allowed and not on_copy, allowed and on_copy], [False, False]]


@pytest.mark.parametrize("state", STATES)
def test_the_filter_for_orphaned_blogs_matches_drafts_of_any_author(state: str):
    raw = make_raw(state, author=ObjectId())
    admin = make_viewer("admin")
    assert admin is not None
    filter_ = allowing(BlogAction.DELETE, admin, raw["_id"], orphaned=True)
    assert matches(filter_, raw) == is_allowed("DELETE", state, "admin", orphaned=True)


@pytest.mark.parametrize("action", ALLOWED)
def test_the_filters_match_no_other_blog(action: str):
    admin, oid = make_viewer("admin"), ObjectId()
    assert admin is not None
    for filter_of in (allowing, allowing_copy):
        assert filter_of(BlogAction[action], admin, oid, revision=3)["_id"] == oid


def test_a_blog_approved_since_the_filter_was_built_is_not_scheduled():
    author, raw = make_viewer("author"), make_raw("SCHEDULED")
    assert author is not None
    filter_ = allowing(BlogAction.WITHDRAW, author, raw["_id"])
    assert matches(filter_, raw)
    assert not matches(filter_, raw | {"approved_at": raw["published_at"]})


def test_only_unpublished_blogs_can_be_republished():
    raw: dict[str, Any] = {**make_raw("SAVED"), "approved_revision": 3}
    admin = make_viewer("admin")
    assert admin is not None
    assert actions_of(BlogRecord.of(raw), admin) == [
        BlogAction.ADD_NOTE,
        BlogAction.CREATE_PREVIEW_LINK,
    ]
    assert not matches(allowing(BlogAction.REPUBLISH, admin, raw["_id"], revision=3), raw)


def test_blogs_without_a_revision_are_at_revision_1():
    assert matches({"revision": at_revision(1)}, {})
    assert matches({"revision": at_revision(1)}, {"revision": 1})
    assert not matches({"revision": at_revision(2)}, {})


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("state", STATES)
def test_visibility_of_every_state_to_every_actor(state: str, actor: str):
    blog, viewer = BlogRecord.of(make_raw(state)), make_viewer(actor)
    insider = actor not in {"other user", "signed out"}
    assert may_see_all(blog, viewer) is insider
    assert may_see(blog, viewer) is (insider or is_public(state))


def test_positions_are_the_sort_date_and_the_id():
    raw: dict[str, Any] = {**make_raw("PUBLISHED"), "created_at": WHEN}
    assert position_of(MINE, raw) == Position(WHEN, raw["_id"])
    assert position_of(PUBLISHED, raw | {"published_at": None}) == Position(None, raw["_id"])
