"""Tokens of preview links, without a server."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId

from cms_blog.accounts.links.tokens import LinkTokens
from cms_blog.blogs.previews.links import PreviewClaims, PreviewLinks

START = datetime(2026, 1, 31, tzinfo=UTC)
BLOG, CREATOR = ObjectId("0" * 24), ObjectId("1" * 24)
HOUR = timedelta(hours=1)


def at(now: datetime) -> LinkTokens:
    return LinkTokens("a" * 32, clock=lambda: now)


def test_a_token_has_its_blog_creator_epoch_and_expiry():
    token = PreviewLinks(at(START)).issue(BLOG, CREATOR, 7, HOUR)
    assert token.expires_at == START + HOUR
    expected = PreviewClaims(BLOG, CREATOR, 7, START + HOUR)
    assert PreviewLinks(at(START)).read(token.text) == expected
    assert PreviewLinks(at(START + HOUR)).read(token.text) is None


@pytest.mark.parametrize(
    "claims",
    [
        {"epoch": 0},
        {"by": str(CREATOR)},
        {"by": "x", "epoch": 0},
        {"by": 7, "epoch": 0},
        {"by": str(CREATOR), "epoch": "x"},
        {"by": str(CREATOR), "epoch": None},
    ],
    ids=str,
)
def test_wrong_claims_are_invalid(claims: dict[str, Any]):
    token = at(START).issue("preview", BLOG, claims, HOUR)
    assert PreviewLinks(at(START)).read(token.text) is None


def test_tokens_of_other_kinds_are_no_previews():
    claims = {"by": str(CREATOR), "epoch": 0}
    token = at(START).issue("reset", BLOG, claims, HOUR)
    assert PreviewLinks(at(START)).read(token.text) is None


def test_links_exist_with_a_front_end_only():
    assert PreviewLinks(at(START)).url_of("t") is None
    links = PreviewLinks(at(START), link_to=lambda token: f"https://example.com/?{token}")
    assert links.url_of("t") == "https://example.com/?t"
