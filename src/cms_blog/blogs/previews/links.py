"""Tokens of preview links."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from bson import ObjectId
from bson.errors import InvalidId

from cms_blog.accounts.links.tokens import LinkTokens, Token


class PreviewClaims(NamedTuple):
    """Claims of a valid token: the blog, the link's creator, the `preview_epoch`, the expiry."""

    blog_id: ObjectId
    creator_id: ObjectId
    epoch: int
    expires_at: datetime


class PreviewLinks:
    """Issues and verifies tokens, and builds the links.

    Args:
        link_to: builds the link from a token; returns None if there are no links, only tokens.
    """

    def __init__(
        self, tokens: LinkTokens, *, link_to: Callable[[str], str | None] = lambda _: None
    ) -> None:
        self._tokens = tokens
        self._link_to = link_to

    def issue(
        self, blog_id: ObjectId, creator_id: ObjectId, epoch: int, lifetime: timedelta
    ) -> Token:
        """Return a token that is valid until its expiry or the next `preview_epoch`."""
        claims = {"by": str(creator_id), "epoch": epoch}
        return self._tokens.issue("preview", blog_id, claims, lifetime)

    def url_of(self, token: str) -> str | None:
        """Return the link with the token; None without a front end."""
        return self._link_to(token)

    def read(self, token: str) -> PreviewClaims | None:
        """Return the claims of a token; None if it is invalid or expired."""
        claims = self._tokens.read("preview", token)
        if claims is None:
            return None
        with suppress(InvalidId, KeyError, TypeError, ValueError):
            creator, epoch = ObjectId(claims.values["by"]), int(claims.values["epoch"])
            return PreviewClaims(claims.subject, creator, epoch, claims.expires_at)
        return None
