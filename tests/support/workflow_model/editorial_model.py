"""Model of the editorial workflow, independent of the server's code.

`take` returns the post after an action. Actions have the names of `BlogAction`; people are names.
"""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace

from editorial_posts import Copy, Post, Step, Text, Version, with_version

DECISIONS = {
    "APPROVE": "APPROVED",
    "REJECT": "REJECTED",
    "UNPUBLISH": "UNPUBLISHED",
    "REPUBLISH": "REPUBLISHED",
}
ADMIN_ACTIONS = tuple(DECISIONS)
EDITS = ("UPDATE", "RESTORE_VERSION")
AUTHOR_ACTIONS = (*EDITS, "DELETE", "REQUEST_PUBLISH", "WITHDRAW", "DISCARD_WORKING_COPY")
# The author's before the first publication, and of admins after it.
ACTIONS = (*AUTHOR_ACTIONS, *ADMIN_ACTIONS, "UPDATE_SLUG")
WITH_REVISION = {*EDITS, "APPROVE", "REJECT", "DISCARD_WORKING_COPY", "REPUBLISH"}
SUCCESS = "Success"


def possible_actions(post: Post) -> set[str]:
    """Return the actions that the state allows."""
    draft, published = post.status in {"SAVED", "REJECTED"}, post.status == "PUBLISHED"
    copy = None if post.copy is None else post.copy.status
    open_copy, in_review = copy in {"EDITING", "REJECTED"}, copy == "PENDING"
    edit, decide = draft or (published and not in_review), post.status == "PENDING" or in_review
    unchanged = post.was_unpublished and post.approved_revision == post.revision
    allowed = {
        **dict.fromkeys(EDITS, edit),
        "DELETE": draft,
        "REQUEST_PUBLISH": draft or open_copy,
        "WITHDRAW": decide or post.status == "SCHEDULED",
        "APPROVE": decide,
        "REJECT": decide,
        "UNPUBLISH": post.status in {"PUBLISHED", "SCHEDULED"},
        "DISCARD_WORKING_COPY": open_copy,
        "REPUBLISH": post.status == "SAVED" and unchanged,
        "UPDATE_SLUG": post.status != "PENDING",
    }
    return {action for action, is_allowed in allowed.items() if is_allowed}


def actions_of(post: Post, person: str | None, admins: AbstractSet[str]) -> set[str]:
    """Return the actions that the person may take now. There are at least two admins."""
    mine = AUTHOR_ACTIONS if person == post.author else ()
    admin = ADMIN_ACTIONS if person in admins else ()
    names = person in admins if post.is_or_was_public else person == post.author
    slug = ("UPDATE_SLUG",) if names else ()
    return (possible_actions(post) & {*mine, *admin, *slug}) - ({"APPROVE"} if mine else set())


def take(
    post: Post | None, step: Step, admins: AbstractSet[str], slug: str
) -> tuple[str, Post | None]:
    """Return the outcome and the post after it; None: deleted.

    The outcome is SUCCESS, the type of the error, or the code of a top-level error. `slug` is that
    of a first approval.
    """
    for_admins = step.action in ADMIN_ACTIONS
    if step.actor is None:
        return "UNAUTHENTICATED", post
    if for_admins and step.actor not in admins:
        return "FORBIDDEN", post
    sees = for_admins or (step.action == "UPDATE_SLUG" and step.actor in admins)
    if post is None or not (sees or step.actor == post.author):
        return "NotFoundError", post
    if step.action == "UPDATE_SLUG":
        return _with_slug(post, step, admins)
    if (refusal := _refusal(post, step)) is not None:
        return refusal, post
    return SUCCESS, _after(post, step, slug)


def _refusal(post: Post, step: Step) -> str | None:
    """Return the error that the state or the input leads to; SUCCESS: nothing is to be done."""
    action, possible = step.action, step.action in possible_actions(post)
    # `republishBlog` compares the revision of any draft first.
    compared = possible or (action == "REPUBLISH" and post.status == "SAVED")
    if compared and action == "RESTORE_VERSION" and _restored(post, step) is None:
        return "InvalidInputError"
    if compared and action in WITH_REVISION and step.revision != post.revision:
        # A repeated edit succeeds, and changes nothing.
        repeated = step.revision == post.revision - 1 and _edited(post, step) == post.edited_text
        return SUCCESS if action in EDITS and repeated else "EditConflictError"
    if not possible:
        return "BlogStatusError"
    if action == "APPROVE" and step.actor == post.author:
        return "SelfApprovalError"
    scheduled = action == "APPROVE" and step.later
    return "InvalidInputError" if scheduled and post.status == "PUBLISHED" else None


def _with_slug(post: Post, step: Step, admins: AbstractSet[str]) -> tuple[str, Post]:
    """Return the outcome of a new slug, and the post after it."""
    if step.action not in actions_of(post, step.actor, admins):
        return "BlogStatusError", post
    is_known = post.is_or_was_public
    is_done = post.slug == step.slug and (is_known or post.has_chosen_slug)
    if is_done and post.revision - step.revision in {0, 1}:
        return SUCCESS, post
    if post.revision != step.revision:
        return "EditConflictError", post
    if step.is_taken:
        return "InvalidInputError", post
    before = post.slugs or ((post.slug,) if post.slug else ())
    kept = before if is_known or post.status == "SCHEDULED" else ()
    approved = post.approved_revision
    if post.was_unpublished and approved == post.revision:
        approved = post.revision + 1
    return SUCCESS, replace(
        post,
        slug=step.slug,
        slugs=tuple(dict.fromkeys((*kept, step.slug))),
        has_chosen_slug=post.has_chosen_slug or not is_known,
        revision=post.revision + 1,
        approved_revision=approved,
    )


def _restored(post: Post, step: Step) -> Text | None:
    found = [each.text for each in post.versions if each.revision == step.restored]
    return found[-1] if found else None


def _edited(post: Post, step: Step) -> Text:
    restored = _restored(post, step) if step.action == "RESTORE_VERSION" else None
    return restored or replace(post.edited_text, **step.changes)


def _after(post: Post, step: Step, slug: str) -> Post | None:
    if step.action == "DELETE":
        return None
    if step.action in EDITS:
        cause = "EDITED" if step.action == "UPDATE" else "RESTORED"
        return after_edit(post, _edited(post, step), cause)
    if step.action == "DISCARD_WORKING_COPY":
        return replace(post, copy=None, revision=post.revision + 1, versions=post.history())
    decision = DECISIONS.get(step.action)
    decided = replace(post, reviews=post.reviews + ((decision,) if decision else ()))
    if post.copy is not None and step.action != "UNPUBLISH":
        return _after_on_copy(decided, post.copy, step, slug)
    return _after_on_post(decided, step, slug)


def after_edit(post: Post, text: Text, cause: str) -> Post:
    """Return the post after an edit that led to this text."""
    revision = post.revision + 1
    versions = with_version(post.history(), Version(revision, cause, text))
    after = replace(post, revision=revision, versions=versions)
    if post.status != "PUBLISHED":
        return replace(after, text=text)
    copy = Copy(text) if post.copy is None else replace(post.copy, text=text)
    return replace(after, copy=copy, approved_revision=post.approved_revision or post.revision)


def _after_on_copy(post: Post, copy: Copy, step: Step, slug: str) -> Post:
    if step.action == "APPROVE":
        published = Version(post.revision, "PUBLISHED", copy.text)
        versions = with_version(post.history(), published)
        after = replace(post, text=copy.text, copy=None, versions=versions)
        # Blogs of the first release have no slug.
        return _named(replace(after, approved_revision=post.revision), slug)
    statuses = {"REQUEST_PUBLISH": "PENDING", "WITHDRAW": "EDITING", "REJECT": "REJECTED"}
    return replace(post, copy=Copy(copy.text, statuses[step.action], step.feedback or None))


def _after_on_post(post: Post, step: Step, slug: str) -> Post:
    is_scheduled = post.status == "SCHEDULED"
    # A publication that was cancelled before the post was ever public leaves only a chosen slug.
    kept = post
    if is_scheduled and not post.was_public:
        slug_left = post.slug if post.has_chosen_slug else None
        kept = replace(post, slug=slug_left, slugs=(slug_left,) if slug_left else ())
    match step.action:
        case "APPROVE":
            versions = with_version(post.versions, Version(post.revision, "PUBLISHED", post.text))
            after = _named(replace(post, versions=versions, was_unpublished=False), slug)
            return replace(
                after,
                status="SCHEDULED" if step.later else "PUBLISHED",
                approved_revision=post.revision,
                was_public=post.was_public or not step.later,
            )
        case "UNPUBLISH":
            # The working copy, which is a version already, ends.
            revision, versions = post.revision + (post.copy is not None), post.versions
            if post.copy is not None:
                versions = post.history()
            after = replace(kept, status="SAVED", copy=None, versions=versions)
            after = replace(after, revision=revision, approved_revision=revision)
            return replace(after, was_unpublished=not is_scheduled)
        case "REPUBLISH":
            return replace(post, status="PUBLISHED", was_public=True, was_unpublished=False)
        case _:
            statuses = {"REQUEST_PUBLISH": "PENDING", "WITHDRAW": "SAVED", "REJECT": "REJECTED"}
            after = replace(kept, status=statuses[step.action])
            return replace(after, feedback=step.feedback or None)


def _named(post: Post, slug: str) -> Post:
    """Return the post with the slug, unless it has one."""
    return replace(post, slug=slug, slugs=(slug,)) if post.slug is None else post


def due(post: Post) -> Post:
    """Return the scheduled post after its time of publication."""
    return replace(post, status="PUBLISHED", was_public=True)


def without_versions(post: Post) -> Post:
    """Return the post as a release without versions stored it."""
    return replace(post, versions=())


def stats(posts: Iterable[Post]) -> dict[str, int]:
    """Return `dashboardStats` of the author of these posts."""
    posts = [*posts]
    counts = Counter(post.status.lower() for post in posts)
    changed = sum(post.copy is not None for post in posts)
    names = ("saved", "pending", "published", "rejected", "scheduled")
    by_status = {name: counts[name] for name in names}
    return by_status | {"total": len(posts), "publishedWithChanges": changed}
