"""Addresses of accounts: normalisation, spellings, and those of early releases."""

from dataclasses import replace

import pytest
from account_operations import VIEWER, log_in, serving
from adjusted_settings import adjusted
from api import PASSWORD, SIGNUP, Api

from cms_blog.accounts.service import reset_password


async def test_addresses_stored_without_normalisation_log_in(api: Api):
    """Early releases stored addresses as typed."""
    ada = await api.make_user(email="ada@example.com")
    users = api.services.database["users"]
    await users.update_one(
        {"email": ada.email},
        {"$set": {"email": "Ada@example.com"}, "$unset": {"session_epoch": ""}},
    )
    assert (await log_in(api, "Ada@example.com"))["__typename"] == "LoginSuccess"


@pytest.mark.parametrize(
    ("stored", "given"),
    [
        ("Ada@example.com", "ada@example.com"),
        ("ADA.L+1@EXAMPLE.COM", "ada.l+1@Example.com"),
        ("aDa@example.com", "Ada@Example.com"),
        ("ada@xn--bcher-kva.example", "ada@b\u00fccher.example"),
        ("Ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"),
        ("\u00c9va@example.com", "e\u0301va@example.com"),
        ("A@x.org", "a@x.org"),
    ],
)
async def test_addresses_of_an_early_release_are_taken_before_migration(
    api: Api, stored: str, given: str
):
    user = await api.make_user()
    await api.services.database["users"].update_one(
        {"email": user.email}, {"$set": {"email": stored}, "$unset": {"schema_version": ""}}
    )
    again = {"name": "Ada", "email": given, "password": PASSWORD}
    assert (await api.execute(SIGNUP, {"input": again}))["__typename"] == "EmailTakenError"
    # The owner can log in with every spelling.
    session = (await log_in(api, given))["session"]
    assert session["viewer"]["user"]["id"] == user.id
    # Similar addresses are not taken.
    other = {"name": "Bob", "email": f"x{given}", "password": PASSWORD}
    assert (await api.execute(SIGNUP, {"input": other}))["__typename"] == "SignupSuccess"


IDN = "ada@b\u00fccher.example"


SPELLINGS = [
    IDN,
    "ada@xn--bcher-kva.example",
    "Ada@bu\u0308cher.EXAMPLE",
    # Invisible characters, as copied from other programs.
    f"\u202a{IDN}\u202c",
    "\ufeffada\u200b@b\u00fccher.example\u2060",
    f" {IDN}\x00",
]


@pytest.mark.parametrize("typed", SPELLINGS)
@pytest.mark.parametrize("again", SPELLINGS)
async def test_spellings_of_one_address_share_an_account(api: Api, typed: str, again: str):
    ada = await api.make_user(email=typed)
    assert (await api.execute(VIEWER, as_user=ada))["email"] == IDN
    given = {"name": "Eve", "email": again, "password": PASSWORD}
    assert (await api.execute(SIGNUP, {"input": given}))["__typename"] == "EmailTakenError"
    result = await log_in(api, again)
    assert result["session"]["viewer"]["user"]["id"] == ada.id
    passwords = api.services.passwords
    reset = await reset_password(again, "a third horse", passwords=passwords)
    assert reset is not None
    assert (await log_in(api, typed, "a third horse"))["__typename"] == "LoginSuccess"


async def test_special_use_domains_are_accepted_in_development_only(api: Api):
    given = {"name": "QA", "email": "qa@site.test", "password": PASSWORD}
    assert (await api.execute(SIGNUP, {"input": given}))["__typename"] == "SignupSuccess"
    assert (await log_in(api, "QA@site.test"))["__typename"] == "LoginSuccess"
    settings = adjusted(api.services.settings, env="prod")
    async with serving(replace(api.services, settings=settings)) as prod:
        result = await prod.execute(SIGNUP, {"input": given | {"email": "qa@blog.local"}})
        assert result["fields"] == [
            {
                "path": ["email"],
                "message": "has a reserved domain, which can't receive e-mail",
                "code": "NOT_ALLOWED",
            }
        ]
        # An account from development still signs in.
        assert (await log_in(prod, "qa@site.test"))["__typename"] == "LoginSuccess"
