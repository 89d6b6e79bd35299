"""Paths selected below a field, so that a resolver reads only what is needed."""

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

# By their ids, what was found below nodes, for as long as their documents are kept.
_found: dict[int, tuple[ref[FieldNode], frozenset[str]]] = {}


def selected_paths(
    field_nodes: Sequence[FieldNode], fragments: dict[str, FragmentDefinitionNode]
) -> frozenset[str]:
    """The dotted paths of all fields selected below the given ones.

    By their names in the schema, through fragments of any type: `{"nodes", "nodes.author"}`.
    `@skip` and `@include` are not looked at, so it can name too much, never too little.
    """
    if len(field_nodes) == 1:
        return _below(field_nodes[0], fragments)
    return frozenset[str]().union(*(_below(node, fragments) for node in field_nodes))


def _below(node: FieldNode, fragments: dict[str, FragmentDefinitionNode]) -> frozenset[str]:
    key = id(node)
    if (known := _found.get(key)) is not None and known[0]() is node:
        return known[1]
    paths: set[str] = set()
    if node.selection_set is not None:
        _collect(node.selection_set.selections, "", fragments, paths, set())
    found = frozenset(paths)
    _found[key] = (ref(node, lambda _: _found.pop(key, None)), found)
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
            # Once a place is enough: without this, fragments of fragments take exponential time.
            if (prefix, name) not in spread:
                spread.add((prefix, name))
                below = fragments[name].selection_set.selections
                _collect(below, prefix, fragments, paths, spread)


@lru_cache(maxsize=512)
def below(paths: frozenset[str], *places: str) -> frozenset[str]:
    """The paths below any of `places`: `author` of `nodes.author` below `nodes`."""
    starts = tuple(place + "." for place in places)
    return frozenset(
        path[len(start) :] for path in paths for start in starts if path.startswith(start)
    )
