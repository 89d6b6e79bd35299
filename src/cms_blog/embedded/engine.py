"""mongoeco's SQLite engine, with what the product's queries need of it."""

from mongoeco.engines.sqlite import SQLiteEngine


class Engine(SQLiteEngine):
    """The engine of the embedded server."""
