"""Rules of `docs/explanation/architecture.md`, checked against the source and the schema."""

import ast
import subprocess
import sys
from collections import Counter
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
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
    is_introspection_type,
    is_specified_scalar_type,
)
from httpx import AsyncClient
from served_schema import served_schema

import cms_blog
from cms_blog.schema import schema_text

PACKAGE = Path(cms_blog.__file__).parent
_PREFIX = "cms_blog."
# Domains that each domain may import.
DOMAINS = {
    "accounts": set[str](),
    "media": {"accounts"},
    "blogs": {"accounts", "media"},
    "review": {"accounts", "media", "blogs"},
    "generation": {"accounts", "media", "blogs"},
    "privacy": {"accounts", "media", "blogs"},
    "profiles": {"accounts", "media"},
    "administration": {"accounts", "blogs"},
    "feeds": {"accounts", "media", "blogs"},
    "notifications": {"accounts", "blogs", "review"},
}
# The layers, lowest first. A module imports only from its own layer and from those below it.
# Modules of a domain that import Strawberry are its API, above `context`.
LAYERS = (
    {"errors"},
    {"settings", "limits", "validation", "shutdown", "site"},
    {"observability", "counter_keys", "rate_limits"},
    {"database"},
    {"outbox"},
    {"mail"},
    {"graphql"},
    {"domain services"},
    {"context"},
    {"domain APIs"},
    {"schema"},
    {"maintenance", "webhooks"},
    {"server"},
    {"cli", "asgi", "__main__"},
)
MOST_TOP_LEVEL_MODULES = 10
MOST_FILES_IN_A_FOLDER = 12
HEAVY = ("google.genai", "aiosmtplib", "jinja2", "obstore", "PIL", "argon2", "nh3", "pyromark")
MOST_LINES = 300
# Changes that don't affect existing clients.
GROWTH = {
    DangerousChangeType.OPTIONAL_ARG_ADDED,
    DangerousChangeType.OPTIONAL_INPUT_FIELD_ADDED,
    DangerousChangeType.TYPE_ADDED_TO_UNION,
    DangerousChangeType.VALUE_ADDED_TO_ENUM,
    DangerousChangeType.IMPLEMENTED_INTERFACE_ADDED,
}


@cache
def modules() -> dict[str, Path]:
    """The package's modules by their names within it, for example `blogs.service`."""
    found: dict[str, Path] = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


@cache
def imports(module: str, *, at_start_only: bool = False) -> frozenset[str]:
    """The modules of the package that a module imports, named as in `modules`."""
    names = {name.removeprefix(_PREFIX) for name in _names(module, at_start_only) if _own(name)}
    return frozenset(names & modules().keys())


@cache
def libraries(module: str) -> frozenset[str]:
    """The top-level packages of other projects that a module imports when it is imported."""
    names = _names(module, at_start_only=True)
    return frozenset(name.partition(".")[0] for name in names if not _own(name))


def _own(name: str) -> bool:
    return name.startswith(_PREFIX)


@cache
def _names(module: str, at_start_only: bool) -> frozenset[str]:
    tree = ast.parse(modules()[module].read_text())
    return frozenset(_imported(tree, at_start_only=at_start_only))


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


def layer(module: str) -> int:
    """The index in LAYERS of a module."""
    name = folder(module)
    if name in DOMAINS:
        name = "domain APIs" if "strawberry" in reached(module) else "domain services"
    return next((index for index, names in enumerate(LAYERS) if name in names), -1)


def test_every_module_belongs_to_a_layer():
    assert [name for name in modules() if name and layer(name) < 0] == []


def test_imports_run_down_the_layers():
    wrong = [
        f"{module} imports {other}"
        for module in modules()
        if module
        for other in imports(module)
        if other and layer(other) > layer(module)
    ]
    assert wrong == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_imports_only_domains_below_it(domain: str):
    for module in modules():
        if folder(module) == domain:
            others = {folder(name) for name in imports(module)} & DOMAINS.keys() - {domain}
            assert others <= DOMAINS[domain], module


def test_no_import_cycle_not_even_for_a_type():
    done: set[str] = set()

    def follow(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " → ".join((*path[path.index(module) :], module))
        if module not in done:
            for other in sorted(imports(module)):
                follow(other, (*path, module))
            done.add(module)

    for module in modules():
        follow(module, ())


@pytest.mark.parametrize("domain", DOMAINS)
def test_services_and_documents_know_no_web_framework(domain: str):
    cores = [
        f"{domain}.{name}" for name in ("service", "documents") if f"{domain}.{name}" in modules()
    ]
    assert cores
    for core in cores:
        assert not {"strawberry", "starlette"} & reached(core), core


@cache
def reached(module: str) -> frozenset[str]:
    """The libraries that importing `module` imports, directly or through other modules."""
    seen: set[str] = set()
    ahead = {module}
    while ahead:
        name = ahead.pop()
        seen.add(name)
        ahead |= imports(name, at_start_only=True) - seen
    return frozenset[str]().union(*map(libraries, seen))


def test_the_top_level_and_each_folder_stay_small():
    folders: dict[str, int] = {}
    for path in modules().values():
        if path.name != "__init__.py":
            name = str(path.parent.relative_to(PACKAGE))
            folders[name] = folders.get(name, 0) + 1
    assert folders.pop(".") <= MOST_TOP_LEVEL_MODULES
    assert {name: count for name, count in folders.items() if count > MOST_FILES_IN_A_FOLDER} == {}


def test_starting_does_not_import_heavy_libraries():
    code = f"import sys, cms_blog.server.app; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[]\n"


def test_no_file_exceeds_the_maximum_length():
    lengths = {name: len(path.read_text().splitlines()) for name, path in modules().items()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def described() -> Iterator[tuple[str, str | None]]:
    """Every own member of the schema with its description."""
    for type_ in served_schema().type_map.values():
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


def test_names_of_test_files_are_unique(project: Path):
    # Without packages, pytest imports only one of two files with the same name.
    found = (project / "tests").rglob("test_*.py")
    counts = Counter(path.name for path in found if "site-packages" not in path.parts)
    assert [name for name, count in counts.items() if count > 1] == []


def test_every_member_of_the_schema_has_a_description():
    members = dict(described())
    assert len(members) > 200
    assert [name for name, words in members.items() if not (words or "").strip()] == []


async def test_the_committed_schema_is_the_served_one(http: AsyncClient, project: Path):
    sdl = schema_text()
    assert (project / "schema.graphql").read_text() == sdl + "\n", "run `make schema`"
    assert (await http.get("/schema.graphql")).text.strip() == sdl.strip()


def changes() -> tuple[list[BreakingChange], list[DangerousChange]]:
    """Breaking and dangerous changes from the contract to the served schema."""
    contract = build_schema((Path(__file__).parent / "contract.graphql").read_text())
    return find_breaking_changes(contract, served_schema()), find_dangerous_changes(
        contract, served_schema()
    )


# `first` excludes `last`, so it has no default value; pages without a size still have 20 items.
WITHOUT_DEFAULT = {
    f"Query.{name}(first:) has changed defaultValue from 20 to null."
    for name in ("blogs", "publishedBlogs", "adminQueue")
}


def test_the_schema_keeps_the_contract():
    breaking, dangerous = changes()
    assert breaking == []
    others = [change.description for change in dangerous if change.type not in GROWTH]
    assert set(others) == WITHOUT_DEFAULT
