"""GraphQL input types, derived from the pydantic models of `inputs.py`."""

import inspect
from collections.abc import Callable
from types import NoneType, UnionType
from typing import Annotated, Any, TypeAliasType, Union, cast, get_args, get_origin

import strawberry
from pydantic.fields import FieldInfo

from cms_blog.blogs.api_types.inputs import BriefInput
from cms_blog.blogs.brief import Brief
from cms_blog.generation import inputs
from cms_blog.graphql.types import scalars
from cms_blog.validation.inputs import HexColor, Input, WebAddress

# Types of the models whose GraphQL type has another name. Enums and str, int … stay as they are.
_TYPES: dict[object, Any] = {
    Brief: BriefInput,
    HexColor: scalars.HexColor,
    WebAddress: scalars.URL,
    inputs.Markdown: scalars.Markdown,
    inputs.RunId: strawberry.ID,
}


def input_type[T](model: type[Input]) -> Callable[[type[T]], type[T]]:
    """Decorate an empty class: make it the GraphQL input type of `model`.

    Fields, their order, nullability, defaults and descriptions are the model's; its docstring is
    the description of the type.
    """

    def derive(cls: type[T]) -> type[T]:
        cls.__annotations__ = {
            name: _graphql_type(field.annotation) for name, field in model.model_fields.items()
        }
        for name, field in model.model_fields.items():
            setattr(cls, name, _strawberry_field(field))
        return strawberry.input(cls, description=inspect.getdoc(model))

    return derive


def _strawberry_field(field: FieldInfo) -> Any:
    if field.is_required():
        return strawberry.field(description=field.description)
    if isinstance(default := field.default, tuple):
        entries = list(cast("tuple[Any, ...]", default))
        return strawberry.field(description=field.description, default_factory=entries.copy)
    return strawberry.field(description=field.description, default=field.default)


def _graphql_type(annotation: Any) -> Any:
    if annotation in _TYPES:
        return _TYPES[annotation]
    if isinstance(annotation, TypeAliasType):
        return _graphql_type(annotation.__value__)
    arguments = get_args(annotation)
    match get_origin(annotation):
        case origin if origin is Annotated:
            return _graphql_type(arguments[0])
        case origin if origin is tuple:
            return list[_graphql_type(arguments[0])]
        case origin if origin in {Union, UnionType}:
            (inner,) = (each for each in arguments if each is not NoneType)
            return _graphql_type(inner) | None
        case _:
            return annotation


input_argument = strawberry.argument(description="Input of the step.")
