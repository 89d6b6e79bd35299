"""Responses and log lines for results and failures.

GraphQL specification, section 7.1 "Response Format"; codes as in
`docs/explanation/architecture.md`.
"""

from collections.abc import Sequence
from typing import Any

import orjson
import structlog
from graphql import ExecutionResult, GraphQLError

from cms_blog.database.outages import is_outage, unavailable
from cms_blog.errors import BadRequest, CmsError, RequestError
from cms_blog.graphql.transport.requests import OperationRejected

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_LONGEST_MESSAGE = 1_000
_LONGEST_CAUSE = 300
_INTERNAL_CODE = "INTERNAL_SERVER_ERROR"
_INTERNAL_MESSAGE = "Something went wrong on our side. Quote the request id when you report it."


def from_result(
    result: ExecutionResult, request_id: str, *, is_mutation: bool = False
) -> dict[str, Any]:
    """The response to an executed operation: `data`, and `errors` if fields failed."""
    response: dict[str, Any] = {}
    if result.errors:
        response["errors"] = [
            _field_error(error, request_id, is_mutation=is_mutation) for error in result.errors
        ]
    response["data"] = result.data
    return response


def from_failure(failure: Exception, request_id: str) -> dict[str, Any]:
    """The response to a request that was not executed: `errors`, and no `data`."""
    if isinstance(failure, OperationRejected):
        return {"errors": [_client_error(error, request_id) for error in failure.errors]}
    if isinstance(failure, RequestError):
        return {"errors": [_request_error(failure, None, request_id)]}
    if is_outage(failure):
        return {"errors": [_outage(failure, None, request_id, is_mutation=False)]}
    return {"errors": [_internal_error(failure, None, request_id)]}


def codes_in(response: dict[str, Any]) -> Sequence[dict[str, Any]]:
    """The `extensions` of each of a response's errors."""
    return [error["extensions"] for error in response.get("errors", ())]


def encode(response: object, request_id: str) -> bytes:
    """Encode a response as JSON. A value that JSON can't represent gives an internal error."""
    try:
        return orjson.dumps(response)
    except TypeError as error:
        return orjson.dumps({"errors": [_internal_error(error, None, request_id)], "data": None})


def _field_error(error: GraphQLError, request_id: str, *, is_mutation: bool) -> dict[str, Any]:
    cause = _cause(error)
    if isinstance(cause, RequestError):
        return _request_error(cause, error, request_id)
    if is_outage(cause):
        return _outage(cause, error, request_id, is_mutation=is_mutation)
    # graphql-core raises this for an argument whose variable has an invalid value, such as null.
    if isinstance(cause, GraphQLError) and cause.message.startswith("Argument '"):
        return _client_error(error, request_id)
    return _internal_error(cause, error, request_id)


def _cause(error: GraphQLError) -> Exception:
    cause: Exception = error
    while isinstance(cause, GraphQLError) and isinstance(cause.original_error, Exception):
        cause = cause.original_error
    return cause


def _client_error(error: GraphQLError, request_id: str) -> dict[str, Any]:
    code = BadRequest.code
    cause = _cause(error)
    if isinstance(cause, GraphQLError | CmsError):
        # The message may quote a long value that the client sent.
        message = error.message[:_LONGEST_MESSAGE]
    else:
        # An unexpected exception in a scalar's parser: its message must not reach the client.
        _log.error("graphql.scalar_failed", request_id=request_id, exc_info=cause)
        message = "A value is invalid for its type."
    # The message is not logged, because it may quote a password that the client sent.
    _log.info("graphql.refused", code=code, request_id=request_id)
    return _located({"message": message}, error, {"code": code, "requestId": request_id})


def _request_error(
    failure: RequestError, error: GraphQLError | None, request_id: str
) -> dict[str, Any]:
    _log.info("graphql.refused", code=failure.code, message=failure.message, request_id=request_id)
    extensions = failure.extensions | {"requestId": request_id}
    return _located({"message": failure.message}, error, extensions)


def _outage(
    failure: Exception, error: GraphQLError | None, request_id: str, *, is_mutation: bool
) -> dict[str, Any]:
    # No traceback: an outage can cause thousands of these lines per minute.
    cause = f"{type(failure).__name__}: {failure}"[:_LONGEST_CAUSE]
    _log.error("graphql.unavailable", request_id=request_id, cause=cause)
    reported = unavailable(may_have_written=is_mutation)
    extensions = reported.extensions | {"requestId": request_id}
    return _located({"message": reported.message}, error, extensions)


def _internal_error(
    failure: BaseException, error: GraphQLError | None, request_id: str
) -> dict[str, Any]:
    path = error.path if error else None
    _log.error("graphql.failed", request_id=request_id, path=path, exc_info=failure)
    return _located(
        {"message": _INTERNAL_MESSAGE}, error, {"code": _INTERNAL_CODE, "requestId": request_id}
    )


def _located(
    response: dict[str, Any], error: GraphQLError | None, extensions: dict[str, Any]
) -> dict[str, Any]:
    if error is not None:
        if error.locations:
            response["locations"] = [
                {"line": location.line, "column": location.column} for location in error.locations
            ]
        if error.path:
            response["path"] = error.path
    response["extensions"] = extensions
    return response
