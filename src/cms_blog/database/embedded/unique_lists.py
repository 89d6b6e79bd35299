"""Unique indexes of lists of strings, for the embedded database.

mongoeco compares the list of a written document with all documents of the collection, which it
decodes for that, and finds no document by such a list without a scan.
"""

import sqlite3
from typing import Any, cast, override

from mongoeco.engines.sqlite import SQLiteEngine

from cms_blog.database.embedded.sql import STRING_WEIGHT

# Fields with such an index. Indexes of other fields stay as mongoeco makes them.
_LISTS = ["slugs"]


class UniqueLists(SQLiteEngine):
    """Engine that keeps the entries of such indexes in a table, as those of other lists."""

    @staticmethod
    @override
    def _supports_multikey_index(fields: list[str], unique: bool) -> bool:
        supported = SQLiteEngine._supports_multikey_index(fields, unique=False)  # noqa: SLF001 - the overridden method
        return supported and (not unique or fields == _LISTS)

    @override
    def _unique_index_uses_multikey_values(
        self, db_name: str, coll_name: str, document: Any, index: Any
    ) -> bool:
        """Whether all documents are compared: not if the table has the values."""
        if _values(document, index) is not None:
            return False
        return super()._unique_index_uses_multikey_values(db_name, coll_name, document, index)  # pyright: ignore[reportUnknownMemberType] - mongoeco leaves it open

    @override
    def _unique_index_conflict_via_scalar_entries(
        self,
        conn: sqlite3.Connection,
        collection_id: int | None,
        index: Any,
        document: Any,
        *,
        exclude_storage_key: str | None,
    ) -> bool | None:
        """Whether another document has one of the values; None if the table can't tell."""
        values = _values(document, index)
        if values is None or collection_id is None:
            return super()._unique_index_conflict_via_scalar_entries(  # pyright: ignore[reportUnknownMemberType] - mongoeco leaves it open
                conn, collection_id, index, document, exclude_storage_key=exclude_storage_key
            )
        marks = ", ".join("?" for _ in values)
        found = conn.execute(
            "SELECT 1 FROM multikey_entries WHERE collection_id = ? AND index_name = ? "  # noqa: S608 - no value is in the text
            f"AND type_score = ? AND element_key IN ({marks}) AND element_type = 'string' "
            "AND storage_key IS NOT ? LIMIT 1",
            (collection_id, index["name"], STRING_WEIGHT, *values, exclude_storage_key),
        )
        return found.fetchone() is not None


def _values(document: Any, index: Any) -> list[str] | None:
    """Return the strings of the indexed list; None for other indexes and values."""
    if not (index["unique"] and index.get("multikey")):
        return None
    values: Any = document.get(index["fields"][0])
    if not isinstance(values, list) or not values:
        return None
    items = cast("list[Any]", values)
    return items if all(type(item) is str for item in items) else None
