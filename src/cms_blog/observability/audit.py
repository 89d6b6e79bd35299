"""Audit trail of changes to accounts and published blogs, written to the log.

docs/reference/audit-trail.md documents the format, which is stable. Lines never contain passwords,
tokens or e-mail addresses; a keyed hash of an address links the lines about it.
"""

import hmac
import logging
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import structlog
from bson import ObjectId

from cms_blog.errors import CmsError
from cms_blog.validation.email_address import email_key

type Action = Literal[
    "signup",
    "login",
    "change_password",
    "logout_everywhere",
    "request_password_reset",
    "reset_password",
    "verify_email",
    "change_email",
    "invite_user",
    "revoke_invitation",
    "accept_invite",
    "export_data",
    "delete_account",
    "set_account_role",
    "suspend_account",
    "reinstate_account",
    "update_profile",
    "create_admin",
    "set_password",
    "approve_blog",
    "reject_blog",
    "unpublish_blog",
    "republish_blog",
    "update_slug",
    "delete_blog",
    "create_preview_link",
    "revoke_preview_links",
]

# Independent of LOG_LEVEL: the audit trail is always written.
_log: structlog.stdlib.BoundLogger = structlog.wrap_logger(
    None, wrapper_class=structlog.make_filtering_bound_logger(logging.INFO)
)
_HASH_CHARACTERS = 16


@dataclass(slots=True)
class AuditEntry:
    """Mutable fields of an audit line, set during the action."""

    # The acting user, if known.
    actor: ObjectId | None = None


class AuditTrail:
    """Writes audit lines. `key` protects the hashed addresses against guessing."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    @contextmanager
    def recording(
        self,
        action: Action,
        *,
        actor: ObjectId | None = None,
        email: str | None = None,
        **facts: str | None,
    ) -> Generator[AuditEntry]:
        """Log the action of the block with its outcome when it ends; `facts` are added as given."""
        entry = AuditEntry(actor)
        outcome, reason = "failed", None
        try:
            yield entry
            outcome = "done"
        except CmsError as error:
            outcome, reason = "refused", type(error).__name__
            raise
        finally:
            fields = {
                "action": action,
                "outcome": outcome,
                "reason": reason,
                "actor": entry.actor and str(entry.actor),
                "email_hash": email and self._hash(email),
                **facts,
            }
            _log.info("audit", **{name: fact for name, fact in fields.items() if fact is not None})

    def _hash(self, email: str) -> str:
        compared = email_key(email).encode(errors="replace")
        return hmac.digest(self._key, b"audit/" + compared, "sha256").hex()[:_HASH_CHARACTERS]
