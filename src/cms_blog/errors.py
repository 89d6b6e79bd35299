"""The exception tree.

    CmsError                        everything we raise on purpose; `message` is for people
    ├── DomainError                 expected, caused by the caller: a member of the result union
    │   ├── InvalidInput            what was sent can't be taken, field by field
    │   ├── NotFound                it does not exist, or the viewer may not know that it does
    │   ├── EmailTaken              accounts
    │   ├── InvalidCredentials      accounts
    │   ├── BlogStatusConflict      blogs: the status does not allow this step
    │   ├── EditConflict            blogs: edited since it was read
    │   ├── UnusableImage           media
    │   ├── AdminNeeded             privacy: the account can't be deleted
    │   └── GenerationFailed        generation
    ├── Outage                      a dependency failed: UNAVAILABLE, with the cause in the log only
    │   └── StorageFailed           media
    └── RequestError                the app's shell's: a top-level error with a `code`
        ├── BadRequest              BAD_REQUEST
        ├── Unauthenticated         UNAUTHENTICATED
        ├── Forbidden               FORBIDDEN
        ├── RateLimited             RATE_LIMITED; in rate_limits.py
        ├── Unavailable             UNAVAILABLE; raised for outages, database/outages.py
        └── …                       the transport's own stand in graphql/transport/requests.py

A domain's own children are in that domain's `service.py`, `gateway.py` or the like.
Anything else that is raised is a fault of ours: INTERNAL_SERVER_ERROR, logged with its traceback.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple


class CmsError(Exception):
    """Something that we raise on purpose. `message` is written for the person who reads it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class DomainError(CmsError):
    """An expected failure that the caller caused and can correct."""


class FieldProblem(NamedTuple):
    """One thing that is wrong with an input, and where: `("brief", "tone")`."""

    path: tuple[str, ...]
    message: str


class InvalidInput(DomainError):
    """The input is invalid; `problems` lists every problem with its path."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        first = problems[0]
        message = f"{'.'.join(first.path)}: {first.message}"
        if len(problems) > 1:
            message += f" ({len(problems) - 1} more: see `fields`)"
        super().__init__(message)
        self.problems = tuple(problems)


class NotFound(DomainError):
    """The thing does not exist, or the viewer may not know that it does."""


class Outage(CmsError):
    """A dependency is unreachable or out of space. `message` is for the log."""


class RequestError(CmsError):
    """A failure of the request as a whole, or of a field that has no result union."""

    code: ClassVar[str]

    @property
    def extensions(self) -> dict[str, Any]:
        """The `extensions` of the GraphQL error."""
        return {"code": self.code}


class BadRequest(RequestError):
    """An argument or a request that can't be understood."""

    code = "BAD_REQUEST"


class Unauthenticated(RequestError):
    """There is no viewer, or the token does not prove one. Every cause has the same words."""

    code = "UNAUTHENTICATED"

    def __init__(self, message: str = "Sign in to do this.") -> None:
        super().__init__(message)


class Forbidden(RequestError):
    """The viewer is known, and may not do this."""

    code = "FORBIDDEN"


class Unavailable(RequestError):
    """Not now, and not the caller's fault; says when it may be tried again."""

    code = "UNAVAILABLE"

    def __init__(self, message: str, retry_after_seconds: int = 2) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds

    @property
    def extensions(self) -> dict[str, Any]:
        return {"code": self.code, "retryAfterSeconds": self.retry_after_seconds}
