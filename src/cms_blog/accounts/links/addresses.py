"""Verification and change of e-mail addresses by links that are mailed to them."""

from datetime import timedelta
from typing import Annotated, Literal

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from cms_blog.accounts.admins.changes import complete, new_mark
from cms_blog.accounts.documents import MAY_SIGN_IN, PendingEmail, Role, UserDocument
from cms_blog.accounts.links.tokens import InvalidLink, LinkTokens, Token, TokenClaims, digest_of
from cms_blog.accounts.password_guard import MAX_PASSWORD, InvalidCredentials, PasswordGuard
from cms_blog.accounts.service import EmailAddress, SignupContext
from cms_blog.counter_keys import counter_key, network_of
from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.database.expressions import REMOVE, literal
from cms_blog.errors import FieldErrorCode
from cms_blog.mail.messages import MailKind
from cms_blog.mail.service import Mail
from cms_blog.outbox.entries import queued, with_entries
from cms_blog.rate_limits import RateLimits
from cms_blog.validation.email_address import email_key
from cms_blog.validation.inputs import Input, Verbatim, check, refuse

VERIFICATION_LIFETIME = timedelta(days=1)
# Counted from the request.
CHANGE_LIFETIME = timedelta(days=1)


class NewAddress(Input):
    """Validated address."""

    email: EmailAddress


class EmailChange(Input):
    """Validated input of `change_email`."""

    new_email: EmailAddress
    password: Annotated[str, Verbatim(MAX_PASSWORD)]


async def send_verification(
    user: UserDocument, *, mail: Mail, rate_limits: RateLimits, client: str
) -> bool:
    """Queue the mail with the link; return False if the address is verified already.

    Args:
        client: IP address of the client.

    Raises:
        RateLimited, MailUnavailable
    """
    mail.require()
    if user.email_verified:
        return False
    await count_link(rate_limits, "verification", user.email, client)
    entries = with_entries(queued(MailKind.VERIFY_EMAIL))
    await UserDocument.collection().update_one({"_id": user.oid}, [{"$set": entries}])
    mail.wake()
    return True


def verification_token(user: UserDocument, tokens: LinkTokens) -> Token:
    """Issue the token of a link that verifies the account's current address."""
    state = {"state": digest_of(user.email)}
    return tokens.issue("verification", user.oid, state, VERIFICATION_LIFETIME)


async def confirm(link: TokenClaims, *, mail: Mail, admin_email: str | None) -> UserDocument:
    """Verify the address that the link was mailed to, the account's own or its new one.

    Raises:
        InvalidLink: also if another account has the new address now.
    """
    user = await UserDocument.get(link.subject)
    if user is None or not user.may_sign_in:
        raise InvalidLink
    if link.kind == "email_change":
        changed = await _replace_email(user, link, admin_email)
        mail.wake()
        return changed
    if user.email_verified or link.values["state"] != digest_of(user.email):
        raise InvalidLink
    return await _changed(
        {"_id": user.oid, "email": user.email, "email_verified": {"$ne": True}},
        verified(user.email, user.role, admin_email),
    )


async def change_email(
    user: UserDocument,
    given: object,
    *,
    guard: PasswordGuard,
    mail: Mail,
    special_use: bool,
) -> UserDocument:
    """Queue the mail with the link to the new address, and a notice to the current one.

    An earlier change that was not confirmed ends. The result is the same if another account has
    the new address: the link then does not work.

    Raises:
        InvalidInput, RateLimited, InvalidCredentials, MailUnavailable
    """
    mail.require()
    change = check(EmailChange, given, SignupContext(special_use))
    stored = await guard.verified(user.email, change.password, lambda: UserDocument.get(user.oid))
    if change.new_email == email_key(stored.email):
        refuse("newEmail", "is the address of your account already", FieldErrorCode.NOT_ALLOWED)
    await count_link(guard.rate_limits, "email_change", change.new_email, guard.address)
    pending = {"address": change.new_email, "expires_at": now() + CHANGE_LIFETIME}
    entries = with_entries(
        queued(MailKind.CONFIRM_NEW_EMAIL, to=change.new_email),
        queued(MailKind.EMAIL_CHANGE_REQUESTED, to=stored.email),
    )
    raw = await UserDocument.collection().find_one_and_update(
        {"_id": user.oid, "password_hash": stored.password_hash, **MAY_SIGN_IN},
        [{"$set": {"pending_email": literal(pending), **entries}}],
        return_document=ReturnDocument.AFTER,
    )
    if raw is None:
        # A concurrent request changed the password after it was verified.
        raise InvalidCredentials("The password is wrong.")
    mail.wake()
    return UserDocument.read(raw)


def change_token(user: UserDocument, pending: PendingEmail, tokens: LinkTokens) -> Token:
    """Issue the token of a link that confirms the new address."""
    lifetime = pending.expires_at - now()
    return tokens.issue("email_change", user.oid, {"state": _state(user, pending)}, lifetime)


async def _replace_email(
    user: UserDocument, link: TokenClaims, admin_email: str | None
) -> UserDocument:
    pending = user.pending_email
    if pending is None or link.values["state"] != _state(user, pending):
        raise InvalidLink
    notice = queued(MailKind.EMAIL_CHANGED, to=user.email)
    try:
        return await _changed(
            {
                "_id": user.oid,
                "email": user.email,
                "pending_email.expires_at": pending.expires_at,
            },
            {
                "email": literal(pending.address),
                "pending_email": REMOVE,
                **verified(pending.address, user.role, admin_email),
                **with_entries(notice),
            },
        )
    except DuplicateKeyError:
        raise InvalidLink from None


async def count_link(
    rate_limits: RateLimits,
    kind: Literal["reset", "verification", "email_change"],
    email: str,
    client: str,
) -> None:
    """Count a link that is requested for an address by a client with this IP address.

    Each kind has its own counters: shared ones would show to others that the owner of an account
    has requested a link.

    Raises:
        RateLimited
    """
    await rate_limits.hit("link", counter_key(f"{kind}/client", network_of(client)))
    await rate_limits.hit("link", counter_key(f"{kind}/email", email))


def verified(email: str, role: Role, admin_email: str | None) -> Raw:
    """Return the changes of the first verification: ADMIN_EMAIL grants the role admin.

    For an address that is verified already, don't use them: an admin who was demoted would become
    one again.

    If they have a mark, `admin_change`, complete it after the update: see accounts/admins/.
    """
    changes: Raw = {"email_verified": True}
    grants = admin_email is not None and email_key(email) == email_key(admin_email)
    if grants and role is not Role.ADMIN:
        changes |= {"role": Role.ADMIN.value, "admin_change": new_mark()}
    return changes


async def _changed(filter_: Raw, changes: Raw) -> UserDocument:
    """Change the account if it is as the filter says.

    Raises:
        InvalidLink: a concurrent request changed it.
    """
    filter_ |= MAY_SIGN_IN
    mark: Raw | None = changes.get("admin_change")
    if mark is not None:
        filter_["admin_change"] = None
        changes = {**changes, "admin_change": literal(mark)}
    raw = await UserDocument.collection().find_one_and_update(
        filter_, [{"$set": changes}], return_document=ReturnDocument.AFTER
    )
    if raw is None:
        raise InvalidLink
    if mark is not None:
        await complete(raw["_id"], mark)
    return UserDocument.read(raw)


def _state(user: UserDocument, pending: PendingEmail) -> str:
    return digest_of(user.email, pending.address, pending.expires_at.isoformat())
