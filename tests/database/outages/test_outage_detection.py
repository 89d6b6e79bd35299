"""Classification of failures as outages, without a database."""

import asyncio

import pytest
from limits.errors import StorageError
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConnectionFailure,
    DuplicateKeyError,
    ExecutionTimeout,
    NetworkTimeout,
    NotPrimaryError,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
    WTimeoutError,
)
from pymongo.helpers_shared import (
    _NOT_PRIMARY_CODES,  # pyright: ignore[reportPrivateUsage] - the driver's own lists
    _RETRYABLE_ERROR_CODES,  # pyright: ignore[reportPrivateUsage] - the driver's own lists
)

from cms_blog.database.outages import is_outage, is_retryable, unavailable
from cms_blog.errors import NotFound, Outage

OUTAGES = [6, 7, 89, 133, 134, 202, 262, 365, 9_001]


def labelled(*labels: str) -> PyMongoError:
    return OperationFailure("failed", 1, {"errorLabels": list(labels)})


def bulk(*codes: int) -> PyMongoError:
    return BulkWriteError({"writeErrors": [{"code": code} for code in codes]})


@pytest.mark.parametrize(
    "failure",
    [
        Outage("unreachable"),
        ConnectionFailure("refused"),
        # The storage backend of the rate limits.
        StorageError(OSError("refused")),
        AutoReconnect("not primary"),
        ServerSelectionTimeoutError("no primary"),
        # No space on the disk.
        OperationFailure("failed", 39),
        OperationFailure("failed", 14_031),
        bulk(14_031),
        bulk(11_000, 39),
        *(OperationFailure("failed", code) for code in OUTAGES),
        *(bulk(code) for code in OUTAGES),
        BulkWriteError({"writeConcernErrors": [{"code": 202}]}),
        OperationFailure("you are over your space quota, using 512 MB of 512 MB", 8_000),
        BulkWriteError({"writeErrors": [{"code": 8_000, "errmsg": "Over your Space Quota"}]}),
        ExecutionTimeout("out of time", 50),
        WTimeoutError("out of time", 64),
        labelled("RetryableWriteError"),
        labelled("SystemOverloadedError"),
        labelled("RetryableWriteError", "SystemOverloadedError"),
    ],
    ids=repr,
)
def test_failures_of_a_dependency_are_outages(failure: BaseException):
    assert is_outage(failure) is True


@pytest.mark.parametrize(
    "failure",
    [
        *(OperationFailure("failed", code) for code in (38, 40, 14_030, 14_032, 8_000, None)),
        BulkWriteError({"writeErrors": [{"code": 8_000, "errmsg": None}]}),
        # Another code than that of Atlas, whose message may repeat text of a user.
        OperationFailure("over your space quota", 121),
        PyMongoError("failed"),
        DuplicateKeyError("twice", 11_000),
        bulk(11_000),
        bulk(),
        labelled(),
        labelled("TransientTransactionError"),
        NotFound("No such blog."),
        asyncio.CancelledError(),
        TimeoutError(),
        OSError(39, "failed"),
        ValueError(),
    ],
    ids=repr,
)
def test_other_failures_are_not_outages(failure: BaseException):
    assert is_outage(failure) is False


def test_the_same_errors_are_retryable_as_for_the_driver():
    codes = [code for code in range(20_000) if is_retryable(OperationFailure("failed", code))]
    # The driver turns the others into NotPrimaryError.
    assert codes == sorted(_RETRYABLE_ERROR_CODES - _NOT_PRIMARY_CODES)


@pytest.mark.parametrize(
    ("failure", "retryable"),
    [
        (AutoReconnect("lost"), True),
        (NotPrimaryError("stepped down"), True),
        (NetworkTimeout("lost"), True),
        (ServerSelectionTimeoutError("no primary"), False),
        (ExecutionTimeout("out of time", 50), False),
        (OperationFailure("failed", 133), False),
        (PyMongoError("failed"), False),
    ],
    ids=repr,
)
def test_lost_connections_are_retryable_and_timeouts_are_not(
    failure: PyMongoError, retryable: bool
):
    assert is_retryable(failure) is retryable


def test_clients_learn_whether_a_mutation_may_have_been_executed():
    sure, unsure = unavailable(may_have_written=False), unavailable(may_have_written=True)
    assert "may have been saved" in unsure.message
    assert "may have been saved" not in sure.message
    assert unavailable().message == sure.message
    for error in (sure, unsure):
        assert error.extensions == {"code": "UNAVAILABLE", "retryAfterSeconds": 2}
