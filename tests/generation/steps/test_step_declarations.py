"""Completeness of the declared steps.

docs/how-to/extending.md lists the files of a new step.

Each test covers all steps of `steps.py`, and fails if one of those files was forgotten.
"""

import json
from enum import Enum
from typing import Any, get_origin

import pytest
from generation_documents import STEPS
from graphql import GraphQLUnionType, print_ast
from pydantic import BaseModel
from pydantic.alias_generators import to_snake
from served_schema import served_schema

from cms_blog.blogs.brief import Brief
from cms_blog.generation import inputs, steps
from cms_blog.generation.emulator import wire, writer
from cms_blog.generation.step_types import OptionStep, Step

DECLARED: list[Step[Any]] = [step for step in vars(steps).values() if isinstance(step, Step)]
# Mutations that are not called `generate…`; a step without a mutation is part of another step.
MUTATIONS = {
    "section": "regenerateSection",
    "seo": None,
    "rewrite": "rewriteText",
    "tags": "suggestTags",
    "translation": "translateBlog",
}
# Steps whose answer is an image.
IMAGES = {"coverImage"}
OPTION_STEPS: list[OptionStep[Any, Any]] = [
    step for step in vars(steps).values() if isinstance(step, OptionStep)
]
EXPOSED = [step for step in DECLARED if MUTATIONS.get(step.name, step.name)]


def ids(step: Step[Any]) -> str:
    return step.name


def mutation(step: Step[Any]) -> str:
    name = f"generate{step.name[0].upper()}{step.name[1:]}"
    return MUTATIONS.get(step.name) or name


def sample(model: type[BaseModel]) -> dict[str, Any]:
    """Valid values for the required fields of an input."""
    return {
        name: _sample(field.annotation)
        for name, field in model.model_fields.items()
        if field.is_required()
    }


def _sample(annotation: Any) -> Any:
    if annotation is Brief:
        return dict.fromkeys(("focus_or_niche", "targeted_keyword", "targeted_audience"), "pots")
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation))
    return ["One", "Two"] if get_origin(annotation) is tuple else "Text"


def reply(step: Step[Any]) -> str:
    prompt = step.prompt(step.takes.model_validate(sample(step.takes)))
    parts = [{"text": prompt.task}, {"text": prompt.data}]
    return writer.write(wire.read({"contents": [{"parts": parts}]}))


def test_names_are_unique():
    assert len({step.name for step in DECLARED}) == len(DECLARED) > 0


@pytest.mark.parametrize("step", EXPOSED, ids=ids)
def test_the_input_type_has_the_fields_of_the_model(step: Step[Any]):
    kind = served_schema().get_type(f"{mutation(step)[0].upper()}{mutation(step)[1:]}Input")
    fields = getattr(kind, "fields", {})
    assert [to_snake(name) for name in fields] == list(step.takes.model_fields)
    for field in fields.values():
        assert field.description
    assert getattr(kind, "description", None) == step.takes.__doc__


@pytest.mark.parametrize("step", EXPOSED, ids=ids)
def test_the_mutation_returns_a_result_union(step: Step[Any]):
    mutations = served_schema().mutation_type
    assert mutations
    field = mutations.fields[mutation(step)]
    assert field.description
    kind = getattr(field.type, "of_type", field.type)
    name = f"{mutation(step)[0].upper()}{mutation(step)[1:]}"
    assert isinstance(kind, GraphQLUnionType)
    assert kind.name == f"{name}Result"
    assert {member.name for member in kind.types} == {
        f"{name}Success",
        "InvalidInputError",
        "GenerationFailedError",
    }


@pytest.mark.parametrize("step", DECLARED, ids=ids)
def test_the_prompt_and_the_price_are_complete(step: Step[Any]):
    prompt = step.prompt(step.takes.model_validate(sample(step.takes)))
    assert prompt.task.startswith(step.task)
    assert step.task == step.task.strip()
    assert len(step.task) > 50
    if step.name not in IMAGES:
        assert json.loads(prompt.data.partition("\n")[2])["task"] == step.name
    assert 100 <= prompt.output_tokens <= 16_384
    assert prompt.output_tokens == step.output_tokens


@pytest.mark.parametrize("step", DECLARED, ids=ids)
def test_the_emulator_has_a_reply(step: Step[Any]):
    assert (step.name in writer.REPLIES) is (step.name not in IMAGES)
    # A translation is as long as its source.
    assert step.name in {*IMAGES, "translation"} or len(reply(step)) > 50


@pytest.mark.parametrize("step", OPTION_STEPS, ids=ids)
def test_the_emulator_offers_all_options(step: OptionStep[Any, Any]):
    given = step.takes.model_validate(sample(step.takes))
    assert len(step.read(reply(step), given)) == step.count == (3 if step.name == "rewrite" else 5)


@pytest.mark.parametrize("step", OPTION_STEPS, ids=ids)
def test_option_steps_are_tested_through_the_endpoint(step: Step[Any]):
    assert mutation(step) in STEPS


def test_replies_belong_to_steps():
    assert writer.REPLIES.keys() <= {step.name for step in DECLARED}


def test_derived_types_match_the_models():
    kind = served_schema().get_type("GenerateBlogResume")
    fields = {name: str(field.type) for name, field in getattr(kind, "fields", {}).items()}
    assert fields == {"runId": "ID!", "after": "Int!", "markdown": "Markdown"}
    assert list(inputs.Resume.model_fields) == ["run_id", "after", "markdown"]
    cover = getattr(served_schema().get_type("GenerateCoverImageInput"), "fields", {})
    assert {name: str(field.type) for name, field in cover.items()} == {
        "brief": "BriefInput!",
        "selectedIdea": "String!",
        "title": "String!",
        "prompt": "String!",
        "aspectRatio": "AspectRatio!",
        "quality": "ImageQuality!",
        "primaryColor": "HexColor",
    }
    intros = getattr(served_schema().get_type("GenerateIntrosInput"), "fields", {})
    assert str(intros["exclude"].type) == "[Markdown!]!"
    node = intros["exclude"].ast_node
    assert node is not None
    assert print_ast(node.default_value) == "[]"
    outlines = getattr(served_schema().get_type("GenerateOutlinesInput"), "fields", {})
    assert str(outlines["exclude"].type) == "[[String!]!]!"
