"""Repairs the characters of an answer: surrogates, control characters, line ends."""

from cms_blog.validation.text import clean_characters


def well_formed(text: str) -> str:
    """Join surrogate pairs; replace lone ones, which can't be stored or sent, with U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class Lines:
    """Cleans a text that arrives in pieces, in complete lines. See `clean_characters`."""

    def __init__(self) -> None:
        self._partial = ""

    def add(self, piece: str) -> str:
        """Return the complete lines so far that have not been returned yet."""
        text = self._partial + piece
        end = text.rfind("\n") + 1
        self._partial = text[end:]
        return clean_characters(well_formed(text[:end]))

    def end(self) -> str:
        """Return the last line."""
        last, self._partial = self._partial, ""
        return clean_characters(well_formed(last))
