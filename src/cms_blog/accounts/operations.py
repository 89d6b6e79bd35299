"""What accounts can do: sign up, log in, change the password, end every session."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from beanie.operators import In
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from cms_blog.accounts.credentials import Passwords, Token, Tokens, invalid_token
from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.errors import DomainError
from cms_blog.inputs import Input, Line, Verbatim, check, refuse

MAX_NAME = 80
# RFC 5321, section 4.5.3.1.3, less the angle brackets.
MAX_EMAIL = 254
MIN_PASSWORD = 8
MAX_PASSWORD = 1_024


class EmailTaken(DomainError):
    """There is an account with this e-mail address."""


class InvalidCredentials(DomainError):
    """The e-mail address and the password don't belong together; which one is wrong stays open."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person and the token that was just made for them."""

    user: UserDocument
    token: Token


def email_key(email: str) -> str:
    """The form in which addresses are kept and compared: without case."""
    return email.strip().lower()


def _email(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        return email_key(validate_email(text, check_deliverability=False).normalized)
    except EmailNotValidError:
        raise PydanticCustomError(
            "email", "must be an e-mail address, as ada@example.com"
        ) from None


type _Password = Annotated[str, Verbatim(MAX_PASSWORD, MIN_PASSWORD)]


class Signup(Input):
    """What a new account needs."""

    name: Annotated[str, Line(MAX_NAME)]
    email: Annotated[str, Line(MAX_EMAIL), AfterValidator(_email)]
    password: _Password


class NewPassword(Input):
    """A password to change to."""

    new_password: _Password


async def sign_up(
    given: object, *, passwords: Passwords, tokens: Tokens, admin_email: str | None
) -> SignedIn:
    """Make an account and sign it in.

    Raises:
        InvalidInput, EmailTaken
    """
    signup = check(Signup, given)
    is_admin = admin_email is not None and signup.email == email_key(admin_email)
    user = await create_account(signup, Role.ADMIN if is_admin else Role.USER, passwords=passwords)
    return _signed_in(user, tokens)


async def create_account(signup: Signup, role: Role, *, passwords: Passwords) -> UserDocument:
    """Make an account with this role.

    Raises:
        EmailTaken
    """
    if await UserDocument.find_one(UserDocument.email == signup.email) is not None:
        raise _taken(signup.email)
    user = UserDocument(
        name=signup.name,
        email=signup.email,
        password_hash=await passwords.hash(signup.password),
        role=role,
        created_at=datetime.now(UTC),
    )
    try:
        return await user.insert()
    except DuplicateKeyError:
        # Somebody else was quicker: the index decides, not the look before.
        raise _taken(signup.email) from None


def _taken(email: str) -> EmailTaken:
    return EmailTaken(f"There is an account with {email} already. Log in, or take another address.")


async def log_in(email: str, password: str, *, passwords: Passwords, tokens: Tokens) -> SignedIn:
    """Sign in with an e-mail address and a password.

    Raises:
        InvalidCredentials: the same, and after the same time, whichever is wrong.
    """
    user = await _by_email(email)
    if len(password) > MAX_PASSWORD:
        raise _wrong()
    if not await passwords.verify(password, user and user.password_hash) or user is None:
        raise _wrong()
    if user.leaving:
        raise _wrong()
    if passwords.outdated(user.password_hash):
        rehashed = await passwords.hash(password)
        await UserDocument.find_one(
            UserDocument.id == user.id, UserDocument.password_hash == user.password_hash
        ).update({"$set": {"password_hash": rehashed}})
    return _signed_in(user, tokens)


async def _by_email(email: str) -> UserDocument | None:
    if len(email) > MAX_EMAIL:
        return None
    # As it was typed too: addresses from before they were kept in lower case.
    return await UserDocument.find_one(In(UserDocument.email, [email_key(email), email]))


def _wrong() -> InvalidCredentials:
    return InvalidCredentials("The e-mail address or the password is wrong.")


async def change_password(
    user: UserDocument, current: str, new: str, *, passwords: Passwords, tokens: Tokens
) -> SignedIn:
    """Change the password and end every session but the one that is returned.

    Raises:
        InvalidInput, InvalidCredentials
    """
    check(NewPassword, {"new_password": new})
    stored = await UserDocument.get(user.oid)
    if (
        stored is None
        or len(current) > MAX_PASSWORD
        or not await passwords.verify(current, stored.password_hash)
    ):
        raise InvalidCredentials("The current password is wrong.")
    if new == current:
        refuse("newPassword", "is the one you have")
    encoded = await passwords.hash(new)
    changed = await _end_sessions(
        {"_id": user.oid, "password_hash": stored.password_hash}, {"password_hash": encoded}
    )
    if changed is None:
        # Somebody changed it in the meantime: the current password is not current any more.
        raise InvalidCredentials("The current password is wrong.")
    return _signed_in(changed, tokens)


async def reset_password(email: str, new: str, *, passwords: Passwords) -> UserDocument | None:
    """Set the password of whoever has lost it, and end all their sessions; None: there is nobody.

    Raises:
        InvalidInput
    """
    check(NewPassword, {"new_password": new})
    user = await _by_email(email)
    if user is None:
        return None
    return await _end_sessions({"_id": user.oid}, {"password_hash": await passwords.hash(new)})


async def log_out_everywhere(user: UserDocument) -> UserDocument:
    """End every session of the user, this one included."""
    changed = await _end_sessions({"_id": user.id}, {})
    if changed is None:
        raise invalid_token()
    return changed


async def _end_sessions(
    filter_: dict[str, object], also_set: dict[str, object]
) -> UserDocument | None:
    update: dict[str, object] = {"$inc": {"session_epoch": 1}}
    if also_set:
        update["$set"] = also_set
    raw = await UserDocument.collection().find_one_and_update(
        filter_ | {"leaving": None}, update, return_document=ReturnDocument.AFTER
    )
    return None if raw is None else UserDocument.read(raw)


def _signed_in(user: UserDocument, tokens: Tokens) -> SignedIn:
    return SignedIn(user, tokens.issue(user.oid, user.session_epoch))
