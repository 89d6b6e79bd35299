"""Migration of accounts."""

from cms_blog.accounts.documents import Role
from cms_blog.database.document import SCHEMA_VERSION, Raw
from cms_blog.maintenance.migrations.changes import Changes, version_of
from cms_blog.validation.email_address import email_key

SIGNS = {"schema_version": 1}
# Every write of a server to the migrated fields changes one of these fields.
GUARDS = ("email", "role", "session_epoch", "schema_version")


def is_old(signs: Raw) -> bool:
    """Return whether the account has an earlier schema version."""
    return version_of(signs) < SCHEMA_VERSION


async def changes_of(raw: Raw) -> Changes:
    """Return the updates that bring the account to the current version."""
    changes = Changes()
    if raw["email"] != (email := email_key(raw["email"])):
        changes.set("normalised addresses", email=email)
    if raw.get("role") is None:
        changes.set("a role", role=Role.USER.value)
    if raw.get("session_epoch") is None:
        changes.set("a session epoch", session_epoch=0)
    if raw.get("created_at") is None:
        changes.set("dates", created_at=raw["_id"].generation_time)
    changes.version(raw)
    return changes
