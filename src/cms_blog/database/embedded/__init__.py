"""The embedded database: MongoDB's wire protocol over SQLite, without installation.

`running(data_dir)` starts it as a child process (`server.py`) and yields its `mongodb://` URI.
`shared(data_dir)` joins a server that already runs, or starts one. `engine.py` extends mongoeco's
storage engine with indexes that queries can use.
"""

from cms_blog.database.embedded.child import EmbeddedDatabaseError
from cms_blog.database.embedded.process import running, shared

__all__ = ["EmbeddedDatabaseError", "running", "shared"]
