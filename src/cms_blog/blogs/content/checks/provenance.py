"""Provenance of a text: the sentences that stand as a model wrote them on this server.

A generation step returns a receipt, a JSON Web Token (RFC 7519) with digests of the sentences that
the model wrote, the model's name and the version of the prompts. A blog stores the contents of the
receipts that its author sent with it.
"""

import hashlib
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from unicodedata import normalize

from bson import ObjectId
from pydantic import BaseModel, Field, SecretStr

from cms_blog.accounts.links.tokens import ALGORITHM, ISSUER, audience, signing_key
from cms_blog.blogs.content.checks.passages import paragraphs, sentences
from cms_blog.blogs.content.markdown import Rendered, render
from cms_blog.blogs.content.prose import plain
from cms_blog.errors import FieldErrorCode
from cms_blog.validation.inputs import refuse
from cms_blog.validation.text import comparable

MAX_RECEIPTS = 50
# Above the size of a receipt with all its digests.
MAX_RECEIPT = 50_000
LIFETIME = timedelta(days=90)
MAX_SENTENCES = 2_000
# Digests that a blog stores, the latest ones.
MAX_STORED = 10_000
# Generators that a blog stores, the latest ones.
MAX_GENERATORS = 20
_DIGEST_BYTES = 8
# A line with only the address of a page, as in a list of references.
_WEB_ADDRESS = re.compile(r"\W*(?:https?://)?[^\s/]+\.[^\s/.]{2,}(?:/\S*)?")
_AUDIENCE = audience("receipt")


class Generator(BaseModel, frozen=True):
    """A model, and the version of the prompts that it answered (`generation/prompts.py`)."""

    model: str
    prompts: int


@dataclass(frozen=True, slots=True)
class ReceiptContents:
    """The concatenated digests of several receipts, and their generators."""

    digests: bytes = b""
    generators: tuple[Generator, ...] = ()


class StoredProvenance(BaseModel):
    """Provenance as stored: the contents of receipts, and the counts of the text."""

    digests: bytes = b""
    sentences: int = 0
    generated: int = 0
    # Absent in blogs that were saved by earlier releases.
    generators: list[Generator] = Field(default_factory=list[Generator])


class Receipts:
    """Issues and verifies receipts.

    Each JWT secret has a signing key of its own, which the header `kid` names. The receipts of a
    secret that is no longer configured count as expired.
    """

    def __init__(
        self,
        secret: str,
        *,
        previous: SecretStr | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        earlier = [] if previous is None else [previous.get_secret_value()]
        keys = [signing_key("receipt", each) for each in (secret, *earlier)]
        self._current = _key_id(keys[0])
        self._keys = {_key_id(key): key for key in keys}
        self._clock = clock

    def issue(
        self,
        user_id: ObjectId,
        written: Iterable[Rendered],
        supplied: object,
        generator: Generator,
    ) -> str:
        """Return the receipt for the sentences of `written` that are not in `supplied`.

        `supplied` is the input of the step, a dataclass: text that the model repeats from it is
        not the model's. This takes about 1 ms for 10 kB; run it in a thread.
        """
        import jwt

        given = comparable("\n".join(_as_source_and_text(supplied)))
        digests = {
            _digest(sentence): None
            for content in written
            for sentence in sentences_of(content)
            if comparable(sentence) not in given
        }
        now = self._clock().replace(microsecond=0)
        claims = {
            "sub": str(user_id),
            "iat": now,
            "exp": now + LIFETIME,
            "jti": secrets.token_urlsafe(12),
            "iss": ISSUER,
            "aud": _AUDIENCE,
            "sentences": urlsafe_b64encode(b"".join([*digests][:MAX_SENTENCES])).decode(),
            "generator": generator.model_dump(),
        }
        return jwt.encode(claims, self._keys[self._current], ALGORITHM, {"kid": self._current})

    def read(self, receipts: Sequence[str], user_id: ObjectId) -> ReceiptContents:
        """Return the contents of the user's receipts; expired ones have none.

        Raises:
            InvalidInput: a receipt is forged, malformed, or was issued to another user.
        """
        digests, generators = b"", list[Generator]()
        for number, receipt in enumerate(receipts):
            claims = self._verified(receipt)
            if claims is None:
                continue
            if claims.get("sub") != str(user_id):
                refuse(
                    f"receipts.{number}",
                    "is not a receipt that this server issued to you",
                    FieldErrorCode.NOT_ALLOWED,
                )
            if claims["exp"] > self._clock().timestamp():
                digests += urlsafe_b64decode(claims["sentences"])
                # Receipts of earlier releases have no generator.
                if (generator := claims.get("generator")) is not None:
                    generators.append(Generator.model_validate(generator))
        return ReceiptContents(digests, tuple(generators))

    def _verified(self, receipt: str) -> dict[str, Any] | None:
        """Return the claims, {} if the receipt is invalid, None if its key was retired.

        The caller compares the expiry: an expired receipt is not an error.
        """
        import jwt

        try:
            key = self._keys.get(jwt.get_unverified_header(receipt)["kid"])
            if key is None:
                return None
            return jwt.decode(
                receipt,
                key,
                algorithms=[ALGORITHM],
                audience=_AUDIENCE,
                issuer=ISSUER,
                options={
                    "require": ["sub", "exp", "sentences"],
                    "verify_exp": False,
                    "verify_iat": False,
                },
            )
        except (jwt.InvalidTokenError, KeyError, TypeError, ValueError):
            return {}


def sentences_of(content: Rendered) -> Iterator[str]:
    """Yield the sentences of a text, without headings, tables, code, footnotes and addresses."""
    for paragraph in paragraphs(content):
        for place in sentences(paragraph.text):
            sentence = paragraph.text[place].strip()
            if sentence and not _WEB_ADDRESS.fullmatch(sentence):
                yield normalize("NFC", sentence)


def measured(
    content: Rendered, received: ReceiptContents, earlier: StoredProvenance | None = None
) -> StoredProvenance | None:
    """Count the sentences of a text by origin; None without digests: the origin is unknown.

    `earlier` is the provenance that the blog has, to which `received` is added.
    """
    known = earlier or StoredProvenance()
    digests = known.digests + received.digests
    kept = _latest(
        [digests[start : start + _DIGEST_BYTES] for start in range(0, len(digests), _DIGEST_BYTES)],
        MAX_STORED,
    )
    if not kept:
        return None
    generated = frozenset(kept)
    origins = [_digest(sentence) in generated for sentence in sentences_of(content)]
    return StoredProvenance(
        digests=b"".join(kept),
        sentences=len(origins),
        generated=sum(origins),
        generators=_latest([*known.generators, *received.generators], MAX_GENERATORS),
    )


def _latest[T: Hashable](items: Sequence[T], most: int) -> list[T]:
    """Return the latest `most` different items in order of their last occurrence."""
    return [*dict.fromkeys(reversed(items))][:most][::-1]


def _digest(sentence: str) -> bytes:
    return hashlib.sha256(sentence.encode("utf-8", "replace")).digest()[:_DIGEST_BYTES]


def _as_source_and_text(value: object) -> Iterator[str]:
    """Yield all strings of an input, as given and as readers see them if they are Markdown."""
    if isinstance(value, str):
        yield value
        yield plain(render(value).html)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _as_source_and_text(getattr(value, each.name))
    elif isinstance(value, list | tuple):
        for each in cast("Sequence[object]", value):
            yield from _as_source_and_text(each)


def _key_id(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:16]
