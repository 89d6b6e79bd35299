"""Mails with links of accounts, built from the state of the account when they are sent."""

from collections.abc import Callable, Mapping

from cms_blog.accounts.documents import UserDocument
from cms_blog.accounts.links.addresses import change_token, verification_token
from cms_blog.accounts.links.passwords import reset_token
from cms_blog.accounts.links.tokens import LinkTokens
from cms_blog.accounts.lookup import by_email
from cms_blog.database.clock import now
from cms_blog.mail.messages import MailBuilder, MailKind, Message
from cms_blog.outbox.entries import Entry

# Pages of the front end.
RESET_PAGE = "reset-password"
VERIFY_PAGE = "verify-email"
# Builds the link to a page of the front end from the page and a token; see `Settings.link_to`.
type LinkTo = Callable[[str, str], str]


def link_mails(tokens: LinkTokens, link_to: LinkTo) -> Mapping[MailKind, MailBuilder[UserDocument]]:
    """Return the builders of the mails about passwords and addresses."""

    async def password_reset(user: UserDocument, entry: Entry) -> Message | None:
        url = link_to(RESET_PAGE, reset_token(user, tokens).text)
        return _message(entry, user.email, name=user.name, url=url)

    async def verify_email(user: UserDocument, entry: Entry) -> Message | None:
        if user.email_verified:
            return None
        url = link_to(VERIFY_PAGE, verification_token(user, tokens).text)
        return _message(entry, user.email, email=user.email, url=url)

    async def confirm_new_email(user: UserDocument, entry: Entry) -> Message | None:
        pending = user.pending_email
        # A later change has an entry of its own.
        if pending is None or pending.expires_at <= now() or pending.address != entry.to:
            return None
        if await by_email(pending.address) is not None:
            return None
        url = link_to(VERIFY_PAGE, change_token(user, pending, tokens).text)
        return _message(entry, pending.address, email=pending.address, url=url)

    return {
        MailKind.PASSWORD_RESET: password_reset,
        MailKind.VERIFY_EMAIL: verify_email,
        MailKind.CONFIRM_NEW_EMAIL: confirm_new_email,
        MailKind.EMAIL_CHANGE_REQUESTED: _email_change_requested,
        MailKind.EMAIL_CHANGED: _email_changed,
    }


async def _email_change_requested(user: UserDocument, entry: Entry) -> Message | None:
    if user.pending_email is None or entry.to is None:
        return None
    return _message(entry, entry.to, name=user.name, new_email=user.pending_email.address)


async def _email_changed(user: UserDocument, entry: Entry) -> Message | None:
    if entry.to is None:
        return None
    return _message(entry, entry.to, name=user.name, new_email=user.email)


def _message(entry: Entry, to: str, **values: str) -> Message:
    return Message(to, MailKind(entry.kind), values)
