"""Joins an answer that was cut off with its continuation."""

from cms_blog.generation.answers.blocks import Block, blocks_of, is_open
from cms_blog.generation.answers.characters import well_formed
from cms_blog.generation.answers.fences import is_wrapper_language
from cms_blog.generation.answers.remarks import is_opening_remark
from cms_blog.validation.text import is_in_word

# An overlap within a word is an accident below this length, in characters.
_MIN_OVERLAP = 8
_MAX_OVERLAP = 4_000
# A continuation is held back until its first block is complete, or has this many characters.
_MAX_HELD = 1_000
# Scripts from here on (Chinese, Japanese) have no spaces between sentences.
_FIRST_UNSPACED = "\u2e80"
_SENTENCE_ENDS = ".!?…:;)]\"'”\u2019»。\uff01\uff1f।॥؟"


def continuation(text: str, more: str) -> str:
    """Return the part to append to `text` for a continuation.

    Acknowledgements, a fence around it and the longest overlap with the text are dropped, also if
    it begins with the whole text again. A missing space or blank line is added.
    """
    if not text:
        return more
    new = _unannounced(text, more)
    body = new.lstrip()
    if not body:
        return ""
    overlap = _overlap(text, body)
    if overlap:
        return body[overlap:] if not text[-1].isspace() else body[overlap:].lstrip()
    return _separator(text, new) + (new.lstrip("\n") if text[-1] == "\n" else new)


class Joiner:
    """Appends pieces of an answer to `text`; each is returned as soon as it can be.

    Surrogate pairs that two pieces divide are joined. The beginning of a continuation is held back
    until it can be compared with the text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._held: str | None = "" if text else None
        self._surrogate = ""

    def add(self, piece: str) -> str:
        """Return what can be appended to the text now."""
        whole = self._surrogate + piece
        self._surrogate = whole[-1:] if "\ud800" <= whole[-1:] <= "\udbff" else ""
        whole = well_formed(whole.removesuffix(self._surrogate))
        if self._held is None:
            return whole
        self._held += whole
        body = _unannounced(self._text, self._held).strip()
        if self._text.lstrip().startswith(body):
            return ""
        return self._release() if "\n\n" in body or len(body) > _MAX_HELD else ""

    def end(self) -> str:
        """Return what was held back."""
        rest, self._surrogate = well_formed(self._surrogate), ""
        if self._held is None:
            return rest
        self._held += rest
        return self._release()

    def _release(self) -> str:
        held, self._held = self._held or "", None
        return continuation(self._text, held)


def _unannounced(text: str, more: str) -> str:
    """Drop a fence and an acknowledgement before the continuation."""
    in_code = any(map(is_open, blocks_of(text)[-1:]))
    rest = more
    while found := blocks_of(rest)[:2]:
        first = found[0]
        if first.fence is not None and (is_wrapper_language(first.fence) or in_code):
            if not first.fence and not in_code:
                break
            rest = rest.encode()[first.start :].decode().partition("\n")[2]
        elif not in_code and len(found) > 1 and _is_remark(first):
            rest = rest.encode()[found[1].start :].decode()
        else:
            break
    return rest


def _is_remark(block: Block) -> bool:
    return block.kind == "Rule" or block.text in ("…", "...") or is_opening_remark(block.text)


def _overlap(text: str, more: str) -> int:
    """Return the length of the longest end of `text` with which `more` begins."""
    if more.startswith(text.strip()):
        return len(text.strip())
    end = text.rstrip()
    for length in range(min(len(end), len(more), _MAX_OVERLAP), 0, -1):
        if not end.endswith(more[:length]):
            continue
        starts_word = not (is_in_word(end[-length - 1 : -length] or " ") and is_in_word(more[0]))
        has_word = any(map(is_in_word, more[:length]))
        if length >= _MIN_OVERLAP or (starts_word and has_word):
            return length
    return 0


def _separator(text: str, new: str) -> str:
    first = blocks_of(new)[:1]
    if first and first[0].is_heading:
        return "\n\n"
    if text[-1].isspace() or new[0].isspace():
        return ""
    ended = text[-1] in _SENTENCE_ENDS
    return " " if ended and is_in_word(new[0]) and new[0] < _FIRST_UNSPACED else ""
