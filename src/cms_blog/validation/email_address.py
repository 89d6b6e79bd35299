"""Validation and normalisation of e-mail addresses for storage and comparison."""

import re
import unicodedata
from functools import cache

from cms_blog.validation.text import clean_line

# RFC 5321, section 4.5.3.1.3, less the angle brackets.
MAX_EMAIL = 254


class InvalidEmail(ValueError):
    """The text is not an e-mail address."""


class SpecialUseDomain(InvalidEmail):
    """The domain is reserved (RFC 6761, RFC 6762), so it receives no mail."""


def normalise_email(text: str, *, special_use: bool) -> str:
    """Return the address in lower case and NFC, with its domain in Unicode (RFC 5890).

    Idempotent. `special_use` permits domains such as `site.test` and `blog.local`.

    Raises:
        InvalidEmail
    """
    from email_validator import EmailNotValidError, validate_email

    address = clean_line(text)
    if len(address) > MAX_EMAIL:
        raise InvalidEmail
    reserved = _special_use_endings()
    # A special-use domain may have a single label: `localhost`.
    public = not address.lower().endswith(reserved)
    try:
        valid = validate_email(address, check_deliverability=False, globally_deliverable=public)
    except EmailNotValidError:
        raise InvalidEmail from None
    # Checked again after normalisation, which can map full-width letters to `local`.
    if not special_use and f"@{valid.ascii_domain}".endswith(reserved):
        raise SpecialUseDomain
    return _folded(valid.normalized)


def email_key(text: str) -> str:
    """Return the normalised form of an address for comparison, also of an invalid one.

    Addresses that were stored before validation was introduced can have any form.
    """
    try:
        return normalise_email(text, special_use=True)
    except InvalidEmail:
        return _folded(clean_line(text))


def spellings(email: str) -> str:
    """Return an anchored expression for addresses that `email_key` may map to this normal form.

    In any case, composed or decomposed, and with the domain in ASCII (RFC 3492). It may match
    others, too.
    """
    local, _, domain = email.rpartition("@")
    forms = {email, unicodedata.normalize("NFD", email), f"{local}@{ascii_domain(domain)}"}
    return "^(?:" + "|".join("".join(map(_any_case, form)) for form in sorted(forms)) + ")$"


def ascii_domain(domain: str) -> str:
    """Return a normalised domain in ASCII, by IDNA 2008 (RFC 5891); as it is if it is invalid.

    Python's codec `idna` follows IDNA 2003, which turns `straße.de` into `strasse.de`: a domain
    that can belong to someone else.
    """
    if domain.isascii():
        return domain
    from email_validator import EmailNotValidError, validate_email

    # Lets the library accept them.
    _special_use_endings()
    try:
        # Its function for domains is private.
        valid = validate_email(
            f"a@{domain}", check_deliverability=False, globally_deliverable=False
        )
    except EmailNotValidError:
        return domain
    return valid.ascii_domain


def cases(char: str) -> list[str]:
    """Return the character in lower and upper case, if that is one character."""
    return sorted({case for case in (char.lower(), char.upper()) if len(case) == 1})


def _any_case(char: str) -> str:
    return "(?:" + "|".join(map(re.escape, cases(char))) + ")"


def _folded(address: str) -> str:
    # Lower-casing can decompose a character.
    return unicodedata.normalize("NFC", address.lower())


@cache
def _special_use_endings() -> tuple[str, ...]:
    """Return the ends of all addresses at special-use domains."""
    # The library rejects the domains in this mutable list. `normalise_email` checks them instead,
    # because they are accepted in development and rejected in production.
    import email_validator

    domains = (*email_validator.SPECIAL_USE_DOMAIN_NAMES,)
    email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()
    return tuple(before + domain for domain in domains for before in ("@", "."))
