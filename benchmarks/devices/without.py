"""Serve without optimisations that no setting disables.

python -m benchmarks.devices.without shortcuts serve

Replaces functions in this process only, for which production code has no switch.
"""

import sys
from typing import Any

from cms_blog.blogs import connection
from cms_blog.blogs import schema as blogs
from cms_blog.cli.main import main
from cms_blog.graphql.execution import executor


def _nothing(*_: Any) -> None:
    """No fast path for an operation, or no projection."""


def _without_shortcuts() -> None:
    executor.__dict__["shortcut_for"] = _nothing


def _without_projections() -> None:
    # None reads whole documents.
    connection.__dict__["projection"] = _nothing
    blogs.__dict__["projection"] = _nothing


if __name__ == "__main__":
    {"shortcuts": _without_shortcuts, "projections": _without_projections}[sys.argv.pop(1)]()
    main()
