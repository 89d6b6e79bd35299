"""Outages of what the server leans on, told apart from faults of its own.

A database whose primary is lost, that is being started again or that has no room is nobody's fault
in the code, and may be back in a moment: clients get UNAVAILABLE, and when to try again.
"""

from pymongo.errors import ConnectionFailure, OperationFailure, PyMongoError

from cms_blog.errors import Outage, Unavailable

# https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
_FILE_STREAM_FAILED = 39
_OUT_OF_DISK_SPACE = 14031
_DISK = {_FILE_STREAM_FAILED, _OUT_OF_DISK_SPACE}
# What a server says of a failure that is none of the command's.
_PASSING = ("RetryableWriteError", "SystemOverloadedError")
_NOT_NOW = "What this needs does not answer just now. Try again in a moment."
_NOBODY_KNOWS = (
    "What this needs went away meanwhile, and it is not known whether it was done. "
    "Look before you send it again."
)


def is_outage(failure: BaseException) -> bool:
    """Whether something that the server leans on is away, or has no room."""
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
    """What clients get for an outage; for one amid a mutation, part of it may have been done."""
    return Unavailable(_NOBODY_KNOWS if may_have_written else _NOT_NOW)
