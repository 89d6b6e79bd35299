"""Account operations: sign-up, login, password changes, revocation of sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, ValidationInfo
from pydantic_core import PydanticCustomError
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from cms_blog.accounts.admins.changes import complete, new_mark
from cms_blog.accounts.common_passwords import is_common
from cms_blog.accounts.credentials import Passwords, Tokens, invalid_token
from cms_blog.accounts.documents import REVOKING, Role, UserDocument
from cms_blog.accounts.links.tokens import Token
from cms_blog.accounts.lookup import by_email
from cms_blog.accounts.name_search import name_prefixes
from cms_blog.accounts.password_guard import (
    MAX_PASSWORD,
    AccountSuspended,
    InvalidCredentials,
    PasswordGuard,
)
from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.errors import DomainError, FieldErrorCode
from cms_blog.mail.messages import MailKind
from cms_blog.mail.service import Mail
from cms_blog.outbox.entries import new_outbox, queued
from cms_blog.settings import Settings
from cms_blog.validation.email_address import (
    MAX_EMAIL,
    InvalidEmail,
    SpecialUseDomain,
    email_key,
    normalise_email,
)
from cms_blog.validation.inputs import Input, Line, Verbatim, check, refuse
from cms_blog.validation.text import is_blank

MAX_NAME = 80
MIN_PASSWORD = 8


class SignupContext(NamedTuple):
    """Settings that the validation of a sign-up depends on."""

    special_use: bool


class EmailTaken(DomainError):
    """An account with this e-mail address exists."""


class SignupClosed(DomainError):
    """Sign-up is closed, or by invitation only."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user and a newly issued token."""

    user: UserDocument
    token: Token


def _email(text: str, info: ValidationInfo[SignupContext]) -> str:
    try:
        return normalise_email(text, special_use=info.context.special_use)
    except SpecialUseDomain:
        raise PydanticCustomError(
            "special_use_domain", "has a reserved domain, which can't receive e-mail"
        ) from None
    except InvalidEmail:
        raise PydanticCustomError(
            "email", "must be an e-mail address, for example ada@example.com"
        ) from None


def _new_password(password: str) -> str:
    if is_blank(password):
        raise PydanticCustomError("blank_password", "can't consist of whitespace only")
    if is_common(password):
        raise PydanticCustomError(
            "common_password", "is one of the most common passwords; choose another one"
        )
    return password


type EmailAddress = Annotated[str, Line(MAX_EMAIL), AfterValidator(_email)]
type NewPasswordText = Annotated[
    str, Verbatim(MAX_PASSWORD, MIN_PASSWORD), AfterValidator(_new_password)
]


class Signup(Input):
    """Validated input for a new account."""

    name: Annotated[str, Line(MAX_NAME)]
    email: EmailAddress
    password: NewPasswordText


class NewPassword(Input):
    """Validated new password."""

    new_password: NewPasswordText


def validate_signup(given: object, *, special_use: bool) -> Signup:
    """Validate the input for a new account; `special_use` permits domains such as `site.test`.

    Raises:
        InvalidInput
    """
    return check(Signup, given, SignupContext(special_use))


def check_signups(settings: Settings, *, invited: bool) -> None:
    """Check that new people may create an account: see SIGNUPS.

    Raises:
        SignupClosed
    """
    match settings.signups:
        case "invite" if not invited:
            raise SignupClosed("Sign-up is by invitation only. Ask an administrator for one.")
        case "closed":
            raise SignupClosed("Sign-up is closed. Contact the administrator.")
        case _:
            pass


async def sign_up(
    signup: Signup, *, settings: Settings, passwords: Passwords, tokens: Tokens, mail: Mail
) -> SignedIn:
    """Create an account and sign it in. The account with ADMIN_EMAIL becomes an admin.

    If mail is configured, the address must be verified first, and the mail for that is queued.

    Raises:
        EmailTaken
    """
    admin = settings.admin_email
    is_admin = admin is not None and signup.email == email_key(admin)
    verifies = settings.smtp_url is not None
    user = await create_account(
        signup,
        Role.ADMIN if is_admin and not verifies else Role.USER,
        passwords=passwords,
        entries=[queued(MailKind.VERIFY_EMAIL)] if verifies else (),
    )
    if verifies:
        mail.wake()
    return signed_in(user, tokens)


async def create_account(
    signup: Signup, role: Role, *, passwords: Passwords, entries: Sequence[Raw] = ()
) -> UserDocument:
    """Create an account with this role; `entries` are queued in its outbox.

    Raises:
        EmailTaken
    """
    if await by_email(signup.email) is not None:
        raise taken(signup.email)
    encoded = await passwords.hash(signup.password)
    user = UserDocument(
        name=signup.name,
        name_prefixes=name_prefixes(signup.name),
        email=signup.email,
        password_hash=encoded,
        role=role,
        created_at=now(),
    )
    return await insert_account(user, entries)


async def insert_account(user: UserDocument, entries: Sequence[Raw] = ()) -> UserDocument:
    """Store a new account, with mails in its outbox.

    Raises:
        EmailTaken
    """
    raw, mark = user.model_dump(exclude_none=True) | new_outbox(entries), new_mark()
    if user.role is Role.ADMIN:
        raw["admin_change"] = mark
    try:
        # The driver adds `_id` to it.
        await UserDocument.collection().insert_one(raw)
    except DuplicateKeyError:
        # A concurrent sign-up was inserted first; the unique index detects this race.
        raise taken(user.email) from None
    if user.role is Role.ADMIN:
        await complete(raw["_id"], mark)
    return UserDocument.read(raw)


def taken(email: str) -> EmailTaken:
    """Return the error for an address that has an account."""
    return EmailTaken(f"An account with {email} already exists. Log in, or use another address.")


async def log_in(email: str, password: str, *, guard: PasswordGuard, tokens: Tokens) -> SignedIn:
    """Sign in with an e-mail address and a password.

    Raises:
        RateLimited
        InvalidCredentials: the same error for an unknown address and a wrong password.
        AccountSuspended: the password is correct.
    """
    user = await guard.verified(
        email,
        password,
        lambda: by_email(email),
        message="The e-mail address or the password is wrong.",
    )
    if user.suspended:
        raise AccountSuspended
    changes: dict[str, object] = {"last_login_at": now()}
    if guard.passwords.outdated(user.password_hash):
        changes["password_hash"] = await guard.passwords.hash(password)
    # No match if the password was changed meanwhile, which revokes the new token, too.
    await UserDocument.collection().update_one(
        {"_id": user.oid, "password_hash": user.password_hash}, {"$set": changes}
    )
    return signed_in(user, tokens)


async def change_password(
    user: UserDocument, current: str, new: str, *, guard: PasswordGuard, tokens: Tokens
) -> SignedIn:
    """Change the password and revoke all sessions except the returned one.

    Raises:
        InvalidInput, RateLimited, InvalidCredentials
    """
    check(NewPassword, {"new_password": new})
    wrong = "The current password is wrong."
    stored = await guard.verified(
        user.email, current, lambda: UserDocument.get(user.oid), message=wrong
    )
    if new == current:
        refuse("newPassword", "must differ from the current password", FieldErrorCode.NOT_ALLOWED)
    encoded = await guard.passwords.hash(new)
    changed = await revoke_sessions(
        {"_id": user.oid, "password_hash": stored.password_hash}, {"password_hash": encoded}
    )
    if changed is None:
        # A concurrent request changed the password after it was verified.
        raise InvalidCredentials(wrong)
    return signed_in(changed, tokens)


async def reset_password(email: str, new: str, *, passwords: Passwords) -> UserDocument | None:
    """Set an account's password and revoke its sessions. Return None for an unknown address.

    Raises:
        InvalidInput
    """
    check(NewPassword, {"new_password": new})
    user = await by_email(email)
    if user is None:
        return None
    return await revoke_sessions({"_id": user.oid}, {"password_hash": await passwords.hash(new)})


async def log_out_everywhere(user: UserDocument) -> UserDocument:
    """Revoke all sessions of the user, including the current one."""
    changed = await revoke_sessions({"_id": user.id}, {})
    if changed is None:
        raise invalid_token()
    return changed


def renew_session(user: UserDocument, *, tokens: Tokens) -> SignedIn:
    """Return a new token of the user's session; it is revoked together with the earlier ones."""
    return signed_in(user, tokens)


async def revoke_sessions(filter_: Raw, also_set: Raw) -> UserDocument | None:
    """Revoke all sessions of the account if it is as the filter says; else return None."""
    update = REVOKING | {"$set": also_set}
    raw = await UserDocument.collection().find_one_and_update(
        filter_ | {"leaving": None}, update, return_document=ReturnDocument.AFTER
    )
    return None if raw is None else UserDocument.read(raw)


def signed_in(user: UserDocument, tokens: Tokens) -> SignedIn:
    """Issue a token for the user."""
    return SignedIn(user, tokens.issue(user.oid, user.session_epoch))
