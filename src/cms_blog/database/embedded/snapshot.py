"""Snapshot of the embedded database, read directly from SQLite.

With SQLite's write-ahead log, a reader keeps the state of its first read while the server continues
to write. This covers all collections, needs no transaction in the server and blocks no writer.
"""

import json
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import bson
from mongoeco.core.codec import DocumentCodec
from mongoeco.wire.bson_bridge import encode_wire_value

from cms_blog.database.embedded.child import EmbeddedDatabaseError

# Time to wait for a lock.
_TIMEOUT_SECONDS = 10


class Snapshot:
    """The collections of one database at one point in time."""

    def __init__(self, connection: sqlite3.Connection, database: str) -> None:
        self._connection = connection
        self._database = database

    def count(self, collection: str) -> int:
        """Number of documents in a collection."""
        query = "SELECT count(*) FROM documents WHERE db_name = ? AND coll_name = ?"
        return self._connection.execute(query, (self._database, collection)).fetchone()[0]

    def documents(self, collection: str) -> Iterator[bytes]:
        """Yield the documents as BSON, ordered by id."""
        query = (
            "SELECT document FROM documents WHERE db_name = ? AND coll_name = ? "
            "ORDER BY storage_key"
        )
        for (document,) in self._connection.execute(query, (self._database, collection)):
            decoded = DocumentCodec.decode(json.loads(document), preserve_bson_wrappers=True)
            yield bson.encode(encode_wire_value(decoded))


@contextmanager
def snapshot(data_dir: Path, database: str) -> Generator[Snapshot]:
    """Open a snapshot of the database under `data_dir`, whether its server runs or not.

    Threads may use it in turn, but not concurrently.

    Raises:
        EmbeddedDatabaseError: the database does not exist or can't be read.
    """
    path = data_dir / "database" / "mongoeco.sqlite"
    if not path.exists():
        raise EmbeddedDatabaseError(f"The folder {path.parent} contains no database.")
    try:
        connection = sqlite3.connect(
            path,
            timeout=_TIMEOUT_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        with closing(connection):
            connection.execute("PRAGMA query_only = TRUE")
            connection.execute("BEGIN")
            # The first read determines the state that the transaction sees.
            connection.execute("SELECT 1 FROM documents LIMIT 1").fetchone()
            yield Snapshot(connection, database)
    except sqlite3.Error as error:
        raise EmbeddedDatabaseError(
            f"The database in {path.parent} can't be read: {error}"
        ) from None
