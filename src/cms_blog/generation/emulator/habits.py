"""Habits of real models: correct answers that are wrapped, decorated, repeated or cut short."""

import json
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, cast


class Habit(StrEnum):
    """Names of habits."""

    CHATTER = "chatter"
    FENCE = "fence"
    FENCE_WITH_REMARKS = "fence-with-remarks"
    FRONT_MATTER = "front-matter"
    NUMBERS = "numbers"
    CITATIONS = "citations"
    LONE_SURROGATE = "lone-surrogate"
    # Only half of the text, with the finish reason STOP.
    STOP_EARLY = "stop-early"


def _chatter(text: str) -> str:
    return f"Sure! Here is the draft:\n\n{text}\n\nLet me know if you want any changes!"


def _fence(text: str) -> str:
    return f"```\n{text.strip()}\n```"


def _front_matter(text: str) -> str:
    return text if _options(text) else f"---\ntitle: A title\n---\n\n{text}"


def _numbers(text: str) -> str:
    if options := _options(text):
        numbered = {
            key: f'{number}. "{option}"' if isinstance(option, str) else option
            for number, (key, option) in enumerate(options.items(), start=1)
        }
        return json.dumps(numbered)
    return text.replace("## ", "### 1. ")


def _citations(text: str) -> str:
    if options := _options(text):
        marked = {
            key: f"{option} [cite: 1]" if isinstance(option, str) else option
            for key, option in options.items()
        }
        return json.dumps(marked)
    return text.replace(".\n", " [cite: 1, 3].\n")


def _lone_surrogate(text: str) -> str:
    return text if _options(text) else f"{text}\n\nThe end \ud83c."


def _stop_early(text: str) -> str:
    return text if _options(text) else text[: len(text) // 2]


def _options(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


_CHANGES: dict[Habit, Callable[[str], str]] = {
    Habit.CHATTER: _chatter,
    Habit.FENCE: _fence,
    Habit.FENCE_WITH_REMARKS: lambda text: _chatter(_fence(text)),
    Habit.FRONT_MATTER: _front_matter,
    Habit.NUMBERS: _numbers,
    Habit.CITATIONS: _citations,
    Habit.LONE_SURROGATE: _lone_surrogate,
    Habit.STOP_EARLY: _stop_early,
}


def with_habits(text: str, habits: Iterable[Habit], *, continuing: bool) -> str:
    """Return an answer as a model with these habits would write it.

    The continuation of an answer is complete.
    """
    for habit in habits:
        if not (continuing and habit is Habit.STOP_EARLY):
            text = _CHANGES[habit](text)
    return text
