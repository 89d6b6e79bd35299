"""The audit trail: who did what to accounts and to what is published, as lines of the log.

docs/operations.md has the format, which is kept stable. No line has a password, a token or an
e-mail address; a keyed hash of an address tells which lines are about the same one.
"""

import hmac
import logging
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import structlog
from bson import ObjectId

from cms_blog.email_address import email_key
from cms_blog.errors import CmsError

type Action = Literal[
    "signup",
    "login",
    "change_password",
    "logout_everywhere",
    "export_data",
    "delete_account",
    "create_admin",
    "set_password",
    "approve_blog",
    "reject_blog",
    "unpublish_blog",
]

# Whatever LOG_LEVEL says: these lines are not for reading along.
_log: structlog.stdlib.BoundLogger = structlog.wrap_logger(
    None, wrapper_class=structlog.make_filtering_bound_logger(logging.INFO)
)
_HASH_CHARACTERS = 16


@dataclass(slots=True)
class Entry:
    """One line, while what it tells is being done."""

    # Who did it, where that is known.
    actor: ObjectId | None = None


class AuditTrail:
    """Writes the lines. The key keeps others from trying out which address a hash is of."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    @contextmanager
    def telling(
        self,
        action: Action,
        *,
        actor: ObjectId | None = None,
        email: str | None = None,
        **facts: str | None,
    ) -> Generator[Entry]:
        """Tell of what the block does, and whether it was done; `facts` go along as they are."""
        entry = Entry(actor)
        outcome, reason = "failed", None
        try:
            yield entry
            outcome = "done"
        except CmsError as error:
            outcome, reason = "refused", type(error).__name__
            raise
        finally:
            told = {
                "action": action,
                "outcome": outcome,
                "reason": reason,
                "actor": entry.actor and str(entry.actor),
                "email_hash": email and self._hash(email),
                **facts,
            }
            _log.info("audit", **{name: fact for name, fact in told.items() if fact is not None})

    def _hash(self, email: str) -> str:
        compared = email_key(email).encode(errors="replace")
        return hmac.digest(self._key, b"audit/" + compared, "sha256").hex()[:_HASH_CHARACTERS]
