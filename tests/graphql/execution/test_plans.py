"""Responses of compiled plans are byte-for-byte those of graphql-core."""

from collections.abc import Awaitable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import orjson
import pytest
from generated_queries import Generator, schema_of_everything
from graphql import ExecutionResult, OperationType, parse, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from cms_blog.graphql.execution.documents import Operation
from cms_blog.graphql.execution.executor import Runner, core_schema
from cms_blog.graphql.execution.plans import Plans
from cms_blog.schema import create_schema

_SCHEMA = schema_of_everything(core_schema(create_schema()))
_STRAWBERRY = cast(
    "Any",
    SimpleNamespace(_schema=_SCHEMA, execution_context_class=StrawberryGraphQLCoreExecutionContext),
)
_BY_PLAN = Runner(_STRAWBERRY, hide_suggestions=False, compile_plans=True)
_BY_LIBRARY = Runner(_STRAWBERRY, hide_suggestions=False, compile_plans=False)


class Counting(Plans):
    """Plans that count their runs, and those without graphql-core's executor."""

    served = 0
    past_the_executor = 0
    planted: dict[str, Any] | None = None

    def plan_for(self, executor: Any, type_: Any, details: Any) -> Any:
        """The plan, counted after each completed run."""
        plan = super().plan_for(executor, type_, details)
        return plan and self._counted(plan, 0)

    def existing(self, type_: Any, node: Any, values: Any) -> Any:
        """The plan, counted after each completed run."""
        plan = super().existing(type_, node, values)
        return plan and self._counted(plan, 1)

    def _counted(self, plan: Any, past_the_executor: int) -> Any:
        def counted(source: Any) -> dict[str, Any]:
            answer = plan(source)
            self.served += 1
            self.past_the_executor += past_the_executor
            return answer | (self.planted or {})

        return counted


def prepared(text: str, *, validated: bool = True) -> Operation:
    document = parse(text)
    assert not validated or validate(_SCHEMA, document) == [], text
    return Operation(
        document,
        cast("Any", document.definitions[0]),
        kind=OperationType.QUERY,
        name=None,
        root_field="anything",
        introspects=False,
        digest=b"",
        variables=(),
        max_cost=0,
        public=False,
        plans=Counting(document),
    )


async def answer_of(
    runner: Runner, operation: Operation, variables: dict[str, Any], context: dict[str, Any]
) -> bytes:
    """The encoded response, with paths and locations of errors."""
    executed = runner.execute(operation, variables, context)
    result: ExecutionResult = await cast("Awaitable[ExecutionResult]", executed)
    errors = [error.formatted for error in result.errors or ()]
    return orjson.dumps({"data": result.data, "errors": errors})


_served = 0
_past_the_executor = 0


def examples(number: int) -> settings:
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=cast("list[HealthCheck]", [*HealthCheck]),
    )


@examples(300)
@given(st.integers(0, 2**64))
async def test_plans_match_graphql_core(seed: int):
    await check_plans(seed)


def dashboard_stats() -> Any:
    """An object of the schema's own type, with one draft."""
    definition = cast("Any", _SCHEMA.type_map["DashboardStats"]).extensions["strawberry-definition"]
    names = ("pending", "published", "rejected", "scheduled", "published_with_changes")
    return definition.origin(total=1, saved=1, **dict.fromkeys(names, 0))


async def test_most_answers_came_from_plans():
    assert _served > 300
    assert _past_the_executor > 90


@pytest.mark.slow
@examples(5_000)
@given(st.integers(0, 2**64))
async def test_plans_match_graphql_core_for_thousands_of_queries(seed: int):
    # The validation takes most of the time, and the shorter test has it.
    await check_plans(seed, validated=False)


async def check_plans(seed: int, *, validated: bool = True) -> None:
    """Compare the responses of plans and of graphql-core for the query of one seed."""
    # hypothesis offers no other way to sum over examples
    global _served, _past_the_executor  # noqa: PLW0603
    text, variables, context = Generator(_SCHEMA, seed).query()
    operation = prepared(text, validated=validated)
    by_library = await answer_of(_BY_LIBRARY, operation, variables, context)
    for _ in range(2):
        # The second run uses the compiled plan and the fast path.
        assert await answer_of(_BY_PLAN, operation, variables, context) == by_library, text
    other = {name: not value for name, value in variables.items()}
    assert await answer_of(_BY_PLAN, operation, other, context) == await answer_of(
        _BY_LIBRARY, operation, other, context
    ), text
    plans = cast("Counting", operation.plans)
    _served += plans.served
    _past_the_executor += plans.past_the_executor


@pytest.mark.slow
async def test_most_of_thousands_of_answers_came_from_plans():
    assert _served > 5_000
    assert _past_the_executor > 1_500


class Compiling(Counting):
    """Plans that count how many of them are compiled."""

    compiled = 0

    def plan_for(self, executor: Any, type_: Any, details: Any) -> Any:
        """The plan; the executor collects subfields only to compile one."""
        collect = executor.collect_subfields
        inside = True

        def counted(*arguments: Any) -> Any:
            self.compiled += inside
            return collect(*arguments)

        executor.collect_subfields = counted
        try:
            return super().plan_for(executor, type_, details)
        finally:
            inside = False


@pytest.mark.parametrize(("known", "by_plan"), [(63, True), (64, False)])
async def test_the_number_of_compiled_plans_is_limited(known: int, by_plan: bool):
    switches = [f"s{number}" for number in range(7)]
    declared = " ".join(f"${name}: Boolean!" for name in switches)
    fields = " ".join(f"{name}: total @include(if: ${name})" for name in switches)
    library = prepared(f"query ({declared}) {{ DashboardStats {{ saved {fields} }} }}")
    plans = Compiling(library.document)
    operation = replace(library, plans=plans)
    context = {"DashboardStats": dashboard_stats()}

    async def ask(variant: int) -> None:
        variables = {name: bool(variant >> bit & 1) for bit, name in enumerate(switches)}
        assert await answer_of(_BY_PLAN, operation, variables, context) == await answer_of(
            _BY_LIBRARY, library, variables, context
        )

    for variant in range(known):
        await ask(variant)
    assert plans.compiled == plans.served == known
    for _ in range(3):
        await ask(known)
    assert plans.compiled == known + by_plan
    assert plans.served == known + 3 * by_plan
    await ask(0)
    assert plans.served == known + 3 * by_plan + 1


async def test_the_comparison_detects_a_difference():
    text = "{ DashboardStats { total } }"
    stats = dashboard_stats()
    operation = prepared(text)
    right = await answer_of(_BY_LIBRARY, operation, {}, {"DashboardStats": stats})
    assert await answer_of(_BY_PLAN, operation, {}, {"DashboardStats": stats}) == right
    cast("Counting", operation.plans).planted = {"total": 2}
    assert await answer_of(_BY_PLAN, operation, {}, {"DashboardStats": stats}) != right


@pytest.mark.parametrize("missing", ["total", "saved"])
async def test_errors_of_missing_attributes_come_from_graphql_core(missing: str):
    stats = dashboard_stats()
    delattr(stats, missing)
    operation = prepared("{ DashboardStats { total saved } }")
    by_plan = await answer_of(_BY_PLAN, operation, {}, {"DashboardStats": stats})
    assert by_plan == await answer_of(_BY_LIBRARY, operation, {}, {"DashboardStats": stats})
    assert orjson.loads(by_plan)["errors"][0]["path"] == ["DashboardStats", missing]
    assert cast("Counting", operation.plans).served == 0
