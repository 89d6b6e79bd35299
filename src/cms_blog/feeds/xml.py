"""Well-formed XML 1.0 from any text."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

# All but the characters of XML 1.0, section 2.2, which also excludes unpaired surrogates.
_INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def valid_text(text: str) -> str:
    """Replace each character that XML can't represent by U+FFFD."""
    return _INVALID.sub("\ufffd", text)


def timestamp(instant: datetime) -> str:
    """Format a time in UTC as in RFC 3339, to the second."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class XmlWriter:
    """Writes elements in order; `taken` returns and forgets what was written."""

    def __init__(self) -> None:
        self._buffer = StringIO()
        self._xml = XMLGenerator(self._buffer, "utf-8", short_empty_elements=True)
        self._xml.startDocument()

    def element(self, name: str, text: str = "", **attributes: str) -> None:
        """Write an element with a text; `xml_lang` is written as `xml:lang`."""
        with self.inside(name, **attributes):
            if text:
                self._xml.characters(valid_text(text))

    def element_of(self, name: str, **texts: str) -> None:
        """Write an element that has one element with a text for each of `texts`."""
        with self.inside(name):
            for inner, text in texts.items():
                self.element(inner, text)

    @contextmanager
    def inside(self, name: str, **attributes: str) -> Generator[None]:
        """Write an element around the ones of the block."""
        named = {key.replace("_", ":"): valid_text(value) for key, value in attributes.items()}
        self._xml.startElement(name, AttributesImpl(named))
        yield
        self._xml.endElement(name)

    def taken(self) -> str:
        """Return the text since the last call."""
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text
