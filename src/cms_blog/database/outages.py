"""Distinguishes outages of dependencies from internal errors.

A database without a primary, during a restart or without disk space is not a fault of the code and
may recover soon: clients get UNAVAILABLE with a time to retry.
"""

from collections.abc import Iterator

from limits.errors import StorageError
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConnectionFailure,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)

from cms_blog.errors import Outage, Unavailable

# https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
# The retryable ones of the Retryable Reads specification that the driver does not turn into
# NotPrimaryError.
_RETRYABLE = {
    6,  # HostUnreachable
    7,  # HostNotFound
    89,  # NetworkTimeout
    134,  # ReadConcernMajorityNotAvailableYet
    262,  # ExceededTimeLimit
    9001,  # SocketException
}
_OUTAGES = _RETRYABLE | {
    39,  # FileStreamFailed: the disk is full
    133,  # FailedToSatisfyReadPreference: a router finds no primary of a shard
    202,  # NetworkInterfaceExceededTimeLimit
    365,  # TemporarilyUnavailable
    14031,  # OutOfDiskSpace
}
# Errors of Atlas have one code. The others are rejected commands and missing permissions.
_ATLAS_ERROR = 8000
_ATLAS_QUOTA = "space quota"
# Error labels of temporary failures, which the command did not cause.
_TEMPORARY = ("RetryableWriteError", "SystemOverloadedError")
_UNAVAILABLE = "The service is temporarily unavailable. Try again in a moment."
_OUTCOME_UNKNOWN = (
    "The service became unavailable during the request. A change may have been saved: check before "
    "you send the request again."
)


def is_outage(failure: BaseException) -> bool:
    """Whether the failure is an outage of a dependency."""
    match failure:
        case Outage() | ConnectionFailure() | StorageError():
            return True
        case OperationFailure() if any(_is_outage_code(*each) for each in _codes_of(failure)):
            return True
        case PyMongoError():
            # Any timeout: for a primary, for the command, or for a majority to acknowledge it.
            return failure.timeout or any(map(failure.has_error_label, _TEMPORARY))
        case _:
            return False


def is_retryable(failure: PyMongoError) -> bool:
    """Whether the driver would repeat a read after this failure, if its time is not over."""
    match failure:
        case ServerSelectionTimeoutError():
            return False
        case AutoReconnect():
            return True
        case OperationFailure(code=code):
            return code in _RETRYABLE
        case _:
            return False


def _is_outage_code(code: int | None, message: str) -> bool:
    return code in _OUTAGES or (code == _ATLAS_ERROR and _ATLAS_QUOTA in message.lower())


def _codes_of(failure: OperationFailure) -> Iterator[tuple[int | None, str]]:
    """Yield the code and the message of a failed command, or of each failed write of a batch."""
    if isinstance(failure, BulkWriteError):
        for kind in ("writeErrors", "writeConcernErrors"):
            for failed in failure.details.get(kind, ()):
                yield failed.get("code"), failed.get("errmsg") or ""
    else:
        yield failure.code, str(failure)


def unavailable(*, may_have_written: bool = False) -> Unavailable:
    """Return the error for clients. With `may_have_written`, a mutation may have been executed."""
    return Unavailable(_OUTCOME_UNKNOWN if may_have_written else _UNAVAILABLE)
