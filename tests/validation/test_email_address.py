"""Validation and normalisation of e-mail addresses."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms_blog.settings import SettingsError, load_settings
from cms_blog.validation.email_address import (
    MAX_EMAIL,
    InvalidEmail,
    SpecialUseDomain,
    ascii_domain,
    cases,
    email_key,
    normalise_email,
    spellings,
)

BUCHER = "ada@b\u00fccher.example"
# Maximum length: 64 characters before the at sign, and labels of at most 63.
LABELS = ".".join(["b" * 63, "b" * 63, "b" * 57])
LONGEST = f"{'a' * 64}@{LABELS}.com"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ada@example.com", "ada@example.com"),
        (" \tAda@EXAMPLE.com\n", "ada@example.com"),
        ("ada@xn--bcher-kva.example", BUCHER),
        ("ADA@XN--BCHER-KVA.EXAMPLE", BUCHER),
        (BUCHER, BUCHER),
        (unicodedata.normalize("NFD", BUCHER), BUCHER),
        ("ada@B\u00dcCHER.example", BUCHER),
        ("e\u0301d@example.com", "\u00e9d@example.com"),
        ("\u0130@example.com", "i\u0307@example.com"),
        # Lower-casing decomposes these two characters; NFC composes them again.
        ("J\u030c@example.com", "\u01f0@example.com"),
        ("ada+cms@example.com", "ada+cms@example.com"),
        (LONGEST, LONGEST),
        # Invisible characters, as copied from other programs.
        ("\u202aada@example.com\u202c\x00", "ada@example.com"),
        ("\ufeffada\u200b@example.com\u2060", "ada@example.com"),
    ],
)
def test_spellings_have_one_normalised_form(typed: str, stored: str):
    assert normalise_email(typed, special_use=False) == stored
    assert normalise_email(typed, special_use=True) == stored
    assert normalise_email(stored, special_use=False) == stored
    assert email_key(typed) == stored


@pytest.mark.parametrize(
    ("domain", "in_ascii"),
    [
        ("straße.example", "xn--strae-oqa.example"),
        ("bücher.test", "xn--bcher-kva.test"),
        ("bücher.local", "xn--bcher-kva.local"),
        ("bücher", "xn--bcher-kva"),
        *(
            (domain, domain)
            for domain in ("example.com", "localhost", "127.0.0.1", "", "ü..", "ü" * 80)
        ),
    ],
)
def test_domains_have_one_form_in_ascii(domain: str, in_ascii: str):
    assert ascii_domain(domain) == in_ascii


@pytest.mark.parametrize(
    "text",
    [
        *("", "ada", "@", "ada@", "@example.com", "ada@example", "ada@1.2.3.4", "ada@[127.0.0.1]"),
        *("a b@example.com", "ada@exa mple.com", "ada@example.com/wait", "Ada <ada@example.com>"),
        *("\ud800@example.com", "ada@xn--a.example", f"a{LONGEST}"),
        *("x" * 1_000_000, f"ada@{'b' * 1_000_000}.com", f"ada@{'b.' * 300}local"),
    ],
)
@pytest.mark.parametrize("special_use", [True, False])
def test_invalid_addresses_are_rejected_but_have_a_key(text: str, special_use: bool):
    with pytest.raises(InvalidEmail):
        normalise_email(text, special_use=special_use)
    assert email_key(text) == unicodedata.normalize("NFC", text.strip().lower())


def test_maximum_length_is_254_characters():
    assert len(LONGEST) == MAX_EMAIL == 254


@pytest.mark.parametrize(
    "domain",
    [
        *("site.test", "test", "blog.local", "a.b.local", "BLOG.LOCAL", "localhost", "x.localhost"),
        *(
            "LOCALHOST",
            "x.invalid",
            "invalid",
            "1.10.in-addr.arpa",
            "blog.\uff4c\uff4f\uff43\uff41\uff4c",
        ),
    ],
)
def test_special_use_domains_are_accepted_in_development_only(domain: str):
    typed = f"qa@{domain}"
    stored = unicodedata.normalize("NFKC", typed).lower()
    assert normalise_email(typed, special_use=True) == stored
    assert email_key(typed) == stored
    with pytest.raises(SpecialUseDomain):
        normalise_email(typed, special_use=False)


@pytest.mark.parametrize(
    "domain", ["example.com", "x.example", "mylocal.com", "local.com", "test.org", "atest.example"]
)
def test_similar_domains_are_not_special_use(domain: str):
    assert normalise_email(f"qa@{domain}", special_use=False) == f"qa@{domain}"


@given(st.text(max_size=300) | st.emails() | st.from_regex(r"[^@\s]{1,20}@[^@\s]{1,20}\.com"))
def test_email_key_is_idempotent(text: str):
    assert email_key(email_key(text)) == email_key(text)


@pytest.mark.parametrize("typed", ["Root@XN--BCHER-KVA.example", "root@b\u00fccher.example"])
def test_admin_email_is_normalised(typed: str):
    assert load_settings(admin_email=typed).admin_email == "root@b\u00fccher.example"


def test_special_use_admin_email_is_accepted_in_development_only():
    assert load_settings(admin_email="admin@blog.local").admin_email == "admin@blog.local"
    with pytest.raises(SettingsError) as refused:
        load_settings(env="prod", admin_email="admin@blog.local")
    assert "ADMIN_EMAIL: is at a reserved domain, which can't receive e-mail" in refused.value.lines
    with pytest.raises(SettingsError) as refused:
        load_settings(admin_email="admin")
    assert refused.value.lines == ["ADMIN_EMAIL: write it as ada@example.com"]


@pytest.mark.parametrize(
    ("stored", "matches"),
    [
        ("a.b@x.org", True),
        ("A.B@X.ORG", True),
        ("a.b@X.org", True),
        ("aab@x.org", False),
        ("a.b@x.orgs", False),
        ("aa.b@x.org", False),
    ],
)
def test_spellings_match_the_address_in_any_case(stored: str, matches: bool):
    assert bool(re.search(spellings("a.b@x.org"), stored)) is matches


@pytest.mark.parametrize("composed", ["\u00e9d@b\u00fccher.example", "\u00c9D@B\u00dcCHER.example"])
def test_spellings_match_each_form_of_an_address(composed: str):
    normal = email_key(composed)
    in_ascii = "\u00e9d@xn--bcher-kva.example"
    for spelling in (composed, unicodedata.normalize("NFD", composed), in_ascii, in_ascii.upper()):
        assert email_key(spelling) == normal
        assert re.search(spellings(normal), spelling)


def test_a_character_has_a_lower_and_an_upper_case_of_one_character_each():
    assert cases("a") == cases("A") == ["A", "a"]
    assert cases("1") == ["1"]
    assert cases("\u00df") == ["\u00df"]
    assert cases("\u0130") == ["\u0130"]
