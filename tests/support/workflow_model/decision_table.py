"""Decision table of the editorial workflow: permitted actions per state and actor."""

from datetime import UTC, datetime
from typing import Any

WHEN = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
LATER = datetime(9999, 1, 1, tzinfo=UTC)
_PUBLISHED = {"status": "published", "revision": 3, "slug": "kept", "published_at": WHEN}
_UNPUBLISHED = {"status": "saved", "slug": "kept", "unpublished_at": WHEN, "approved_revision": 3}

# Fields of a stored blog by state. The text of a working copy is added where a test needs it.
STATES: dict[str, dict[str, Any]] = {
    "SAVED": {"status": "saved", "revision": 3},
    "PENDING": {"status": "pending", "revision": 3, "requested_at": WHEN},
    "PUBLISHED": _PUBLISHED,
    "EDITING": {**_PUBLISHED, "working": {"status": "editing", "updated_at": WHEN}},
    "PENDING COPY": {
        **_PUBLISHED,
        "working": {"status": "pending", "updated_at": WHEN, "requested_at": WHEN},
    },
    "REJECTED COPY": {
        **_PUBLISHED,
        "working": {"status": "rejected", "updated_at": WHEN, "feedback": "No."},
    },
    "REJECTED": {"status": "rejected", "revision": 3, "feedback": "No."},
    "SCHEDULED": {**_PUBLISHED, "published_at": LATER, "first_published_at": LATER},
    "SCHEDULED AGAIN": {**_PUBLISHED, "published_at": LATER, "first_published_at": WHEN},
    # Without `published_at`, as in the first release.
    "PUBLISHED LONG AGO": {"status": "published", "revision": 3},
    "UNPUBLISHED": {**_UNPUBLISHED, "revision": 3},
    "UNPUBLISHED AND EDITED": {**_UNPUBLISHED, "revision": 4},
}
ACTORS = ("author", "admin", "author who is an admin", "other user", "signed out")

type State = tuple[str, str | None]

_AUTHORS = {"author", "author who is an admin"}
_ADMINS = {"admin", "author who is an admin"}
_DRAFTS: dict[str, State | None] = {
    "SAVED": ("saved", None),
    "REJECTED": ("rejected", None),
    "UNPUBLISHED": ("saved", None),
    "UNPUBLISHED AND EDITED": ("saved", None),
}
_REQUESTED: dict[str, State | None] = dict.fromkeys(_DRAFTS, ("pending", None))
_EDITED: dict[str, State | None] = {
    **_DRAFTS,
    "PUBLISHED": ("published", "editing"),
    "PUBLISHED LONG AGO": ("published", "editing"),
    "EDITING": ("published", "editing"),
    "REJECTED COPY": ("published", "rejected"),
}
_AS_BEFORE: dict[str, State | None] = {
    state: (fields["status"], fields.get("working", {}).get("status"))
    for state, fields in STATES.items()
}
# By action: the resulting status and status of the working copy by permitted state, and the actors.
# None: the blog is deleted.
ALLOWED: dict[str, tuple[dict[str, State | None], set[str]]] = {
    "UPDATE": (_EDITED, _AUTHORS),
    "RESTORE_VERSION": (_EDITED, _AUTHORS),
    "DELETE": (dict.fromkeys(_DRAFTS), _AUTHORS),
    "REQUEST_PUBLISH": (
        {
            **_REQUESTED,
            "EDITING": ("published", "pending"),
            "REJECTED COPY": ("published", "pending"),
        },
        _AUTHORS,
    ),
    "WITHDRAW": (
        {
            "PENDING": ("saved", None),
            "SCHEDULED": ("saved", None),
            "SCHEDULED AGAIN": ("saved", None),
            "PENDING COPY": ("published", "editing"),
        },
        _AUTHORS,
    ),
    "APPROVE": (
        {"PENDING": ("published", None), "PENDING COPY": ("published", None)},
        _ADMINS,
    ),
    "REJECT": (
        {"PENDING": ("rejected", None), "PENDING COPY": ("published", "rejected")},
        _ADMINS,
    ),
    "UNPUBLISH": (
        {
            "PUBLISHED": ("saved", None),
            "PUBLISHED LONG AGO": ("saved", None),
            "SCHEDULED": ("saved", None),
            "SCHEDULED AGAIN": ("saved", None),
            # The working copy becomes a version.
            "EDITING": ("saved", None),
            "PENDING COPY": ("saved", None),
            "REJECTED COPY": ("saved", None),
        },
        _ADMINS,
    ),
    "DISCARD_WORKING_COPY": (
        {"EDITING": ("published", None), "REJECTED COPY": ("published", None)},
        _AUTHORS,
    ),
    "ADD_NOTE": (_AS_BEFORE, _AUTHORS | _ADMINS),
    "CREATE_PREVIEW_LINK": (_AS_BEFORE, _AUTHORS | _ADMINS),
    "REPUBLISH": (
        {
            "UNPUBLISHED": ("published", None),
        },
        _ADMINS,
    ),
    # The author before the first publication, admins after it: see `is_allowed`.
    "UPDATE_SLUG": (
        {state: after for state, after in _AS_BEFORE.items() if state != "PENDING"},
        _AUTHORS | _ADMINS,
    ),
}
# States in which the blog was never public.
_NEVER_PUBLIC = {"SAVED", "PENDING", "REJECTED", "SCHEDULED"}


def is_public(state: str) -> bool:
    """Return whether everyone may read a blog in this state."""
    stored = STATES[state]
    return stored["status"] == "published" and stored.get("published_at") != LATER


def is_allowed(
    action: str, state: str, actor: str, *, orphaned: bool, self_approval: bool = True
) -> bool:
    """Return whether the action is permitted.

    Args:
        orphaned: the author's account was deleted.
        self_approval: admins may approve their own blogs.
    """
    states, actors = ALLOWED[action]
    if orphaned and action == "DELETE":
        actors = actors | _ADMINS
    if action == "UPDATE_SLUG":
        actors = _AUTHORS if state in _NEVER_PUBLIC else _ADMINS
    if action == "APPROVE" and not self_approval:
        actors = actors - _AUTHORS
    return state in states and actor in actors
