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
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
    WTimeoutError,
)

from cms_blog.database.outages import is_outage, unavailable
from cms_blog.errors import NotFound, Outage


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
        *(OperationFailure("failed", code) for code in (38, 40, 14_030, 14_032, None)),
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


def test_clients_learn_whether_a_mutation_may_have_been_executed():
    sure, unsure = unavailable(may_have_written=False), unavailable(may_have_written=True)
    assert "may have been saved" in unsure.message
    assert "may have been saved" not in sure.message
    assert unavailable().message == sure.message
    for error in (sure, unsure):
        assert error.extensions == {"code": "UNAVAILABLE", "retryAfterSeconds": 2}
