"""Links bare web and e-mail addresses (GitHub Flavored Markdown, section 6.9)."""

import html
import re
from collections.abc import Iterator

# A link ends at white space, at `<`, at Chinese and Japanese punctuation (no spaces between words),
# and at private-use characters, which mark footnotes.
_END = (
    r"\s<>\"\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
    r"\U000f0000-\U0010ffff"
)
# Without IGNORECASE, which matches U+017F as `s`. The local part of an e-mail address is limited in
# length: otherwise a run of letters would take quadratic time.
_CANDIDATE = re.compile(
    r"(?<![A-Za-z0-9])(?:[Hh][Tt]{2}[Pp][Ss]?://|[Ww]{3}\.)"
    rf"[\w-][^{_END}]*"
    r"|(?<![A-Za-z0-9._+-])"
    r"(?P<mail>[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+)"
)
_HOST = re.compile(r"(?:[A-Za-z]+://)?([\w.-]*).*")
_TRAILING = "?!.,:*_~'\";"


def with_links(text: str) -> str:
    """Link the bare web and e-mail addresses in escaped text without tags."""
    if "://" not in text and "@" not in text and "www." not in text.lower():
        return text
    plain = html.unescape(text)
    pieces: list[str] = []
    end = 0
    for start, address, target in _found(plain):
        pieces += [html.escape(plain[end:start], quote=False), _link(target, address)]
        end = start + len(address)
    return "".join(pieces) + html.escape(plain[end:], quote=False)


def addresses_in(text: str) -> list[str]:
    """Return the bare web and e-mail addresses in a plain text, in order."""
    return [address for _, address, _ in _found(text)]


def _found(plain: str) -> Iterator[tuple[int, str, str]]:
    """Yield the place, the text and the target of each bare address."""
    for found in _CANDIDATE.finditer(plain):
        address = _trimmed(found[0])
        target = _mail(address) if found["mail"] else _web(address)
        if target is not None:
            yield found.start(), address, target


def _link(target: str, label: str) -> str:
    return (
        f'<a href="{html.escape(target)}" rel="noopener noreferrer">'
        f"{html.escape(label, quote=False)}</a>"
    )


def _trimmed(address: str) -> str:
    """Remove trailing punctuation and unbalanced closing parentheses."""
    closing = address.count(")") - address.count("(")
    end = len(address)
    while address[end - 1] in _TRAILING or (address[end - 1] == ")" and closing > 0):
        closing -= address[end - 1] == ")"
        end -= 1
    return address[:end]


def _web(address: str) -> str | None:
    *labels, top = _HOST.sub(r"\1", address).split(".")
    # A valid domain: at least one dot, no underscore in the last two labels.
    if not labels or "_" in labels[-1] + top or not all([*labels, top]):
        return None
    return f"http://{address}" if address[:4].lower() == "www." else address


def _mail(address: str) -> str | None:
    return None if address.endswith("-") else f"mailto:{address}"
