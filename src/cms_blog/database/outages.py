"""Distinguishes outages of dependencies from internal errors.

A database without a primary, during a restart or without disk space is not a fault of the code and
may recover soon: clients get UNAVAILABLE with a time to retry.
"""

from pymongo.errors import ConnectionFailure, OperationFailure, PyMongoError

from cms_blog.errors import Outage, Unavailable

# https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
_FILE_STREAM_FAILED = 39
_OUT_OF_DISK_SPACE = 14031
_DISK = {_FILE_STREAM_FAILED, _OUT_OF_DISK_SPACE}
# Error labels of failures that the command did not cause.
_PASSING = ("RetryableWriteError", "SystemOverloadedError")
_NOT_NOW = "What this needs does not answer just now. Try again in a moment."
_NOBODY_KNOWS = (
    "What this needs went away meanwhile, and it is not known whether it was done. "
    "Look before you send it again."
)


def is_outage(failure: BaseException) -> bool:
    """Whether the failure is an outage of a dependency."""
    match failure:
        case Outage() | ConnectionFailure():
            return True
        case OperationFailure(code=code) if code in _DISK:
            return True
        case PyMongoError():
            # Out of time, wherever it was spent: in waiting for a primary, or for a majority.
            return failure.timeout or any(map(failure.has_error_label, _PASSING))
        case _:
            return False


def unavailable(*, may_have_written: bool = False) -> Unavailable:
    """The error for clients. With `may_have_written`, a mutation may have been executed."""
    return Unavailable(_NOBODY_KNOWS if may_have_written else _NOT_NOW)
