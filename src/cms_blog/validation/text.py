"""Unicode text: cleaning of input, and case folding for comparison.

General categories of Unicode: L letters, M marks (accents, vowel signs), N numbers.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import cast

# Contents of regular expression character classes, for scripts without spaces between words. Each
# Chinese or Japanese character counts as a word; Thai, Lao, Burmese and Khmer letters do not.
IDEOGRAPHS = (
    "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"
)
UNSPACED_LETTERS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f"

# Control characters except tab and line ends, noncharacters, byte order marks, deprecated format
# characters (Unicode 16, section 23.3), and explicit directional embeddings and overrides (UAX #9
# recommends isolates instead).
_MEANINGLESS = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u206a-\u206f"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
# Line ends of `str.splitlines`.
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# A zero-width space permits a line break: needed in Thai or Khmer, not in Latin, Greek or Cyrillic.
# In Chinese and Japanese Markdown it delimits emphasis.
_ZERO_WIDTH_SPACES = re.compile("(?<![\u0530-\U0010ffff])\u200b+(?![\u0530-\U0010ffff])")
_ZERO_WIDTH = "\u200b\u2060"
_ISOLATES = re.compile("([\u2066-\u2068])|(\u2069)|\n[ \t]*\n")
# Default_Ignorable_Code_Point of Unicode: invisible characters.
_IGNORABLES = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_IGNORABLE = re.compile(f"[{_IGNORABLES}]")
# White space, control characters and the blank Braille pattern are also invisible.
_BLANK = re.compile(f"[{_IGNORABLES}\\s\x00-\x1f\x7f-\x9f\u2800]*")
_VARIANTS = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4\u0060", "'")
    | dict.fromkeys("\u2010\u2011", "-")
)


def clean_lines(text: str) -> str:
    """Return the text trimmed, without meaningless characters, with `\\n` as line end."""
    return clean_characters(text).strip()


def clean_characters(text: str) -> str:
    """Return the text without meaningless characters, with `\\n` as line end."""
    visible = _LINE_END.sub("\n", _MEANINGLESS.sub("", text))
    # The patterns for the rest are slow, and most texts are ASCII.
    if visible.isascii():
        return visible
    return _matched_isolates(_ZERO_WIDTH_SPACES.sub("", visible))


def clean_line(text: str) -> str:
    """Return the text cleaned and on one line; runs of white space become one space."""
    return " ".join(clean_lines(text).split()).strip(" " + _ZERO_WIDTH)


def _matched_isolates(text: str) -> str:
    """Drop directional isolates that are not closed within their paragraph, and stray closers.

    They are dropped, not closed: a closer at the end of a line can break Markdown, for example code
    fences.
    """
    open_: list[int] = []
    unmatched: list[int] = []
    for found in _ISOLATES.finditer(text):
        if found[1]:
            open_.append(found.start())
        elif not found[2]:
            unmatched += open_
            open_.clear()
        elif open_:
            open_.pop()
        else:
            unmatched.append(found.start())
    dropped = {*unmatched, *open_}
    if not dropped:
        return text
    return "".join(char for at, char in enumerate(text) if at not in dropped)


def is_blank(text: str) -> bool:
    """Return whether the text has no visible character."""
    return _BLANK.fullmatch(text) is not None


def folded(text: str) -> str:
    """Return a form of the text for comparison, without differences that readers can't see.

    These are case, compatibility forms, composition, invisible characters, and variants of
    apostrophes and hyphens.
    """
    plain = _IGNORABLE.sub("", text).translate(_VARIANTS)
    # NFKC twice: case folding can decompose a character.
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())


def is_in_word(char: str) -> bool:
    """Return whether the character is a letter, a mark or a number."""
    return unicodedata.category(char)[0] in "LMN"


def is_mark(char: str) -> bool:
    """Return whether the character modifies the letter before it: an accent or a vowel sign."""
    return unicodedata.category(char)[0] == "M"


def words(text: str) -> list[str]:
    """Return the runs of letters, marks and numbers, without runs of marks only."""
    between = {ord(char): " " for char in set(text) if not is_in_word(char)}
    return [word for word in text.translate(between).split() if any(map(str.isalnum, word))]


def comparable(option: object) -> str:
    """Return a text, or several, without case, spaces and punctuation: a key to find duplicates."""
    text = option if isinstance(option, str) else "\n".join(cast("Sequence[str]", option))
    return "".join(words(folded(text))) or folded(text)
