"""Password hashing (Argon2id) and access tokens of sessions."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, Self

from bson import ObjectId
from pydantic import SecretStr

from cms_blog.accounts.links.tokens import LinkTokens, Token, TokenClaims
from cms_blog.errors import Unauthenticated
from cms_blog.settings import Settings

if TYPE_CHECKING:
    from argon2 import PasswordHasher

# One hash uses argon2_memory_kib (64 MiB by default) for about 200 ms.
_MAX_CONCURRENT_HASHES = 2
# Cached tokens with a verified signature; their expiry is checked on each use.
_MAX_CACHED_TOKENS = 10_000


class Passwords:
    """Argon2id (RFC 9106) in a dedicated pool of two threads.

    A semaphore around the shared pool would not limit concurrent hashes: a cancelled request
    releases the semaphore while its hash still runs.
    """

    def __init__(
        self, *, memory_kib: int, iterations: int, executor: Executor | None = None
    ) -> None:
        self._memory_kib = memory_kib
        self._iterations = iterations
        self._executor = executor or ThreadPoolExecutor(
            _MAX_CONCURRENT_HASHES, thread_name_prefix="passwords"
        )
        self._hasher: PasswordHasher | None = None
        self._decoy: str | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Create the hasher with the memory and iterations of the settings."""
        limits = settings.limits
        return cls(memory_kib=limits.argon2_memory_kib, iterations=limits.argon2_iterations)

    def close(self) -> None:
        """Cancel hashes that have not started."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def hash(self, password: str) -> str:
        """Return the encoded hash of `password`, with a random salt."""
        return await self._in_thread(lambda: self._argon2().hash(_encoded(password)))

    async def verify(self, password: str, encoded: str | None) -> bool:
        """Return whether `password` matches the hash `encoded`.

        None, for an account that does not exist, returns False after the same time.
        """
        if encoded is None:
            decoy = self._decoy = self._decoy or await self.hash(secrets.token_urlsafe())
            await self._in_thread(lambda: self._matches(password, decoy))
            return False
        return await self._in_thread(lambda: self._matches(password, encoded))

    def outdated(self, encoded: str) -> bool:
        """Return whether the hash uses other parameters than the current ones."""
        return self._argon2().check_needs_rehash(encoded)

    def _matches(self, password: str, encoded: str) -> bool:
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            return self._argon2().verify(encoded, _encoded(password))
        except (InvalidHashError, VerificationError):
            return False

    def _argon2(self) -> "PasswordHasher":
        if self._hasher is None:
            from argon2 import PasswordHasher

            self._hasher = PasswordHasher(time_cost=self._iterations, memory_cost=self._memory_kib)
        return self._hasher

    async def _in_thread[T](self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)


def _encoded(password: str) -> bytes:
    # JSON strings can contain lone surrogates, which strict UTF-8 encoding rejects.
    return password.encode("utf-8", "surrogatepass")


class Claims(NamedTuple):
    """Claims of a valid token."""

    user_id: ObjectId
    session_epoch: int
    expires_at: datetime


class Tokens:
    """Access tokens of sessions, with a cache of the verified ones."""

    def __init__(
        self,
        secret: str,
        *,
        lifetime: timedelta,
        previous: SecretStr | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._signed = LinkTokens(secret, previous=previous, clock=clock)
        self._lifetime = lifetime
        self._clock = clock
        self._cache: dict[str, Claims] = {}

    def issue(self, user_id: ObjectId, session_epoch: int) -> Token:
        """Return a new token; it is revoked when the user's session epoch is incremented."""
        return self._signed.issue("session", user_id, {"epoch": session_epoch}, self._lifetime)

    def read(self, text: str) -> Claims:
        """Return the claims of a token.

        Raises:
            Unauthenticated: the token is invalid or expired.
        """
        cached = self._cache.get(text)
        if cached is not None and cached.expires_at > self._clock():
            return cached
        claims = session_claims(self._signed.read("session", text))
        if len(self._cache) >= _MAX_CACHED_TOKENS:
            self._cache.clear()
        self._cache[text] = claims
        return claims


def session_claims(read: TokenClaims | None) -> Claims:
    """Return the claims of a token that is bound to a session epoch.

    Raises:
        Unauthenticated: there is no valid token.
    """
    if read is not None:
        # The first releases issued tokens without an epoch.
        with suppress(TypeError, ValueError, OverflowError):
            return Claims(read.subject, int(read.values.get("epoch", 0)), read.expires_at)
    raise invalid_token()


def invalid_token() -> Unauthenticated:
    """The uniform error for any invalid token; it never says why."""
    return Unauthenticated("Your session is not valid or has ended. Sign in again.")
