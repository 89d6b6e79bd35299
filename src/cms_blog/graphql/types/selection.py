"""Paths selected below a field, for projections: resolvers read only what is selected."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from weakref import ref

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionNode,
)

# Cache of the paths below nodes, by node id, until their documents are garbage-collected.
_cache: dict[int, tuple[ref[FieldNode], frozenset[str]]] = {}


def selected_paths(
    field_nodes: Sequence[FieldNode], fragments: dict[str, FragmentDefinitionNode]
) -> frozenset[str]:
    """Dotted paths of all fields selected below the given ones: `{"nodes", "nodes.author"}`.

    Paths have names of the schema, not aliases, and include fragments of all types. `@skip` and
    `@include` are ignored, so the result can have additional paths, but never lacks one.
    """
    if len(field_nodes) == 1:
        return _below(field_nodes[0], fragments)
    return frozenset[str]().union(*(_below(node, fragments) for node in field_nodes))


def _below(node: FieldNode, fragments: dict[str, FragmentDefinitionNode]) -> frozenset[str]:
    key = id(node)
    if (known := _cache.get(key)) is not None and known[0]() is node:
        return known[1]
    paths: set[str] = set()
    if node.selection_set is not None:
        _collect(node.selection_set.selections, "", fragments, paths, set())
    found = frozenset(paths)
    _cache[key] = (ref(node, lambda _: _cache.pop(key, None)), found)
    return found


def _collect(
    selections: Iterable[SelectionNode],
    prefix: str,
    fragments: dict[str, FragmentDefinitionNode],
    paths: set[str],
    spread: set[tuple[str, str]],
) -> None:
    for node in selections:
        if isinstance(node, FieldNode):
            path = prefix + node.name.value
            paths.add(path)
            if node.selection_set is not None:
                _collect(node.selection_set.selections, path + ".", fragments, paths, spread)
        elif isinstance(node, InlineFragmentNode):
            _collect(node.selection_set.selections, prefix, fragments, paths, spread)
        elif isinstance(node, FragmentSpreadNode):
            name = node.name.value
            # Once per prefix is enough; nested fragments would otherwise take exponential time.
            if (prefix, name) not in spread:
                spread.add((prefix, name))
                below = fragments[name].selection_set.selections
                _collect(below, prefix, fragments, paths, spread)


@lru_cache(maxsize=512)
def below(paths: frozenset[str], *parents: str) -> frozenset[str]:
    """The paths below any of `parents`: `author` for `nodes.author` below `nodes`."""
    starts = tuple(parent + "." for parent in parents)
    return frozenset(
        path[len(start) :] for path in paths for start in starts if path.startswith(start)
    )
