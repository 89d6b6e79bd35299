"""Preferences that turn kinds of mail off, and the tokens of unsubscribe links."""

from datetime import timedelta
from typing import Literal, NamedTuple, cast, get_args

from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.accounts.links.tokens import LinkTokens
from cms_blog.mail.messages import MailKind

# A field of `MailPreferences`.
type Preference = Literal["decisions", "notes", "review_requests"]

UNSUBSCRIBE_PATH = "/mail/unsubscribe"
PREFERENCES: dict[MailKind, Preference] = {
    MailKind.REVIEW_REQUESTS: "review_requests",
    MailKind.BLOG_APPROVED: "decisions",
    MailKind.BLOG_SCHEDULED: "decisions",
    MailKind.BLOG_REJECTED: "decisions",
    MailKind.NOTE_ADDED: "notes",
}
# Laws on e-mail require at least 30 days.
_LIFETIME = timedelta(days=90)


class Unsubscription(NamedTuple):
    """Claims of an unsubscribe link."""

    user_id: ObjectId
    preference: Preference


def is_wanted(user: UserDocument, kind: MailKind) -> bool:
    """Whether the user gets mails of this kind."""
    return bool(getattr(user.mail, PREFERENCES[kind]))


def unsubscribe_url(base_url: str, tokens: LinkTokens, user: UserDocument, kind: MailKind) -> str:
    """Return the link that turns mails of this kind off for the user, without a login."""
    claims = {"mail": PREFERENCES[kind]}
    token = tokens.issue("unsubscribe", user.oid, claims, _LIFETIME)
    return f"{base_url}{UNSUBSCRIBE_PATH}?token={token.text}"


def read_unsubscription(tokens: LinkTokens, token: str) -> Unsubscription | None:
    """Return the claims of an unsubscribe link; None if it is invalid or expired."""
    claims = tokens.read("unsubscribe", token)
    preference = None if claims is None else claims.values.get("mail")
    if claims is None or preference not in get_args(Preference.__value__):
        return None
    return Unsubscription(claims.subject, cast("Preference", preference))


async def unsubscribe(given: Unsubscription) -> None:
    """Turn the mails off. A repeat, and the link of a deleted account, change nothing."""
    await UserDocument.collection().update_one(
        {"_id": given.user_id}, {"$set": {f"mail.{given.preference}": False}}
    )
