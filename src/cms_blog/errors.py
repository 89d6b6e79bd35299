"""The exception tree.

    CmsError                        base class; `message` is written for people
    ├── DomainError                 expected, caused by the caller: a member of the result union
    │   ├── InvalidInput            the input is invalid; lists each problem with its field
    │   ├── NotFound                it does not exist, or is not visible to the viewer
    │   ├── EmailTaken              accounts
    │   ├── SignupClosed            accounts
    │   ├── InvalidLink             accounts: the uniform error for all links
    │   ├── InvalidCredentials      accounts
    │   ├── BlogStatusConflict      blogs: the status does not allow this action
    │   ├── EditConflict            blogs: edited since it was read
    │   ├── SelfApproval            review: an admin's own blog
    │   ├── MailUnavailable         mail: none is configured
    │   ├── UnusableImage           media
    │   ├── AccountSuspended        accounts
    │   ├── AdminNeeded             accounts: no active admin would be left
    │   └── GenerationFailed        generation
    ├── Outage                      a dependency failed: UNAVAILABLE; only the log has the cause
    │   └── StorageFailed           media
    └── RequestError                a top-level error with a `code`
        ├── BadRequest              BAD_REQUEST
        ├── Unauthenticated         UNAUTHENTICATED
        ├── Forbidden               FORBIDDEN
        ├── RateLimited             RATE_LIMITED; in rate_limits.py
        ├── Unavailable             UNAVAILABLE; raised for outages in database/outages.py
        └── …                       errors of the transport: graphql/transport/requests.py

The subclasses of a domain are defined in that domain, for example in its `service.py`.
Every other exception is a bug: INTERNAL_SERVER_ERROR, logged with its traceback.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple


class SettingsError(Exception):
    """The settings are invalid; `lines` has one message for each invalid setting."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class CmsError(Exception):
    """Base class of the project's exceptions. `message` is written for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class DomainError(CmsError):
    """An expected failure that the caller caused and can correct."""


class FieldErrorCode(StrEnum):
    """Kind of a problem of an input, for clients that show their own messages."""

    BLANK = "blank"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    MALFORMED = "malformed"
    NOT_ALLOWED = "not_allowed"
    TAKEN = "taken"
    INVALID = "invalid"


class FieldProblem(NamedTuple):
    """One problem of an input, with the path of its field: `("brief", "tone")`."""

    path: tuple[str, ...]
    message: str
    code: FieldErrorCode = FieldErrorCode.INVALID


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
    """The requested object does not exist, or is not visible to the viewer."""


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
    """The request or an argument is malformed."""

    code = "BAD_REQUEST"


class Unauthenticated(RequestError):
    """The request has no token, or an invalid one. The message is the same for every cause."""

    code = "UNAUTHENTICATED"

    def __init__(self, message: str = "Sign in to do this.") -> None:
        super().__init__(message)


class Forbidden(RequestError):
    """The viewer is authenticated but not permitted to do this."""

    code = "FORBIDDEN"


class Unavailable(RequestError):
    """The service is temporarily unavailable; `retry_after_seconds` is when to retry."""

    code = "UNAVAILABLE"

    def __init__(self, message: str, retry_after_seconds: int = 2) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds

    @property
    def extensions(self) -> dict[str, Any]:
        return {"code": self.code, "retryAfterSeconds": self.retry_after_seconds}
