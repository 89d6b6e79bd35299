"""Keeps what Gemini is told out of what it says: an answer that repeats its rules is none."""

from cms_blog.generation.failures import Trouble, unusable
from cms_blog.generation.prompts import SYSTEM

# So much of a rule tells it from a sentence that an author might get.
_TELLING = 32
_RULES = tuple(
    line.removeprefix("- ")[:_TELLING] for line in SYSTEM.splitlines() if len(line) > _TELLING
)


class Guard:
    """Lets a text through piece by piece, but for an end that may be the beginning of a rule."""

    def __init__(self) -> None:
        self._held = ""

    def passed(self, piece: str) -> str:
        """What can be shown after this piece.

        Raises:
            Trouble: the text repeats a rule.
        """
        text = self._held + piece
        check(text)
        held = next((n for n in range(min(len(text), _TELLING), 0, -1) if _begins(text[-n:])), 0)
        self._held = text[len(text) - held :]
        return text[: len(text) - held]

    def rest(self) -> str:
        """What was held back, when the text is over."""
        rest, self._held = self._held, ""
        return rest


def check(text: str) -> None:
    """Nothing, where the text repeats none of the rules.

    Raises:
        Trouble
    """
    if any(rule in text for rule in _RULES):
        raise _repeats()


def _begins(text: str) -> bool:
    return any(rule.startswith(text) for rule in _RULES)


def _repeats() -> Trouble:
    return unusable("it repeated what the model was told", retryable=False)
