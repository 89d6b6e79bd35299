"""Migration of accounts."""

from cms_blog.accounts.documents import Role
from cms_blog.accounts.name_search import name_prefixes
from cms_blog.database.document import SCHEMA_VERSION, Raw
from cms_blog.maintenance.migrations.changes import Changes, version_of
from cms_blog.validation.email_address import email_key

SIGNS = {"schema_version": 1, "name_prefixes": 1}
# Every write of a server to the migrated fields changes one of these fields.
GUARDS = ("name", "email", "role", "session_epoch", "schema_version")


def is_old(signs: Raw) -> bool:
    """Return whether the account has an earlier schema version, or can't be found by its name."""
    return version_of(signs) < SCHEMA_VERSION or signs.get("name_prefixes") is None


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
    if raw.get("name_prefixes") is None:
        changes.set("search words", name_prefixes=name_prefixes(raw["name"]))
    changes.version(raw)
    return changes
