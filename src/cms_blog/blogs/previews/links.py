"""Tokens of preview links (JSON Web Tokens, RFC 7519)."""

import hmac
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bson import ObjectId
from bson.errors import InvalidId
from pydantic import SecretStr

from cms_blog.accounts.credentials import Token

_ALGORITHM = "HS256"
_ISSUER = "cms-blog"
_AUDIENCE = "cms-blog/preview"
# Above the length of a token of this server.
_MAX_TOKEN = 1_000


class PreviewClaims(NamedTuple):
    """Claims of a valid token: the blog, the link's creator, the `preview_epoch`, the expiry."""

    blog_id: ObjectId
    creator_id: ObjectId
    epoch: int
    expires_at: datetime


class PreviewLinks:
    """Issues and verifies tokens, and builds the links.

    They have a signing key of their own, derived from the JWT secret, besides their audience: no
    session, receipt or download ticket is a preview, and the other way round.

    Args:
        page: address of the front end's preview page; None: there are no links, only tokens.
    """

    def __init__(
        self,
        secret: str,
        *,
        previous: SecretStr | None = None,
        page: str | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        known = [secret] if previous is None else [secret, previous.get_secret_value()]
        self._keys = [hmac.digest(each.encode(), _AUDIENCE.encode(), "sha256") for each in known]
        self._page = page
        self._clock = clock

    def issue(
        self, blog_id: ObjectId, creator_id: ObjectId, epoch: int, lifetime: timedelta
    ) -> Token:
        """Return a token that is valid until its expiry or the next `preview_epoch`."""
        import jwt

        now = self._clock().replace(microsecond=0)
        expires_at = now + lifetime
        claims = {
            "sub": str(blog_id),
            "by": str(creator_id),
            "epoch": epoch,
            "iat": now,
            "exp": expires_at,
            "jti": secrets.token_urlsafe(12),
            "iss": _ISSUER,
            "aud": _AUDIENCE,
        }
        return Token(jwt.encode(claims, self._keys[0], _ALGORITHM), expires_at)

    def url_of(self, token: str) -> str | None:
        """Return the link with the token; None without a page."""
        return None if self._page is None else f"{self._page}?token={token}"

    def read(self, token: str) -> PreviewClaims | None:
        """Return the claims of a token; None if it is invalid or expired."""
        if len(token) > _MAX_TOKEN:
            return None
        claims = next(filter(None, (_claims(token, key) for key in self._keys)), None)
        return claims if claims is not None and claims.expires_at > self._clock() else None


def _claims(token: str, key: bytes) -> PreviewClaims | None:
    import jwt

    with suppress(jwt.InvalidTokenError, InvalidId, KeyError, TypeError, ValueError, OverflowError):
        claims = jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            audience=_AUDIENCE,
            issuer=_ISSUER,
            # `read` compares the expiry with the given clock.
            options={"require": ["sub", "exp"], "verify_exp": False, "verify_iat": False},
        )
        return PreviewClaims(
            ObjectId(claims["sub"]),
            ObjectId(claims["by"]),
            int(claims["epoch"]),
            datetime.fromtimestamp(claims["exp"], UTC),
        )
    return None
