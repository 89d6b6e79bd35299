"""Builds of indexes of existing documents, for the embedded database.

mongoeco decodes all documents up to three times per index, and compares each pair of them for a
unique one: 9 s for the indexes of 1,000 posts, and a hundred times as long for 10,000.
"""

import sqlite3
from collections.abc import Generator, Iterable, Iterator
from itertools import batched, chain
from typing import Any, override

from mongoeco.core import duplicate_keys
from mongoeco.engines import _sqlite_index_admin, virtual_indexes
from mongoeco.engines._sqlite_write_scope import sqlite_write_scope
from mongoeco.engines.sqlite import SQLiteEngine

from cms_blog.database.embedded import sql

# mongoeco leaves the types of these open.
_belongs: Any = getattr(virtual_indexes, "document_in_virtual_index")  # noqa: B009 - its type is unknown
_duplicate: Any = getattr(duplicate_keys, "index_build_duplicate_error")  # noqa: B009 - as above

_BATCH = 500
_COLUMNS = "collection_id, index_name, storage_key, element_type, type_score, element_key"
# Positions among the options of `_create_index_sync`, after `keys`.
_COLLATION, _EXPIRY, _CONTEXT = 4, 6, -1

type _Part = tuple[str, Any]


def _no_expressions(_: str) -> tuple[str, ...]:
    return ()


def build_no_unused_indexes() -> None:
    """Let mongoeco index no fields in this process: `QueryIndexes` replaces each such index."""
    _sqlite_index_admin.index_expressions_sql = _no_expressions  # pyright: ignore[reportPrivateImportUsage] - the module imports it by name


class IndexBuilds(SQLiteEngine):
    """Engine that builds an index in one transaction, from one scan that reads its fields only.

    Other commands are executed between two indexes. A build that is killed leaves nothing.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path)
        # Set while the engine's lock is held.
        self._building = False

    @override
    def _load_documents(self, db_name: str, coll_name: str) -> Generator[_Part]:
        """Yield no documents while mongoeco creates an index: `_fill` reads them."""
        if not self._building:
            yield from super()._load_documents(db_name, coll_name)

    @override
    def _create_index_sync(
        self, db_name: str, coll_name: str, keys: Any, *options: Any, **named: Any
    ) -> str:
        """Create the index and its entries: 0.6 instead of 9 s for 1,000 posts."""
        create = super()._create_index_sync
        with self._lock:
            connection = self._require_connection(options[_CONTEXT])
            # mongoeco's own builds cover what this project does not use.
            if options[_COLLATION] or options[_EXPIRY] is not None or connection.in_transaction:
                return create(db_name, coll_name, keys, *options, **named)
            known = {index["name"] for index in self._catalog(db_name, coll_name)}
            name = ""
            with (
                self._bind_connection(connection),
                sqlite_write_scope(
                    connection,
                    begin_write=lambda current: self._begin_write(current, None),
                    commit_write=lambda current: self._commit_write(current, None),
                    rollback_write=lambda current: self._rollback_write(current, None),
                ),
            ):
                self._building = True
                try:
                    name = create(db_name, coll_name, keys, *options, **named)
                finally:
                    self._building = False
                if name not in {"_id_", *known}:
                    self._fill(connection, db_name, coll_name, name)
            return name

    def _catalog(self, db_name: str, coll_name: str) -> list[Any]:
        engine: Any = self
        return engine._load_indexes(db_name, coll_name)  # noqa: SLF001 - its own member

    def _fill(
        self, connection: sqlite3.Connection, db_name: str, coll_name: str, name: str
    ) -> None:
        """Write the entries of a new index.

        Raises:
            mongoeco.errors.DuplicateKeyError: the index is unique, and the documents are not.
            mongoeco.errors.OperationFailure: a document has several lists at the indexed fields.
        """
        (index,) = (each for each in self._catalog(db_name, coll_name) if each["name"] == name)
        identity = self._lookup_collection_id(connection, db_name, coll_name, create=True)
        # Tables with the rows that a document has in them.
        engine: Any = self
        tables: list[tuple[str, Any]] = [
            ("multikey_entries", engine._build_multikey_rows_for_document),  # noqa: SLF001 - its own member
            ("scalar_index_entries", engine._build_scalar_rows_for_document),  # noqa: SLF001 - as above
        ]
        parts = self._indexed_parts(connection, db_name, coll_name, index)
        if index["unique"]:
            parts = self._distinct(parts, f"{db_name}.{coll_name}", index)
        for batch in batched(parts, _BATCH, strict=False):
            for table, rows_of in tables:
                rows = chain.from_iterable(
                    ((identity, row[0], key, *row[1:]) for row in rows_of(key, part, [index]))
                    for key, part in batch
                )
                insert = f"INSERT OR IGNORE INTO {table} ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608 - no value is in the text
                connection.executemany(insert, rows)

    def _indexed_parts(
        self, connection: sqlite3.Connection, db_name: str, coll_name: str, index: Any
    ) -> Iterator[_Part]:
        """Yield the storage keys and the fields of the documents that belong to the index."""
        condition: dict[str, Any] = index.get("partial_filter_expression") or {}
        names: list[str] = [*index["fields"], *condition]
        # A condition such as `$and` has its fields below: the whole document is read.
        nested = any(name.startswith("$") for name in names)
        read: Any = sql.reader({} if nested else dict.fromkeys(names, 1))
        select = "SELECT storage_key, document FROM documents WHERE db_name = ? AND coll_name = ?"
        for key, row in connection.execute(select, (db_name, coll_name)):
            part = self._decode_codec_payload(read(row), preserve_bson_wrappers=True)
            if _belongs(part, index):
                self._validate_compound_multikey_shape(part, index)  # pyright: ignore[reportUnknownMemberType] - mongoeco leaves it open
                yield key, part

    def _distinct(self, parts: Iterable[_Part], namespace: str, index: Any) -> Iterator[_Part]:
        """Yield the parts; raise for the first one with a key of an earlier one."""
        seen: set[tuple[object, ...]] = set()
        for key, part in parts:
            keys = self._unique_index_keys(part, index["fields"])
            if not seen.isdisjoint(keys):
                conflict = next(iter(seen & keys))
                raise _duplicate(namespace=namespace, index=index, document=part, conflict=conflict)
            seen |= keys
            yield key, part
