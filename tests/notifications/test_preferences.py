"""Preferences for mails and the tokens of unsubscribe links, without a server."""

from datetime import UTC, datetime, timedelta

import pytest
from bson import ObjectId

from cms_blog.accounts.documents import MailPreferences, UserDocument
from cms_blog.accounts.links.tokens import LinkTokens
from cms_blog.mail.messages import MailKind
from cms_blog.notifications.preferences import (
    PREFERENCES,
    Preference,
    Unsubscription,
    is_wanted,
    read_unsubscription,
    unsubscribe_url,
)

START = datetime(2026, 1, 31, tzinfo=UTC)
OID = ObjectId()
BY_PREFERENCE: dict[Preference, set[MailKind]] = {
    "review_requests": {MailKind.REVIEW_REQUESTS},
    "decisions": {MailKind.BLOG_APPROVED, MailKind.BLOG_SCHEDULED, MailKind.BLOG_REJECTED},
    "notes": {MailKind.NOTE_ADDED},
}


def user(**mail: bool) -> UserDocument:
    return UserDocument.model_construct(id=OID, mail=MailPreferences(**mail))


def at(now: datetime) -> LinkTokens:
    return LinkTokens("a" * 32, clock=lambda: now)


@pytest.mark.parametrize("preference", BY_PREFERENCE)
def test_a_preference_turns_its_kinds_of_mail_off(preference: Preference):
    kinds = BY_PREFERENCE[preference]
    off = user(**{preference: False})
    assert {kind for kind in PREFERENCES if not is_wanted(off, kind)} == kinds
    assert all(is_wanted(user(), kind) for kind in PREFERENCES)


@pytest.mark.parametrize("kind", PREFERENCES)
def test_an_unsubscribe_link_has_the_user_and_the_preference_for_90_days(kind: MailKind):
    url = unsubscribe_url("https://api.example.com", at(START), user(), kind)
    base, _, token = url.partition("?token=")
    assert base == "https://api.example.com/mail/unsubscribe"
    expected = Unsubscription(OID, PREFERENCES[kind])
    ending = START + timedelta(days=90)
    assert read_unsubscription(at(START), token) == expected
    assert read_unsubscription(at(ending - timedelta(seconds=1)), token) == expected
    assert read_unsubscription(at(ending), token) is None


@pytest.mark.parametrize("claims", [{}, {"mail": None}, {"mail": "x"}, {"mail": "decisions "}])
def test_other_preferences_are_invalid(claims: dict[str, str | None]):
    token = at(START).issue("unsubscribe", OID, claims, timedelta(days=1))
    assert read_unsubscription(at(START), token.text) is None


def test_tokens_of_other_kinds_do_not_unsubscribe():
    token = at(START).issue("reset", OID, {"mail": "notes"}, timedelta(days=1))
    assert read_unsubscription(at(START), token.text) is None
    assert read_unsubscription(at(START), "") is None
