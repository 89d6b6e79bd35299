"""Output of the walkthrough: numbered steps with their time and result."""

import os
import shutil
import sys
import textwrap
import time


class Report:
    """Report of the walkthrough, with colours on a terminal."""

    def __init__(self) -> None:
        self._coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        self._width = min(shutil.get_terminal_size((100, 24)).columns, 100)
        self._number = 0
        self._title = ""
        self._started = 0.0
        self._streaming = False

    @property
    def place(self) -> str:
        """The current step, for error messages."""
        return f"Step {self._number}, {self._title}" if self._number else "Before the first step"

    def step(self, title: str) -> None:
        """Start the next step."""
        self._number, self._title, self._started = self._number + 1, title, time.perf_counter()

    def piece(self, text: str) -> None:
        """Print a piece of a streamed text."""
        if not self._streaming:
            print(f"\n{self._in('1', self._heading)}\n")
            self._streaming = True
        print(self._in("2", text), end="", flush=True)

    def done(self, *lines: str) -> None:
        """End the step and print its result."""
        spent = self._in("2", f"{(time.perf_counter() - self._started) * 1000:>8,.0f} ms")
        heading = "" if self._streaming else self._heading
        print(f"\n{self._in('1', heading.ljust(self._width - 12))} {spent}")
        self._streaming = False
        for line in lines:
            print(f"    {self._short(line)}")

    def options(self, options: list[str], chosen: int) -> None:
        """End the step and print its options with the chosen one."""
        self.done()
        for index, option in enumerate(options):
            line = self._short(option)
            print(f"  {self._in('32', f'> {line}')}" if index == chosen else f"    {line}")

    def end(self, text: str) -> None:
        """Print the final message."""
        print(f"\n{self._in('1;32', text)}")

    @property
    def _heading(self) -> str:
        return f"{self._number:>2}  {self._title}"

    def _short(self, text: str) -> str:
        return textwrap.shorten(text, self._width - 4, placeholder=" …")

    def _in(self, style: str, text: str) -> str:
        return f"\033[{style}m{text}\033[0m" if self._coloured else text
