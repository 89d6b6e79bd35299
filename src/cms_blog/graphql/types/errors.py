"""The GraphQL side of failures: what result unions share, and what turns exceptions into it."""

from typing import Any

import strawberry

from cms_blog.errors import InvalidInput, NotFound


@strawberry.interface(
    description=(
        "An expected failure. Always select `... on UserError { message }`, so that members "
        "added later still show a text."
    )
)
class UserError:
    message: str = strawberry.field(
        description="What happened and what to do, written for the person in front of the screen."
    )


@strawberry.type(description="One thing that is wrong with an input.")
class FieldError:
    path: list[str] = strawberry.field(description='Where in `input`, as in `["brief", "tone"]`.')
    message: str = strawberry.field(description="What is wrong there.")


@strawberry.type(description="The input can't be taken. Nothing was done.")
class InvalidInputError(UserError):
    fields: list[FieldError] = strawberry.field(
        description="Everything that is wrong, all at once; never empty."
    )


@strawberry.type(description="The thing does not exist, or the viewer may not know that it does.")
class NotFoundError(UserError):
    pass


class InvalidInputHandler(strawberry.ExceptionHandler[InvalidInput, InvalidInputError]):
    def handle(self, exception: InvalidInput, **_: Any) -> InvalidInputError:
        return InvalidInputError(
            message=exception.message,
            fields=[FieldError(path=list(p.path), message=p.message) for p in exception.problems],
        )


class NotFoundHandler(strawberry.ExceptionHandler[NotFound, NotFoundError]):
    def handle(self, exception: NotFound, **_: Any) -> NotFoundError:
        return NotFoundError(message=exception.message)


HANDLERS = (InvalidInputHandler(), NotFoundHandler())
