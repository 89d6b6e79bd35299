"""The only way to check a password that a client sent."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cms_blog.accounts.credentials import Passwords
from cms_blog.accounts.documents import UserDocument
from cms_blog.errors import DomainError
from cms_blog.rate_limits import RateLimits
from cms_blog.validation.email_address import email_key

MAX_PASSWORD = 1_024


class InvalidCredentials(DomainError):
    """The password is not the account's, or there is no such account."""


@dataclass(frozen=True, slots=True)
class PasswordGuard:
    """Counts the attempts from one address, slows them down, and verifies passwords."""

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
        """Return the user that `find` reads, if `password` is theirs.

        Attempts are counted for `email`, before anything is read or hashed.

        Raises:
            RateLimited: the delay after the last attempt is not over.
            InvalidCredentials: with the same `message`, after the same time, whether the user or
                the password is wrong.
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
