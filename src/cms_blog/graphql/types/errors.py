"""Error types shared by the result unions, and the handlers that create them from exceptions."""

from typing import Any

import strawberry

from cms_blog.errors import FieldErrorCode, InvalidInput, NotFound
from cms_blog.graphql.types.enums import describe_enum

describe_enum(
    FieldErrorCode,
    "Kind of problem of a value, for clients that show their own messages. Values may be added.",
    BLANK="The value is empty or consists of whitespace only.",
    TOO_SHORT="The text has too few characters, or the list too few entries.",
    TOO_LONG="The text has too many characters.",
    TOO_MANY="The list has too many entries.",
    MALFORMED="The value does not have the required format.",
    NOT_ALLOWED="The value is well-formed, but not permitted here.",
    TAKEN="The value is already used for something else.",
    INVALID="Any other problem. `message` describes it.",
)


@strawberry.interface(
    description=(
        "An expected failure. Always select `... on UserError { message }`, so that types "
        "added later show a message, too."
    )
)
class UserError:
    message: str = strawberry.field(
        description="Text for the user: the problem and how to solve it."
    )


@strawberry.type(description="An invalid value in an input.")
class FieldError:
    path: list[str] = strawberry.field(
        description='Path of the value in `input`, for example `["brief", "tone"]`.'
    )
    message: str = strawberry.field(
        description="Text for the user: the reason why the value is invalid."
    )
    code: FieldErrorCode = strawberry.field(description="Kind of the problem.")


@strawberry.type(description="The input is invalid. Nothing was changed.")
class InvalidInputError(UserError):
    fields: list[FieldError] = strawberry.field(
        description="All invalid values of the input; never empty."
    )


@strawberry.type(description="The object does not exist, or the viewer may not see it.")
class NotFoundError(UserError):
    pass


class InvalidInputHandler(strawberry.ExceptionHandler[InvalidInput, InvalidInputError]):
    def handle(self, exception: InvalidInput, **_: Any) -> InvalidInputError:
        return InvalidInputError(
            message=exception.message,
            fields=[
                FieldError(path=list(p.path), message=p.message, code=p.code)
                for p in exception.problems
            ],
        )


class NotFoundHandler(strawberry.ExceptionHandler[NotFound, NotFoundError]):
    def handle(self, exception: NotFound, **_: Any) -> NotFoundError:
        return NotFoundError(message=exception.message)


HANDLERS = (InvalidInputHandler(), NotFoundHandler())
