"""Signed tokens of all kinds (JSON Web Tokens, RFC 7519, with HS256 only).

Each kind has an audience and a signing key of its own, so that no kind is accepted as another, even
if a reader forgets the audience. The key is derived from the JWT secret, which signs sessions
itself: they are older than the other kinds.
"""

import hmac
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal, NamedTuple

from bson import ObjectId
from bson.errors import InvalidId
from pydantic import SecretStr

from cms_blog.errors import DomainError

type TokenKind = Literal[
    "session",
    "reset",
    "verification",
    "email_change",
    "invitation",
    "preview",
    "export",
    "receipt",
    "unsubscribe",
]

ALGORITHM = "HS256"
ISSUER = "cms-blog"
# Above the length of a token of this server, other than receipts (see `provenance.py`).
_MAX_TOKEN = 2_000
# Accepted clock difference between nodes.
_CLOCK_SKEW = timedelta(seconds=5)


class Token(NamedTuple):
    """An encoded token and its expiry time."""

    text: str
    expires_at: datetime


class InvalidLink(DomainError):
    """The uniform error for links that are unknown, forged, altered, expired, used or ended."""

    def __init__(self) -> None:
        super().__init__(
            "This link is not valid, has expired, or was used already. Request a new one."
        )


class TokenClaims(NamedTuple):
    """Claims of a valid token; `values` has all of them by their names in the token."""

    kind: TokenKind
    subject: ObjectId
    values: Mapping[str, Any]
    expires_at: datetime


class LinkTokens:
    """Issues and verifies tokens.

    New tokens are signed with `secret`; tokens signed with `previous` are still accepted.
    """

    def __init__(
        self,
        secret: str,
        *,
        previous: SecretStr | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._secrets = [secret] if previous is None else [secret, previous.get_secret_value()]
        self._clock = clock

    def issue(
        self, kind: TokenKind, subject: ObjectId, claims: Mapping[str, Any], lifetime: timedelta
    ) -> Token:
        """Return a new token about `subject`; the values of `claims` must be valid in JSON."""
        import jwt

        now = self._clock().replace(microsecond=0)
        expires_at = now + lifetime
        registered = {
            "sub": str(subject),
            "iat": now,
            "exp": expires_at,
            "jti": secrets.token_urlsafe(12),
            "iss": ISSUER,
            "aud": audience(kind),
        }
        key = signing_key(kind, self._secrets[0])
        return Token(jwt.encode({**claims, **registered}, key, ALGORITHM), expires_at)

    def read(self, kind: TokenKind, text: str) -> TokenClaims | None:
        """Return the claims of a token of this kind; None if it is invalid or expired."""
        import jwt

        if len(text) > _MAX_TOKEN:
            return None
        for secret in self._secrets:
            with suppress(jwt.InvalidTokenError, InvalidId, TypeError, ValueError, OverflowError):
                return self._current(kind, _decoded(kind, text, signing_key(kind, secret)))
        return None

    def opened(self, kind: TokenKind, text: str) -> TokenClaims:
        """Return the claims of the token of a link.

        Raises:
            InvalidLink
        """
        claims = self.read(kind, text)
        if claims is None:
            raise InvalidLink
        return claims

    def _current(self, kind: TokenKind, values: Mapping[str, Any]) -> TokenClaims | None:
        now, expires_at = self._clock(), _utc(values["exp"])
        starts = (_utc(values[name]) for name in ("iat", "nbf") if name in values)
        if expires_at <= now or any(start > now + _CLOCK_SKEW for start in starts):
            return None
        return TokenClaims(kind, ObjectId(values["sub"]), values, expires_at)


def audience(kind: TokenKind) -> str:
    """Return the `aud` claim of the tokens of this kind."""
    return ISSUER if kind == "session" else f"{ISSUER}/{kind}"


def signing_key(kind: TokenKind, secret: str) -> bytes:
    """Return the key that signs the tokens of this kind."""
    if kind == "session":
        return secret.encode()
    return hmac.digest(secret.encode(), audience(kind).encode(), "sha256")


def digest_of(*state: object) -> str:
    """Return a digest of the state that a token is bound to, which ends the token by changing."""
    # `repr` escapes unpaired surrogates.
    return sha256(repr(state).encode()).hexdigest()[:32]


def _decoded(kind: TokenKind, text: str, key: bytes) -> dict[str, Any]:
    import jwt

    return jwt.decode(
        text,
        key,
        algorithms=[ALGORITHM],
        audience=audience(kind),
        issuer=ISSUER,
        # `_current` compares them with the given clock; PyJWT's leeway also applies to `exp`.
        options={
            "require": ["sub", "iat", "exp", "jti", "iss", "aud"],
            "verify_exp": False,
            "verify_iat": False,
            "verify_nbf": False,
        },
    )


def _utc(seconds: Any) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
