"""The database that needs no installing: a MongoDB to the driver, SQLite on the disk.

`running(data_dir)` starts it as a child process (`server.py`) and yields a `mongodb://` URI that
the same code takes as for any MongoDB; `shared(data_dir)` yields that of a server which runs
already, where there is one. `engine.py` is mongoeco's engine with what a page needs.
"""

from cms_blog.embedded.child import EmbeddedDatabaseError
from cms_blog.embedded.process import running, shared

__all__ = ["EmbeddedDatabaseError", "running", "shared"]
