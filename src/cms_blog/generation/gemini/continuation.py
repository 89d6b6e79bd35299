"""The text of one answer, which may take several calls."""

from collections.abc import Generator
from contextlib import contextmanager

from cms_blog.generation.answers.joining import Joiner
from cms_blog.generation.failures import CallFailed, Truncated
from cms_blog.generation.prompts import Prompt

# How often a text that was cut off, or that stopped early, is continued.
_CONTINUATIONS = 2


class Answer:
    """The text so far, and the request for the next part of it.

    A text that ended normally is usable even if it lacks something: if its continuation fails, it
    stays as it is.
    """

    def __init__(self, prompt: Prompt, earlier_text: str = "") -> None:
        self._prompt = prompt
        self._turn = 0
        self._ended = False
        self.text: str = earlier_text
        self.asked: Prompt = prompt.continuing(earlier_text) if earlier_text else prompt
        self._begin()

    def _begin(self) -> None:
        self._joiner = Joiner(self.text)
        self._earlier = self.text
        self._cut: Truncated | None = None
        self._failed = False

    @contextmanager
    def call(self) -> Generator[None]:
        """Record how a call ends.

        Raises:
            CallFailed: unless an earlier call ended normally.
        """
        try:
            yield
        except Truncated as cut:
            self._cut = cut
        except CallFailed:
            if not self._ended:
                raise
            self._failed = True

    def add(self, piece: str) -> str:
        """Add a piece of the current call; return the text to append."""
        new = self._joiner.add(piece)
        self.text += new
        return new

    def end(self) -> str:
        """End the current call; return the rest of the text to append."""
        new = "" if self._failed else self._joiner.end()
        self.text += new
        return new

    def continues(self) -> bool:
        """Return whether another call is needed, and prepare it.

        Raises:
            Truncated: the text was cut off and can't be continued.
        """
        last = self._turn == _CONTINUATIONS or self.text == self._earlier
        if self._cut is not None and last:
            raise self._cut
        if self._failed or last or (self._cut is None and not self._prompt.lacking(self.text)):
            return False
        self._ended = self._ended or self._cut is None
        self._turn += 1
        self.asked = self._prompt.continuing(self.text)
        self._begin()
        return True
