"""Indexes of the embedded database that its queries can use.

One table has the documents of all collections. mongoeco's indexes cover all of them, so that each
write evaluates the columns of every index, and its expressions are not those of its queries.
"""

import asyncio
import sqlite3
from typing import Any, override

from mongoeco.engines.sqlite import SQLiteEngine

from cms_blog.database.embedded import sql

# Row of mongoeco's table of migrations: the table of scalar values is complete.
_COMPLETE = "cms_blog_scalar_index_entries"


class QueryIndexes(SQLiteEngine):
    """Engine that creates an index per collection, with the columns of `sql.comparison`."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        # Fields that have an index of odd documents (see `sql.is_odd`), with their collections.
        self._listed: set[tuple[str, str, str]] = set()

    @override
    def _backfill_scalar_indexes_sync(self, conn: sqlite3.Connection) -> None:
        """Fill the table of scalar values once per file, not at each start.

        Every write keeps it complete. mongoeco decodes all documents at each start to refill it.
        """
        _plan_by_parameters(conn)
        table, row = "mongoeco_schema_migrations", (_COMPLETE,)
        query = f"SELECT 1 FROM {table} WHERE component = ?"  # noqa: S608 - no value is in the text
        if conn.execute(query, row).fetchone() is None:
            super()._backfill_scalar_indexes_sync(conn)
            insert = f"INSERT INTO {table} (component, version) VALUES (?, 1)"  # noqa: S608 - as above
            conn.execute(insert, row)

    @override
    def _physical_index_name(self, db_name: str, coll_name: str, index_name: str) -> str:
        """Return a readable name instead of a hash: tests read the index from `explain`."""
        return f"{index_name} on {db_name}.{coll_name}"

    @override
    def _physical_multikey_index_name(self, db_name: str, coll_name: str, index_name: str) -> str:
        """Return a readable name: see `_physical_index_name`."""
        return f"{index_name} on {db_name}.{coll_name} (items)"

    @override
    def _physical_scalar_index_name(self, db_name: str, coll_name: str, index_name: str) -> str:
        """Return a readable name: see `_physical_index_name`."""
        return f"{index_name} on {db_name}.{coll_name} (values)"

    @override
    async def create_index(self, db_name: str, coll_name: str, keys: Any, **options: Any) -> str:
        """Create the index with the columns that `sql.comparison` and `sql.order_by` use."""
        name = await super().create_index(db_name, coll_name, keys, **options)
        if name != "_id_" and all(direction in {1, -1} for _, direction in keys):
            await asyncio.to_thread(self._index_for_queries, db_name, coll_name, name, keys)
        return name

    def _index_for_queries(self, db_name: str, coll_name: str, name: str, keys: Any) -> None:
        """Replace mongoeco's index with one that the queries can use.

        All collections share a table. The condition saves writes of other collections the
        evaluation of the columns: 0.1 instead of 2 ms for the text of a version.
        """
        name = self._physical_index_name(db_name, coll_name, name)
        index, namespace = self._quote_identifier(name), sql.namespace(db_name, coll_name)
        columns = sql.index_columns(keys)
        wanted = f"CREATE INDEX {index} ON documents ({columns}) WHERE {namespace}"
        with self._lock:
            connection = self._require_connection()
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                found = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,))
                if found.fetchone() != (wanted,):
                    connection.execute(f"DROP INDEX IF EXISTS {index}")
                    connection.execute(wanted)
                for field in ("_id", *(field for field, _ in keys)):
                    # Of earlier releases, for all collections.
                    earlier = self._quote_identifier(f"odd.{field}")
                    connection.execute(f"DROP INDEX IF EXISTS {earlier}")
                    self._list_odd(connection, db_name, coll_name, field)

    def _odd_index(self, db_name: str, coll_name: str, field: str) -> str:
        return self._quote_identifier(f"odd.{field} on {db_name}.{coll_name}")

    def _list_odd(
        self, connection: sqlite3.Connection, db_name: str, coll_name: str, field: str
    ) -> None:
        """Index the documents that prevent the fast path for a field; normally there are zero."""
        odd = self._odd_index(db_name, coll_name, field)
        connection.execute(
            f"CREATE INDEX IF NOT EXISTS {odd} ON documents (db_name, coll_name) "
            f"WHERE {sql.namespace(db_name, coll_name)} AND ({sql.is_odd(field)})"
        )

    def is_plain(self, db_name: str, coll_name: str, field: str) -> bool:
        """Whether no document of the collection is odd at `field` (a lookup in a partial index)."""
        connection = self._require_connection()
        key = db_name, coll_name, field
        if key not in self._listed:
            # First use of a field without an index, for example `revision`: one scan.
            self._list_odd(connection, *key)
            if not connection.in_transaction:
                self._listed.add(key)
        probe = (
            f"SELECT 1 FROM documents INDEXED BY {self._odd_index(*key)} "  # noqa: S608 - no value is in the text
            f"WHERE {sql.namespace(db_name, coll_name)} AND ({sql.is_odd(field)}) LIMIT 1"
        )
        return connection.execute(probe).fetchone() is None


def _plan_by_parameters(connection: sqlite3.Connection) -> None:
    """Make SQLite choose a plan again for each collection that a statement is executed with.

    A plan can depend on bound values: the index of another collection has none of the documents.
    Which parameters matter is decided when a statement is prepared, by the indexes that exist then,
    and kept when it is prepared again after a change of the schema. So an index with a condition on
    the namespace has to exist before the first statement; this one has no entries.
    """
    connection.execute(
        "CREATE INDEX IF NOT EXISTS plan_by_parameters ON documents (db_name) "
        f"WHERE {sql.namespace('', '')}"
    )
