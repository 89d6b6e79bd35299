"""The rules of `docs/architecture.md` that can be read out of the source and the schema."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from graphql import (
    BreakingChange,
    DangerousChange,
    DangerousChangeType,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
    is_introspection_type,
    is_specified_scalar_type,
)
from httpx import AsyncClient

import cms_blog
from cms_blog.schema import create_schema

PACKAGE = Path(cms_blog.__file__).parent
# What each domain may import of the others.
DOMAINS = {
    "accounts": set[str](),
    "media": {"accounts"},
    "blogs": {"accounts", "media"},
    "review": {"accounts", "media", "blogs"},
    "generation": {"accounts", "media", "blogs"},
    "privacy": {"accounts", "media", "blogs"},
}
# What must not depend on how the API is served, wherever it stands in a domain.
CORES = (
    "operations",
    "actions",
    "documents",
    "workflow",
    "reading",
    "credentials",
    "storage",
    "steps",
)
# What graph/ may import from outside of itself.
GRAPH = {
    "counter_keys",
    "drain",
    "errors",
    "outages",
    "paging",
    "rate_limits",
    "settings",
    "telemetry",
}
# Who may import the modules that put everything together.
ASSEMBLY = {
    "__main__": set[str](),
    "cli": {"__main__"},
    "server": {"commands.serve"},
    "asgi": set[str](),
    "app": {"asgi"},
    "schema": {"commands.export_schema", "app"},
}
HEAVY = ("google.genai", "obstore", "PIL", "argon2", "nh3", "pyromark")
MOST_LINES = 300
# Clients that were written before can't stumble over these; over all others they may.
GROWTH = {
    DangerousChangeType.OPTIONAL_ARG_ADDED,
    DangerousChangeType.OPTIONAL_INPUT_FIELD_ADDED,
    DangerousChangeType.TYPE_ADDED_TO_UNION,
    DangerousChangeType.VALUE_ADDED_TO_ENUM,
    DangerousChangeType.IMPLEMENTED_INTERFACE_ADDED,
}


@cache
def modules() -> dict[str, Path]:
    """The package's modules by their names within it, as `blogs.operations`."""
    found: dict[str, Path] = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


@cache
def imports(module: str, *, at_start_only: bool = False) -> frozenset[str]:
    """What a module imports: modules of the package as in `modules`, and names of libraries."""
    tree = ast.parse(modules()[module].read_text())
    found: set[str] = set()
    for name in _imported(tree, at_start_only=at_start_only):
        own = name.removeprefix("cms_blog.")
        if own == name:
            found.add(name.partition(".")[0])
        elif own in modules():
            found.add(own)
    return frozenset(found)


def _imported(node: ast.AST, *, at_start_only: bool) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str(module), names=names):
            yield module
            yield from (f"{module}.{alias.name}" for alias in names)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda() if at_start_only:
            return
        case ast.If(test=ast.Name(id="TYPE_CHECKING")) if at_start_only:
            return
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _imported(child, at_start_only=at_start_only)


def folder(module: str) -> str:
    return module.partition(".")[0]


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_imports_only_domains_below_it(domain: str):
    for module in modules():
        if folder(module) == domain:
            others = {folder(name) for name in imports(module)} & DOMAINS.keys() - {domain}
            assert others <= DOMAINS[domain], module


def test_what_the_domains_do_knows_nothing_of_how_it_is_served():
    cores = [name for name in modules() if name.split(".")[-1] in CORES and folder(name) in DOMAINS]
    assert len(cores) >= 10
    for core in cores:
        assert not {"strawberry", "starlette"} & reached(core), core


def reached(module: str) -> set[str]:
    """All that is imported when `module` is, within the package and at its borders."""
    seen: set[str] = set()
    ahead = {module}
    while ahead:
        name = ahead.pop()
        seen.add(name)
        if name in modules():
            ahead |= imports(name, at_start_only=True) - seen
    return seen


def test_what_knows_graphql_knows_no_domain():
    for module in modules():
        if folder(module) == "graph":
            outside = {name for name in imports(module) if name in modules()}
            assert {folder(name) for name in outside} - {"graph"} <= GRAPH, module


@pytest.mark.parametrize("assembled", ASSEMBLY)
def test_what_puts_things_together_is_imported_by_what_starts_it_alone(assembled: str):
    users = {name for name in modules() if assembled in imports(name)}
    assert users <= ASSEMBLY[assembled]


def test_starting_does_not_import_what_only_some_requests_need():
    code = f"import sys, cms_blog.app; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[]\n"


def test_no_file_is_too_long_to_read_in_one_go():
    lengths = {name: len(path.read_text().splitlines()) for name, path in modules().items()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


@cache
def served() -> GraphQLSchema:
    return build_schema(create_schema().as_str())


def described() -> Iterator[tuple[str, str | None]]:
    """Every member of the schema that is ours, with what it says of itself."""
    for type_ in served().type_map.values():
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        yield type_.name, type_.description
        match type_:
            case GraphQLObjectType() | GraphQLInterfaceType():
                for name, field in type_.fields.items():
                    yield f"{type_.name}.{name}", field.description
                    for argument, slot in field.args.items():
                        yield f"{type_.name}.{name}({argument}:)", slot.description
            case GraphQLInputObjectType():
                for name, slot in type_.fields.items():
                    yield f"{type_.name}.{name}", slot.description
            case GraphQLEnumType():
                for name, value in type_.values.items():
                    yield f"{type_.name}.{name}", value.description
            case _:
                pass


def test_every_member_of_the_schema_says_what_it_is():
    members = dict(described())
    assert len(members) > 200
    assert [name for name, words in members.items() if not (words or "").strip()] == []


async def test_the_schema_that_is_kept_is_the_one_that_is_served(http: AsyncClient, project: Path):
    sdl = create_schema().as_str()
    assert (project / "schema.graphql").read_text() == sdl + "\n", "run `make schema`"
    assert (await http.get("/schema.graphql")).text.strip() == sdl.strip()


def changes() -> tuple[list[BreakingChange], list[DangerousChange]]:
    """From the contract to what is served."""
    contract = build_schema((Path(__file__).parent / "contract.graphql").read_text())
    return find_breaking_changes(contract, served()), find_dangerous_changes(contract, served())


def test_nothing_that_clients_rely_on_is_missing_or_stricter():
    breaking, dangerous = changes()
    assert breaking == []
    assert [change for change in dangerous if change.type not in GROWTH] == []
