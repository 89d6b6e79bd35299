"""What one document is to get."""

from collections.abc import Sequence
from typing import Any

from cms_blog.database.document import SCHEMA_VERSION, Raw


def version_of(raw: Raw) -> int:
    """Of which version of the schema a document is."""
    return raw.get("schema_version") or 1


class Unfit(Exception):
    """The document can't be brought up to date, and why."""


class Changes:
    """The fields to set, and in words what they are."""

    def __init__(self) -> None:
        self.fields: Raw = {}
        self.kinds: set[str] = set()
        # To try in turn, since another document may have one; None: this one needs none.
        self.slugs: Sequence[str | None] = (None,)

    def set(self, kind: str, **fields: Any) -> None:
        """Set the fields, which are of that kind in a report."""
        self.fields |= fields
        self.kinds.add(kind)

    def version(self, raw: Raw) -> None:
        """Set the schema's version, where the document has an earlier one."""
        if version_of(raw) < SCHEMA_VERSION:
            self.fields["schema_version"] = SCHEMA_VERSION
