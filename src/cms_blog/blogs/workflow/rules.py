"""The editorial workflow as data: actions, their actors, states and transitions.

The state of a blog is its status and, if it has one, the status of its working copy.

SAVED ──request──▶ PENDING ──approve──▶ PUBLISHED
  ▲ │               │   │                ▲  │
  │ │◀──withdraw────┘   └──reject──▶ REJECTED ──request──▶ PENDING
  │ └───────────────republish────────────┘  │
  └─────────────────unpublish───────────────┘

Working copy of a PUBLISHED blog:

none ──update──▶ EDITING ──request──▶ PENDING ──approve──▶ none, its text is public
  ▲                │ ▲                 │   │
  │◀───discard─────┘ └────withdraw─────┘   └──reject──▶ REJECTED ──request──▶ PENDING
  └◀────────────────────discard──────────────────────────┘
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.blogs.documents import BlogStatus, WorkingCopyStatus
from cms_blog.blogs.records import BlogRecord
from cms_blog.errors import DomainError, NotFound


class BlogAction(StrEnum):
    """An action on a blog."""

    UPDATE = "update"
    DELETE = "delete"
    REQUEST_PUBLISH = "request_publish"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    REJECT = "reject"
    UNPUBLISH = "unpublish"
    DISCARD_WORKING_COPY = "discard_working_copy"
    RESTORE_VERSION = "restore_version"
    ADD_NOTE = "add_note"
    CREATE_PREVIEW_LINK = "create_preview_link"
    REPUBLISH = "republish"
    UPDATE_SLUG = "update_slug"


class Actor(StrEnum):
    """A role in which a user may take an action."""

    AUTHOR = "author"
    ADMIN = "admin"
    # An admin who may approve the blog: not its author, unless self-approval is allowed.
    APPROVER = "approver"
    # An admin, for a blog whose author's account was deleted.
    ADMIN_OF_ORPHAN = "admin_of_orphan"
    # The author of a blog that was never public, and an admin for one that is or was.
    AUTHOR_BEFORE_PUBLICATION = "author_before_publication"
    ADMIN_AFTER_PUBLICATION = "admin_after_publication"


@dataclass(frozen=True, slots=True)
class BlogStep:
    """Statuses of the blog that allow an action, and the status that it leads to, if any."""

    statuses: frozenset[BlogStatus]
    leads_to: BlogStatus | None = None


@dataclass(frozen=True, slots=True)
class CopyStep:
    """Statuses of the working copy of a PUBLISHED blog that allow an action, and the next one.

    None stands for no working copy.
    """

    statuses: frozenset[WorkingCopyStatus | None]
    leads_to: WorkingCopyStatus | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """The actors of an action, and its steps on the blog's own text and on the working copy."""

    actors: tuple[Actor, ...]
    blog: BlogStep | None = None
    copy: CopyStep | None = None
    # Whether the blog must have been unpublished and still have the approved text.
    as_approved: bool = False

    def allows_blog(self, blog: BlogRecord) -> bool:
        """Whether the blog's status allows the action on its own text."""
        return self.blog is not None and blog.status in self.blog.statuses

    def allows_copy(self, blog: BlogRecord) -> bool:
        """Whether the state allows the action on the working copy."""
        return (
            self.copy is not None
            and blog.status is BlogStatus.PUBLISHED
            and blog.copy_status in self.copy.statuses
        )

    def allows(self, blog: BlogRecord) -> bool:
        """Whether the blog's state allows the action."""
        allowed = self.allows_blog(blog) or self.allows_copy(blog)
        return allowed and (blog.is_as_approved or not self.as_approved)

    def __str__(self) -> str:
        """The states, for messages: `PENDING or PUBLISHED (working copy: PENDING)`."""
        states = [] if self.blog is None else sorted(status.name for status in self.blog.statuses)
        if self.copy is not None:
            copies = sorted(_name(status) for status in self.copy.statuses)
            states.append(_with_copy(" or ".join(copies)))
        return " or ".join(states)


def _name(status: WorkingCopyStatus | None) -> str:
    return "none" if status is None else status.name


def _with_copy(status: str) -> str:
    return f"{BlogStatus.PUBLISHED.name} (working copy: {status})"


_DRAFT = frozenset({BlogStatus.SAVED, BlogStatus.REJECTED})
_SAVED = frozenset({BlogStatus.SAVED})
_PENDING = frozenset({BlogStatus.PENDING})
_PUBLISHED = frozenset({BlogStatus.PUBLISHED})
_SCHEDULED = frozenset({BlogStatus.SCHEDULED})
_OPEN_COPY = frozenset({WorkingCopyStatus.EDITING, WorkingCopyStatus.REJECTED})
_PENDING_COPY = frozenset({WorkingCopyStatus.PENDING})
_AUTHOR = (Actor.AUTHOR,)
_ADMIN = (Actor.ADMIN,)

# The first edit of a PUBLISHED blog creates the working copy.
_EDIT = Rule(_AUTHOR, BlogStep(_DRAFT), CopyStep(_OPEN_COPY | {None}))

RULES: dict[BlogAction, Rule] = {
    BlogAction.UPDATE: _EDIT,
    BlogAction.DELETE: Rule((Actor.AUTHOR, Actor.ADMIN_OF_ORPHAN), BlogStep(_DRAFT)),
    BlogAction.REQUEST_PUBLISH: Rule(
        _AUTHOR,
        BlogStep(_DRAFT, BlogStatus.PENDING),
        CopyStep(_OPEN_COPY, WorkingCopyStatus.PENDING),
    ),
    BlogAction.WITHDRAW: Rule(
        _AUTHOR,
        BlogStep(_PENDING | _SCHEDULED, BlogStatus.SAVED),
        CopyStep(_PENDING_COPY, WorkingCopyStatus.EDITING),
    ),
    BlogAction.APPROVE: Rule(
        (Actor.APPROVER,), BlogStep(_PENDING, BlogStatus.PUBLISHED), CopyStep(_PENDING_COPY)
    ),
    BlogAction.REJECT: Rule(
        _ADMIN,
        BlogStep(_PENDING, BlogStatus.REJECTED),
        CopyStep(_PENDING_COPY, WorkingCopyStatus.REJECTED),
    ),
    BlogAction.UNPUBLISH: Rule(_ADMIN, BlogStep(_PUBLISHED | _SCHEDULED, BlogStatus.SAVED)),
    BlogAction.DISCARD_WORKING_COPY: Rule(_AUTHOR, copy=CopyStep(_OPEN_COPY)),
    # An edit whose text is that of a version.
    BlogAction.RESTORE_VERSION: _EDIT,
    BlogAction.ADD_NOTE: Rule((Actor.AUTHOR, Actor.ADMIN), BlogStep(frozenset(BlogStatus))),
    BlogAction.CREATE_PREVIEW_LINK: Rule(
        (Actor.AUTHOR, Actor.ADMIN), BlogStep(frozenset(BlogStatus))
    ),
    BlogAction.REPUBLISH: Rule(_ADMIN, BlogStep(_SAVED, BlogStatus.PUBLISHED), as_approved=True),
    BlogAction.UPDATE_SLUG: Rule(
        (Actor.AUTHOR_BEFORE_PUBLICATION, Actor.ADMIN_AFTER_PUBLICATION),
        BlogStep(frozenset(BlogStatus) - _PENDING),
    ),
}


class BlogStatusConflict(DomainError):
    """The blog's state does not allow the action; `blog` is its current state."""

    def __init__(self, blog: BlogRecord, action: BlogAction) -> None:
        rule = RULES[action]
        if action is BlogAction.UPDATE_SLUG and rule.allows(blog):
            message = (
                "Only an admin can change the slug of a blog that is or was public."
                if blog.was_public
                else "Only the author can change the slug before the first publication."
            )
        elif rule.as_approved and rule.allows_blog(blog):
            message = (
                "Only a blog that was unpublished and has not been edited since can be published "
                "again without a review."
            )
        else:
            state = blog.status.name
            if blog.status is BlogStatus.PUBLISHED and rule.copy is not None:
                state = _with_copy(_name(blog.copy_status))
            message = (
                f"The blog is {state}, but this action requires {rule}. "
                "Someone else may have changed it. Reload it and try again."
            )
        super().__init__(message)
        self.blog = blog


class EditConflict(DomainError):
    """The blog was edited since it was read; `blog` is its current state."""

    def __init__(self, blog: BlogRecord) -> None:
        super().__init__(
            f"The blog has been edited since you read it and is now at revision {blog.revision}. "
            "Reload it and try again."
        )
        self.blog = blog


def no_blog() -> NotFound:
    """The error for a blog that does not exist or that the viewer may not act on."""
    return NotFound("There is no such blog, or it is not yours. It may have been deleted.")


def may_see(blog: BlogRecord, viewer: UserDocument | None) -> bool:
    """Whether the viewer may read the blog: published blogs are public."""
    return blog.status is BlogStatus.PUBLISHED or may_see_all(blog, viewer)


def may_see_all(blog: BlogRecord, viewer: UserDocument | None) -> bool:
    """Whether the viewer may read the private fields: the author and admins may."""
    return viewer is not None and (viewer.role is Role.ADMIN or blog.author_id == viewer.oid)


def actions_of(
    blog: BlogRecord,
    viewer: UserDocument | None,
    *,
    orphaned: bool = False,
    self_approval: bool = True,
) -> list[BlogAction]:
    """The actions the viewer may take now.

    Args:
        orphaned: the author's account was deleted, or is suspended.
        self_approval: admins may approve their own blogs.
    """
    if viewer is None:
        return []
    actors = set(actors_of(blog, viewer, orphaned=orphaned, self_approval=self_approval))
    return [
        action
        for action, rule in RULES.items()
        if not actors.isdisjoint(rule.actors) and rule.allows(blog)
    ]


def actors_of(
    blog: BlogRecord, viewer: UserDocument, *, orphaned: bool, self_approval: bool = True
) -> Iterator[Actor]:
    """Yield the roles of the viewer for this blog."""
    is_author = blog.author_id == viewer.oid
    if is_author:
        yield Actor.AUTHOR
        if not blog.was_public:
            yield Actor.AUTHOR_BEFORE_PUBLICATION
    if viewer.role is Role.ADMIN:
        yield Actor.ADMIN
        if blog.was_public:
            yield Actor.ADMIN_AFTER_PUBLICATION
        if self_approval or not is_author:
            yield Actor.APPROVER
        if orphaned:
            yield Actor.ADMIN_OF_ORPHAN
