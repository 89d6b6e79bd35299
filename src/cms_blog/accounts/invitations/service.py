"""Invitations: a list in the document of the admin who made them.

They are valid only while the inviter is an admin, so they end with the inviter's rights.
"""

from datetime import datetime, timedelta
from typing import Annotated, NamedTuple

from beanie import PydanticObjectId
from bson import ObjectId
from pymongo import ReturnDocument

from cms_blog.accounts.admins.active import ACTIVE
from cms_blog.accounts.credentials import Passwords, Tokens
from cms_blog.accounts.documents import Invitation, Role, UserDocument
from cms_blog.accounts.links.addresses import NewAddress, verified
from cms_blog.accounts.links.tokens import InvalidLink, LinkTokens, Token, TokenClaims
from cms_blog.accounts.lookup import by_email
from cms_blog.accounts.name_search import name_prefixes
from cms_blog.accounts.service import (
    MAX_NAME,
    NewPasswordText,
    SignedIn,
    SignupContext,
    insert_account,
    signed_in,
    taken,
)
from cms_blog.counter_keys import user_key
from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.database.expressions import literal, or_
from cms_blog.errors import FieldErrorCode, Forbidden, NotFound
from cms_blog.mail.messages import MailKind
from cms_blog.mail.service import Mail
from cms_blog.outbox.entries import queued, with_entries
from cms_blog.rate_limits import RateLimits
from cms_blog.validation.inputs import Input, Line, check, refuse

LIFETIME = timedelta(days=7)
# Open invitations of one inviter, who is read with all of them.
MAX_OPEN = 100


class NewInvitation(NewAddress):
    """Validated input of `invite_user`."""

    role: Role


class Newcomer(Input):
    """Validated input of `accept_invite`."""

    name: Annotated[str, Line(MAX_NAME)]
    password: NewPasswordText


class OpenInvitation(NamedTuple):
    """An invitation and the admin who made it."""

    invitation: Invitation
    inviter: UserDocument


async def invite(
    inviter: UserDocument,
    given: object,
    *,
    mail: Mail,
    rate_limits: RateLimits,
    special_use: bool,
) -> OpenInvitation:
    """Store an invitation, which replaces the inviter's earlier one to this address, and mail it.

    No mail is queued if the server sends none.

    Raises:
        InvalidInput, RateLimited, EmailTaken
    """
    new = check(NewInvitation, given, SignupContext(special_use))
    await rate_limits.hit("invitation", user_key(inviter.oid))
    if await by_email(new.email) is not None:
        raise taken(new.email)
    time = now()
    invitation = Invitation(
        id=PydanticObjectId(), email=new.email, role=new.role, expires_at=time + LIFETIME
    )
    data = {"invitation": invitation.id}
    entry = queued(MailKind.INVITATION, data=data, to=new.email)
    raw = await UserDocument.collection().find_one_and_update(
        {"_id": inviter.oid, **ACTIVE},
        [
            {"$set": {"invitations": _others(new.email, time)}},
            {"$set": {"invitations": _appended(invitation)}},
            {"$set": with_entries(entry) if mail.available else {}},
        ],
        return_document=ReturnDocument.AFTER,
    )
    if raw is None:
        raise Forbidden("Only admins can do this.")
    stored = UserDocument.read(raw)
    if invitation.id not in {each.id for each in stored.invitations}:
        refuse(
            "email",
            f"can't be invited: you have {MAX_OPEN} open invitations; revoke some",
            FieldErrorCode.TOO_MANY,
        )
    mail.wake()
    return OpenInvitation(invitation, stored)


async def open_invitations() -> list[OpenInvitation]:
    """Return all open invitations, newest first."""
    time = now()
    inviters = UserDocument.collection().find(
        ACTIVE,
        {"password_hash": 0, "name_prefixes": 0, "outbox": 0},
    )
    found = [
        OpenInvitation(invitation, user)
        for user in map(UserDocument.read, await inviters.to_list())
        for invitation in user.invitations
        if invitation.expires_at > time
    ]
    return sorted(found, key=lambda each: each.invitation.id, reverse=True)


async def revoke(part: tuple[ObjectId, ObjectId] | None) -> None:
    """End an open invitation, given the ids of its inviter and its own.

    Raises:
        NotFound
    """
    if part is None or not await _removed(*part):
        raise NotFound("There is no open invitation with this id.")


def invitation_token(opened: OpenInvitation, tokens: LinkTokens, *, mailed: bool) -> Token:
    """Issue the token of an invitation's link.

    Args:
        mailed: the link is sent to the invited address only, so that it verifies the address.
    """
    invitation, inviter = opened
    claims = {"invitation": str(invitation.id), "mailed": mailed}
    return tokens.issue("invitation", inviter.oid, claims, invitation.expires_at - now())


async def accept(
    link: TokenClaims,
    given: object,
    *,
    passwords: Passwords,
    tokens: Tokens,
    admin_email: str | None,
) -> SignedIn:
    """Create the account of an invited person and sign it in.

    Raises:
        InvalidInput, InvalidLink, EmailTaken
    """
    newcomer = check(Newcomer, given)
    oid = ObjectId(link.values["invitation"])
    raw = await UserDocument.collection().find_one({"_id": link.subject, **ACTIVE})
    inviter = None if raw is None else UserDocument.read(raw)
    invitation = None if inviter is None else invitation_of(inviter, oid)
    if invitation is None:
        raise InvalidLink
    if await by_email(invitation.email) is not None:
        raise taken(invitation.email)
    encoded = await passwords.hash(newcomer.password)
    # Removed before the account is created: a revoked invitation never creates one.
    if not await _removed(link.subject, oid):
        raise InvalidLink
    fields: Raw = {"role": invitation.role}
    if link.values["mailed"]:
        # The mark of a new admin is that of `insert_account`.
        fields |= verified(invitation.email, invitation.role, admin_email)
    user = UserDocument(
        name=newcomer.name,
        name_prefixes=name_prefixes(newcomer.name),
        email=invitation.email,
        password_hash=encoded,
        created_at=now(),
        role=fields["role"],
        email_verified=fields.get("email_verified", False),
    )
    return signed_in(await insert_account(user), tokens)


def invitation_of(inviter: UserDocument, oid: ObjectId) -> Invitation | None:
    """Return the inviter's open invitation with this id."""
    time = now()
    found = (each for each in inviter.invitations if each.id == oid and each.expires_at > time)
    return next(found, None)


async def _removed(inviter_id: ObjectId, oid: ObjectId) -> bool:
    """Remove an open invitation; return False if it does not exist."""
    # No filter on the list: the embedded database would read the whole collection. Of concurrent
    # updates, only the first one returns a document that has the invitation.
    before = await UserDocument.collection().find_one_and_update(
        {"_id": inviter_id, **ACTIVE}, {"$pull": {"invitations": {"id": oid}}}
    )
    return before is not None and invitation_of(UserDocument.read(before), oid) is not None


def _others(email: str, time: datetime) -> Raw:
    """Return an expression for the open invitations to other addresses."""
    is_open = {"$gt": ["$$each.expires_at", time]}
    is_other = {"$ne": ["$$each.email", literal(email)]}
    return {
        "$filter": {
            "input": or_("$invitations", []),
            "as": "each",
            "cond": {"$and": [is_open, is_other]},
        }
    }


def _appended(invitation: Invitation) -> Raw:
    """Return an expression for the list with the invitation, or as it is if it is full."""
    is_full = {"$gte": [{"$size": "$invitations"}, MAX_OPEN]}
    appended = {"$concatArrays": ["$invitations", [literal(invitation.model_dump())]]}
    return {"$cond": [is_full, "$invitations", appended]}
