"""The embedded database as it is at one instant, read past its server.

SQLite's write-ahead log lets a reader keep what it saw first, while the server goes on writing: so
many documents as there are, of all collections, without a transaction in the server and without
waiting of anybody's.
"""

import json
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import bson
from mongoeco.core.codec import DocumentCodec
from mongoeco.wire.bson_bridge import encode_wire_value

from cms_blog.embedded.child import EmbeddedDatabaseError

_PATIENCE_SECONDS = 10


class Snapshot:
    """One instant of the collections of one database."""

    def __init__(self, connection: sqlite3.Connection, database: str) -> None:
        self._connection = connection
        self._database = database

    def count(self, collection: str) -> int:
        """How many documents there are."""
        query = "SELECT count(*) FROM documents WHERE db_name = ? AND coll_name = ?"
        return self._connection.execute(query, (self._database, collection)).fetchone()[0]

    def documents(self, collection: str) -> Iterator[bytes]:
        """The documents as BSON, in the order of their ids."""
        query = (
            "SELECT document FROM documents WHERE db_name = ? AND coll_name = ? "
            "ORDER BY storage_key"
        )
        for (document,) in self._connection.execute(query, (self._database, collection)):
            decoded = DocumentCodec.decode(json.loads(document), preserve_bson_wrappers=True)
            yield bson.encode(encode_wire_value(decoded))


@contextmanager
def snapshot(data_dir: Path, database: str) -> Generator[Snapshot]:
    """The database under `data_dir` as it is now, while the block runs.

    Its server may run, or not. Threads may take turns with it.

    Raises:
        EmbeddedDatabaseError: there is none, or it can't be read.
    """
    path = data_dir / "database" / "mongoeco.sqlite"
    if not path.exists():
        raise EmbeddedDatabaseError(f"There is no database in {path.parent}.")
    try:
        connection = sqlite3.connect(
            path,
            timeout=_PATIENCE_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        with closing(connection):
            connection.execute("PRAGMA query_only = TRUE")
            connection.execute("BEGIN")
            # The instant is that of the first reading.
            connection.execute("SELECT 1 FROM documents LIMIT 1").fetchone()
            yield Snapshot(connection, database)
    except sqlite3.Error as error:
        raise EmbeddedDatabaseError(
            f"The database in {path.parent} can't be read: {error}"
        ) from None
