"""Rate-limited password verification; every password that a client sends is checked here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cms_blog.accounts.credentials import Passwords
from cms_blog.accounts.documents import UserDocument
from cms_blog.errors import DomainError
from cms_blog.rate_limits import RateLimits
from cms_blog.validation.email_address import email_key

MAX_PASSWORD = 1_024


class InvalidCredentials(DomainError):
    """The password is wrong, or the account does not exist."""


class AccountSuspended(DomainError):
    """The account is suspended. Raised only for someone who proved to own it."""

    def __init__(self) -> None:
        super().__init__("This account is suspended. Contact an administrator of this site.")


@dataclass(frozen=True, slots=True)
class PasswordGuard:
    """Counts and delays password attempts from one IP address, and verifies passwords."""

    passwords: Passwords
    rate_limits: RateLimits
    address: str

    async def verified(
        self,
        email: str,
        password: str,
        find: Callable[[], Awaitable[UserDocument | None]],
        *,
        message: str = "The password is wrong.",
    ) -> UserDocument:
        """Return the user that `find` reads if `password` is correct.

        The attempt is counted for `email` before the user is read or the password hashed.

        Raises:
            RateLimited: the delay after the previous attempt has not passed.
            InvalidCredentials: the account does not exist or the password is wrong; `message` and
                response time are the same for both.
        """
        account = email_key(email)
        await self.rate_limits.password_attempt(account, self.address)
        user = await find()
        stored = None if user is None or user.leaving else user.password_hash
        matches = len(password) <= MAX_PASSWORD and await self.passwords.verify(password, stored)
        if user is None or not matches:
            raise InvalidCredentials(message)
        await self.rate_limits.password_accepted(account, self.address)
        return user
