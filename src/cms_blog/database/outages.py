"""Distinguishes outages of dependencies from internal errors.

A database without a primary, during a restart or without disk space is not a fault of the code and
may recover soon: clients get UNAVAILABLE with a time to retry.
"""

from collections.abc import Mapping
from typing import Any

from limits.errors import StorageError
from pymongo.errors import BulkWriteError, ConnectionFailure, OperationFailure, PyMongoError

from cms_blog.errors import Outage, Unavailable

# https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
_FILE_STREAM_FAILED = 39
_OUT_OF_DISK_SPACE = 14031
_DISK = {_FILE_STREAM_FAILED, _OUT_OF_DISK_SPACE}
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
        case OperationFailure(code=code) if code in _DISK:
            return True
        case BulkWriteError(details=dict(details)) if _DISK & _codes_of(details):
            return True
        case PyMongoError():
            # Any timeout: for a primary, for the command, or for a majority to acknowledge it.
            return failure.timeout or any(map(failure.has_error_label, _TEMPORARY))
        case _:
            return False


def _codes_of(details: Mapping[str, Any]) -> set[int]:
    """Return the codes of the failed operations of a bulk write."""
    return {failed["code"] for failed in details.get("writeErrors", ())}


def unavailable(*, may_have_written: bool = False) -> Unavailable:
    """Return the error for clients. With `may_have_written`, a mutation may have been executed."""
    return Unavailable(_OUTCOME_UNKNOWN if may_have_written else _UNAVAILABLE)
