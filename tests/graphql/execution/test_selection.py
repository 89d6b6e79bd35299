"""Paths selected below a field, through fragments, and their cache."""

import gc
from typing import cast
from weakref import ref

from graphql import FieldNode, FragmentDefinitionNode, OperationDefinitionNode, parse

from cms_blog.graphql.types.selection import selected_paths

QUERY = """
  { page { ...Page first: nodes { id } } page { total } }
  fragment Page on Page { nodes { ... on Blog { author { name } } ...Title } }
  fragment Title on Blog { title @skip(if: true) }
"""
PATHS = {"total", "nodes", "nodes.id", "nodes.author", "nodes.author.name", "nodes.title"}


def parsed(text: str) -> tuple[list[FieldNode], dict[str, FragmentDefinitionNode]]:
    operation, *fragments = parse(text).definitions
    nodes = cast("OperationDefinitionNode", operation).selection_set.selections
    found = cast("list[FragmentDefinitionNode]", fragments)
    return cast("list[FieldNode]", list(nodes)), {f.name.value: f for f in found}


def test_all_paths_below_all_nodes_are_found_repeatedly():
    nodes, fragments = parsed(QUERY)
    for _ in range(2):
        assert selected_paths(nodes, fragments) == PATHS
        assert selected_paths(nodes[1:], fragments) == {"total"}


def test_a_leaf_has_no_paths():
    assert selected_paths(*parsed("{ leaf }")) == frozenset()


def test_the_cache_does_not_keep_documents_alive():
    nodes, fragments = parsed(QUERY)
    selected_paths(nodes, fragments)
    node = ref(nodes[0])
    del nodes, fragments
    gc.collect()
    assert node() is None
