"""Normalisation of e-mail addresses: the one form in which they are stored and compared."""

import unicodedata
from functools import cache

# RFC 5321, section 4.5.3.1.3, less the angle brackets.
MAX_EMAIL = 254


class InvalidEmail(ValueError):
    """The text is not an e-mail address."""


class SpecialUseDomain(InvalidEmail):
    """The domain is reserved (RFC 6761, RFC 6762), so it receives no mail."""


def normalise_email(text: str, *, special_use: bool) -> str:
    """Return the address in lower case and NFC, with its domain in Unicode (RFC 5890).

    The result is its own normal form. `special_use` accepts domains such as `site.test` and
    `blog.local`.

    Raises:
        InvalidEmail
    """
    from email_validator import EmailNotValidError, validate_email

    address = text.strip()
    if len(address) > MAX_EMAIL:
        raise InvalidEmail
    reserved = _special_use_domains()
    # A special-use domain may have a single label: `localhost`.
    public = not _is_within(address.rpartition("@")[2].lower(), reserved)
    try:
        valid = validate_email(address, check_deliverability=False, globally_deliverable=public)
    except EmailNotValidError:
        raise InvalidEmail from None
    # Once more after normalisation: full-width letters spell `local`, too.
    if not special_use and _is_within(valid.ascii_domain, reserved):
        raise SpecialUseDomain
    return _folded(valid.normalized)


def email_key(text: str) -> str:
    """Return the form in which `text` is looked up, also if it is not a valid address.

    Addresses stored before they were validated may be of any form.
    """
    try:
        return normalise_email(text, special_use=True)
    except InvalidEmail:
        return _folded(text.strip())


def _folded(address: str) -> str:
    # Lower case can decompose a character.
    return unicodedata.normalize("NFC", address.lower())


def _is_within(domain: str, domains: frozenset[str]) -> bool:
    labels = domain.split(".")
    return any(".".join(labels[start:]) in domains for start in range(len(labels)))


@cache
def _special_use_domains() -> frozenset[str]:
    # The library refuses the names in this list, which its users may change. They are refused
    # above instead, because development accepts them and production does not.
    import email_validator

    domains = frozenset(email_validator.SPECIAL_USE_DOMAIN_NAMES)
    email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()
    return domains
