"""Reset of forgotten passwords by a link that is mailed to the account's address."""

from datetime import timedelta

from cms_blog.accounts.admins.changes import complete
from cms_blog.accounts.credentials import Passwords, Tokens
from cms_blog.accounts.documents import UserDocument
from cms_blog.accounts.links.addresses import NewAddress, count_link, verified
from cms_blog.accounts.links.tokens import InvalidLink, LinkTokens, Token, TokenClaims, digest_of
from cms_blog.accounts.lookup import by_email_in_equal_time
from cms_blog.accounts.password_guard import AccountSuspended
from cms_blog.accounts.service import (
    NewPassword,
    SignedIn,
    SignupContext,
    revoke_sessions,
    signed_in,
)
from cms_blog.database.document import Raw
from cms_blog.mail.messages import MailKind
from cms_blog.mail.service import Mail
from cms_blog.outbox.entries import queued, with_entries
from cms_blog.rate_limits import RateLimits
from cms_blog.validation.inputs import check

RESET_LIFETIME = timedelta(hours=1)
# A document that gets the entries for unknown addresses. No sender reads its collection.
_DECOY = "no_account"


async def request_reset(
    given: object, *, mail: Mail, rate_limits: RateLimits, client: str, special_use: bool
) -> None:
    """Queue the mail with the link, if an account has the address.

    The same commands run for an unknown address, the update on a decoy, so that the time of the
    response does not reveal whether there is an account.

    Args:
        client: IP address of the client.

    Raises:
        InvalidInput, RateLimited, MailUnavailable
    """
    mail.require()
    email = check(NewAddress, given, SignupContext(special_use)).email
    await count_link(rate_limits, "reset", email, client)
    user = await by_email_in_equal_time(email)
    update: list[Raw] = [{"$set": with_entries(queued(MailKind.PASSWORD_RESET))}]
    if user is not None:
        await UserDocument.collection().update_one({"_id": user.oid}, update)
    else:
        decoys = UserDocument.collection().database["server"]
        update.insert(0, {"$unset": ["outbox", "outbox_due"]})
        await decoys.update_one({"_id": _DECOY}, update, upsert=True)
    mail.wake()


def reset_token(user: UserDocument, tokens: LinkTokens) -> Token:
    """Issue the token of a reset link, which any change of `_state` ends."""
    return tokens.issue("reset", user.oid, {"state": _state(user)}, RESET_LIFETIME)


async def reset_by_link(
    link: TokenClaims, new: str, *, passwords: Passwords, tokens: Tokens, admin_email: str | None
) -> SignedIn:
    """Set a new password, end all sessions and sign in.

    The address is verified as well, because the link was mailed to it. So the owner of ADMIN_EMAIL
    gets an account that someone else created with it.

    Raises:
        InvalidInput, InvalidLink, AccountSuspended
    """
    check(NewPassword, {"new_password": new})
    user = await UserDocument.get(link.subject)
    if user is None or user.leaving or link.values["state"] != _state(user):
        raise InvalidLink
    if user.suspended:
        raise AccountSuspended
    unchanged: Raw = {
        "_id": user.oid,
        "password_hash": user.password_hash,
        "email": user.email,
        # Accounts of the first releases have no epoch.
        "session_epoch": user.session_epoch or {"$in": [0, None]},
        "suspended": None,
    }
    encoded = await passwords.hash(new)
    changes: Raw = {"password_hash": encoded}
    if not user.email_verified:
        changes |= verified(user.email, user.role, admin_email)
    if (mark := changes.get("admin_change")) is not None:
        unchanged["admin_change"] = None
    changed = await revoke_sessions(unchanged, changes)
    if changed is None:
        # A concurrent request used the link or changed the password.
        raise InvalidLink
    if mark is not None:
        await complete(user.oid, mark)
    return signed_in(changed, tokens)


def _state(user: UserDocument) -> str:
    return digest_of(user.password_hash, user.email, user.session_epoch)
