"""Progress bars of long-running commands, on standard error."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any, cast, override

# Refresh intervals: in a log file, each refresh is a line.
_TERMINAL_SECONDS, _LOG_SECONDS = 0.1, 10


def progress_bar(label: str, total: int | None = None, *, in_bytes: bool = False) -> Any:
    """Return a tqdm progress bar, a context manager. `total` is None if it is unknown."""
    from tqdm import tqdm

    # tqdm has no types.
    return cast("Any", tqdm)(
        desc=label,
        total=total,
        unit="B" if in_bytes else "",
        unit_scale=in_bytes,
        mininterval=_TERMINAL_SECONDS if sys.stderr.isatty() else _LOG_SECONDS,
        dynamic_ncols=True,
    )


class Steps(AbstractContextManager["Steps"]):
    """Consecutive progress bars: each is closed when the next one begins."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    def begin(
        self, label: str, total: int | None = None, *, in_bytes: bool = False
    ) -> Callable[[int], None]:
        """Start the next bar; return the function that advances it."""
        self._stack.close()
        return self._stack.enter_context(progress_bar(label, total, in_bytes=in_bytes)).update

    @override
    def __exit__(self, *_: object) -> None:
        self._stack.close()


def bytes_of(number: float) -> str:
    """Format a number of bytes with decimal units: `12.3 MB`."""
    size = float(number)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1_000:  # noqa: PLR2004 - decimal units
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1_000
    return f"{size:.1f} TB"
