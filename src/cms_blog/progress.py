"""How far a long command is: a bar on a terminal, plain lines everywhere else."""

import shutil
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Self, TextIO, override

# Often enough to look alive; seldom enough to cost nothing, and to fill no log.
_REDRAW_SECONDS = 0.1
_LINE_SECONDS = 10
_FEWEST_CELLS, _MOST_CELLS = 5, 30
_EIGHTHS = " ▏▎▍▌▋▊▉"
_MINUTE, _HOUR = 60, 3_600


class Progress(AbstractContextManager["Progress"]):
    """The progress of one task, on standard error, while the block runs.

    `label` says what goes on, as "Copying images"; `total` is how many there are, None where that
    is not known. `amount` writes a number, as `count_of` or `bytes_of` do.
    """

    def __init__(
        self,
        label: str,
        total: int | None = None,
        *,
        amount: Callable[[float], str] | None = None,
        out: TextIO | None = None,
    ) -> None:
        self.done = 0
        self._label = label
        self._total = total
        self._amount = amount or count_of
        self._out = out or sys.stderr
        self._terminal = self._out.isatty()
        self._began = self._shown = time.monotonic()

    def advance(self, amount: int = 1) -> None:
        """Count `amount` more, and show it when it is time to."""
        self.done += amount
        now = time.monotonic()
        if now - self._shown >= (_REDRAW_SECONDS if self._terminal else _LINE_SECONDS):
            self._show(now)

    @override
    def __enter__(self) -> Self:
        if self._terminal:
            self._show(self._began)
        return self

    @override
    def __exit__(self, *_: object) -> None:
        self._show(time.monotonic())
        if self._terminal:
            self._out.write("\n")
            self._out.flush()

    def _show(self, now: float) -> None:
        self._shown = now
        if self._terminal:
            width = shutil.get_terminal_size().columns - 1
            # Cleared to its end, since the line before may have been longer.
            self._out.write(f"\r{self._bar(now, width)[:width]}\x1b[K")
        else:
            self._out.write(f"{self._label}: {self._count()}{self._percent(' ({} %)')}\n")
        self._out.flush()

    def _count(self) -> str:
        done = self._amount(self.done)
        return done if self._total is None else f"{done} of {self._amount(self._total)}"

    def _percent(self, pattern: str) -> str:
        return pattern.format(int(100 * self._share)) if self._total else ""

    @property
    def _share(self) -> float:
        return min(self.done / self._total, 1) if self._total else 0

    def _bar(self, now: float, width: int) -> str:
        figures = f"{self._percent(' {:3} %')}  {self._count()}"
        # What there is no room for is left out: the pace first, then the bar.
        for text in (figures + self._pace(now), figures):
            cells = min(_MOST_CELLS, width - len(self._label) - len(text) - 2)
            if self._total and cells >= _FEWEST_CELLS:
                return f"{self._label}  {self._cells(cells)}{text}"
        return f"{self._label} {figures if self._total else figures + self._pace(now)}"

    def _cells(self, cells: int) -> str:
        eighths = int(cells * 8 * self._share)
        part = _EIGHTHS[eighths % 8] if eighths % 8 else ""
        return ("█" * (eighths // 8) + part).ljust(cells, "·")

    def _pace(self, now: float) -> str:
        seconds = now - self._began
        if seconds < 1 or not self.done:
            return ""
        speed = self.done / seconds
        left = (self._total or 0) - self.done
        ahead = f"  {_duration(left / speed)} left" if left > 0 else f"  in {_duration(seconds)}"
        return f"  {self._amount(speed)}/s{ahead if self._total is not None else ''}"


class Steps(AbstractContextManager["Steps"]):
    """Tasks one after another, while the block runs: each ends where the next begins."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    def begin(
        self, label: str, total: int | None = None, amount: Callable[[float], str] | None = None
    ) -> Callable[[int], None]:
        """The next task; what comes back counts what is done of it."""
        self._stack.close()
        return self._stack.enter_context(Progress(label, total, amount=amount)).advance

    @override
    def __exit__(self, *_: object) -> None:
        self._stack.close()


def count_of(number: float) -> str:
    """`12,345`."""
    return f"{number:,.0f}"


def bytes_of(number: float) -> str:
    """`12.3 MB`, by powers of 1,000."""
    size = float(number)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1_000:  # noqa: PLR2004 - as the docstring says
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1_000
    return f"{size:.1f} TB"


def _duration(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE:.0f} min {seconds % _MINUTE:.0f} s"
    return f"{seconds // _HOUR:.0f} h {seconds % _HOUR // _MINUTE:.0f} min"
