"""Unsubscribe links: one-click POST (RFC 8058), and a page for people."""

from datetime import timedelta
from typing import Any, get_args

import pytest
from api import Api, Person, oid_of
from bson import ObjectId

from cms_blog.accounts.documents import MailPreferences, UserDocument
from cms_blog.accounts.links.tokens import LinkTokens
from cms_blog.mail.messages import MailKind
from cms_blog.notifications.preferences import PREFERENCES, Preference, unsubscribe_url

ALL_ON = {"decisions": True, "notes": True, "review_requests": True}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


async def link_for(api: Api, person: Person, kind: MailKind = MailKind.NOTE_ADDED) -> str:
    user = await UserDocument.get(oid_of("User", person.id))
    assert user is not None
    services = api.services
    return unsubscribe_url(services.settings.base_url, services.link_tokens, user, kind)


async def preferences(api: Api, person: Person) -> Any:
    users = api.services.database["users"]
    user = await users.find_one({"_id": oid_of("User", person.id)})
    return None if user is None else user["mail"]


def token(tokens: LinkTokens, kind: Any, user_id: ObjectId, mail: object, hours: int = 1) -> str:
    return tokens.issue(kind, user_id, {"mail": mail}, timedelta(hours=hours)).text


@pytest.mark.parametrize("kind", PREFERENCES)
async def test_one_post_turns_the_mails_of_this_kind_off(api: Api, kind: MailKind):
    person = await api.make_user()
    link = await link_for(api, person, kind)
    for _ in range(2):
        response = await api.http.post(link, data=ONE_CLICK)
        assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
        assert await preferences(api, person) == ALL_ON | {PREFERENCES[kind]: False}


async def test_get_shows_a_form_and_changes_nothing(api: Api):
    person = await api.make_user()
    link = await link_for(api, person)
    response = await api.http.get(link)
    assert response.status_code == 200
    assert '<form method="post"><button>Turn off mails from' in response.text
    assert await preferences(api, person) == ALL_ON
    assert (await api.http.head(link)).status_code in {200, 405}
    assert await preferences(api, person) == ALL_ON


async def test_invalid_expired_and_foreign_links_change_nothing(api: Api):
    person, tokens = await api.make_user(), api.services.link_tokens
    user_id = oid_of("User", person.id)
    assert user_id is not None
    valid = token(tokens, "unsubscribe", user_id, "notes")
    wrong = [
        *("", "x", valid[:-3], f"{valid}x", "x" * 100_000),
        token(tokens, "unsubscribe", user_id, "notes", hours=0),
        token(tokens, "unsubscribe", user_id, "role"),
        token(tokens, "unsubscribe", user_id, {"$set": 1}),
        token(tokens, "unsubscribe", user_id, None),
        *(token(tokens, kind, user_id, "notes") for kind in ("session", "reset", "preview")),
        token(LinkTokens("another secret of thirty-two bytes"), "unsubscribe", user_id, "notes"),
        person.token,
    ]
    for given in wrong:
        for method in ("GET", "POST"):
            url = "/mail/unsubscribe"
            response = await api.http.request(method, url, params={"token": given[:5_000]})
            assert response.status_code == 400, given[:50]
            assert "This link is invalid or has expired" in response.text
    assert await preferences(api, person) == ALL_ON


async def test_the_link_of_a_deleted_account_changes_nothing(api: Api):
    person = await api.make_user()
    link = await link_for(api, person)
    await api.services.database["users"].delete_one({"_id": oid_of("User", person.id)})
    assert (await api.http.post(link, data=ONE_CLICK)).status_code == 200
    assert await preferences(api, person) is None


async def test_the_token_is_not_logged(api: Api, capsys: pytest.CaptureFixture[str]):
    link = await link_for(api, await api.make_user())
    await api.http.get(link)
    await api.http.post(link, data=ONE_CLICK)
    logged = capsys.readouterr().out
    assert "/mail/unsubscribe" in logged
    assert link.partition("token=")[2] not in logged


async def test_an_account_of_an_earlier_release_gets_all_mails_until_it_turns_some_off(api: Api):
    person = await api.make_user()
    users, user_id = api.services.database["users"], oid_of("User", person.id)
    await users.update_one({"_id": user_id}, {"$unset": {"mail": ""}})
    user = await UserDocument.get(user_id)
    assert user is not None
    assert user.mail.model_dump() == ALL_ON
    await api.http.post(await link_for(api, person), data=ONE_CLICK)
    user = await UserDocument.get(user_id)
    assert user is not None
    assert user.mail.model_dump() == ALL_ON | {"notes": False}


def test_preferences_are_fields_of_the_account():
    assert {*get_args(Preference.__value__)} == MailPreferences.model_fields.keys()
