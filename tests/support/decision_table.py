"""Decision table of the editorial workflow: permitted actions per state and actor."""

from datetime import UTC, datetime
from typing import Any

WHEN = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
_UNPUBLISHED = {"status": "saved", "slug": "kept", "unpublished_at": WHEN, "approved_revision": 3}

# Fields of a stored blog by state.
STATES: dict[str, dict[str, Any]] = {
    "SAVED": {"status": "saved", "revision": 3},
    "PENDING": {"status": "pending", "revision": 3, "requested_at": WHEN},
    "PUBLISHED": {"status": "published", "revision": 3, "slug": "kept", "published_at": WHEN},
    "REJECTED": {"status": "rejected", "revision": 3, "feedback": "No."},
    "UNPUBLISHED": {**_UNPUBLISHED, "revision": 3},
    "UNPUBLISHED AND EDITED": {**_UNPUBLISHED, "revision": 4},
}
ACTORS = ("author", "admin", "author who is an admin", "other user", "signed out")

_AUTHORS = {"author", "author who is an admin"}
_ADMINS = {"admin", "author who is an admin"}
_DRAFTS = {"SAVED", "REJECTED", "UNPUBLISHED", "UNPUBLISHED AND EDITED"}
# Permitted states and actors, and the resulting status, by action.
ALLOWED: dict[str, tuple[set[str], set[str], str | None]] = {
    "UPDATE": (_DRAFTS, _AUTHORS, None),
    "DELETE": (_DRAFTS, _AUTHORS, None),
    "REQUEST_PUBLISH": (_DRAFTS, _AUTHORS, "PENDING"),
    "WITHDRAW": ({"PENDING"}, _AUTHORS, "SAVED"),
    "APPROVE": ({"PENDING"}, _ADMINS, "PUBLISHED"),
    "REJECT": ({"PENDING"}, _ADMINS, "REJECTED"),
    "UNPUBLISH": ({"PUBLISHED"}, _ADMINS, "SAVED"),
    "REPUBLISH": ({"UNPUBLISHED"}, _ADMINS, "PUBLISHED"),
}


def is_allowed(action: str, state: str, actor: str, *, orphaned: bool) -> bool:
    """Return whether the action is permitted; `orphaned`: the author's account was deleted."""
    states, actors, _ = ALLOWED[action]
    if orphaned and action == "DELETE":
        actors = actors | _ADMINS
    return state in states and actor in actors
