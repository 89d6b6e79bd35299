"""Sphinx extension that writes the generated pages of the reference before each build."""

from pathlib import Path

from sphinx.application import Sphinx
from tools.reference.pages import write_pages

_FOLDER = "reference/generated"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension (Sphinx calls this)."""
    app.connect("builder-inited", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _write(app: Sphinx) -> None:
    write_pages(Path(app.srcdir) / _FOLDER)
