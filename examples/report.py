"""What the walkthrough prints: numbered steps, each with its time and what came of it."""

import os
import shutil
import sys
import textwrap
import time


class Report:
    """The walk as a person follows it; in colours where that person has a terminal for them."""

    def __init__(self) -> None:
        self._coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        self._width = min(shutil.get_terminal_size((100, 24)).columns, 100)
        self._number = 0
        self._title = ""
        self._started = 0.0
        self._streaming = False

    @property
    def place(self) -> str:
        """Where the walk is, for what went wrong there."""
        return f"Step {self._number}, {self._title}" if self._number else "Before the first step"

    def step(self, title: str) -> None:
        """The next step begins."""
        self._number, self._title, self._started = self._number + 1, title, time.perf_counter()

    def piece(self, text: str) -> None:
        """A piece of a text has come: the step is shown while it goes on."""
        if not self._streaming:
            print(f"\n{self._in('1', self._heading)}\n")
            self._streaming = True
        print(self._in("2", text), end="", flush=True)

    def done(self, *lines: str) -> None:
        """The step is done, and this is what came of it."""
        spent = self._in("2", f"{(time.perf_counter() - self._started) * 1000:>8,.0f} ms")
        heading = "" if self._streaming else self._heading
        print(f"\n{self._in('1', heading.ljust(self._width - 12))} {spent}")
        self._streaming = False
        for line in lines:
            print(f"    {self._short(line)}")

    def options(self, options: list[str], chosen: int) -> None:
        """The step is done, and of these options that one is chosen."""
        self.done()
        for index, option in enumerate(options):
            line = self._short(option)
            print(f"  {self._in('32', f'> {line}')}" if index == chosen else f"    {line}")

    def end(self, text: str) -> None:
        """The walk is over."""
        print(f"\n{self._in('1;32', text)}")

    @property
    def _heading(self) -> str:
        return f"{self._number:>2}  {self._title}"

    def _short(self, text: str) -> str:
        return textwrap.shorten(text, self._width - 4, placeholder=" …")

    def _in(self, style: str, text: str) -> str:
        return f"\033[{style}m{text}\033[0m" if self._coloured else text
