"""Pending updates of one document."""

from collections.abc import Sequence
from typing import Any

from cms_blog.database.document import SCHEMA_VERSION, Raw


def version_of(raw: Raw) -> int:
    """Return the schema version of a document."""
    return raw.get("schema_version") or 1


class Unfit(Exception):
    """The document can't be migrated; the message gives the reason."""


class Changes:
    """The fields to set, with descriptions for the report."""

    def __init__(self) -> None:
        self.fields: Raw = {}
        self.kinds: set[str] = set()
        # Candidates in order, since slugs are unique; None if the document needs no slug.
        self.slugs: Sequence[str | None] = (None,)
        # Entry to append to the outbox, unless there is one of its kind.
        self.entry: Raw | None = None

    def set(self, kind: str, **fields: Any) -> None:
        """Set the fields; `kind` describes them in the report."""
        self.fields |= fields
        self.kinds.add(kind)

    def version(self, raw: Raw) -> None:
        """Set the current schema version if the document has an earlier one."""
        if version_of(raw) < SCHEMA_VERSION:
            self.fields["schema_version"] = SCHEMA_VERSION
