"""Complexity limits of a document, checked before validation.

Each fragment is measured once and its result is reused for every spread, so the time is linear in
the length of the document. Unknown fields and cycles are not reported here but by validation.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
)

from cms_blog.graphql.transport.requests import QueryTooExpensive
from cms_blog.limits import Limits

# Maximum items per page. Assumed if the value of `first` or `last` is unknown.
MAX_PAGE_SIZE = 100
# Items per page without `first` and `last`.
DEFAULT_PAGE_SIZE = 20
# Assumed number of items in a list that is no page.
DEFAULT_LIST_SIZE = 10
_PAGE_SIZES = ("first", "last")
# Keys in the metadata of fields.
_COST, _ITEMS = "cost", "items"
# Cost of one introspection field. The standard introspection query has thousands of fields, so
# that an operation can hold it once only.
INTROSPECTION_WEIGHT = 3
_MAX_COST = 10**9
_ROOTS = (OperationDefinitionNode, FragmentDefinitionNode)


class Complexity(NamedTuple):
    """Complexity of a selection, with its fragments inlined."""

    # Maximum number of resolved fields, for lists of maximum length.
    cost: int
    # Levels of fields. Levels of introspection are limited by validation.
    depth: int
    # Number of top-level fields.
    width: int


class ComplexityAnalyzer:
    """Computes the complexity of the operations of one document.

    Args:
        variables: values for `first: $n` and `last: $n`; MAX_PAGE_SIZE is assumed for missing ones.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        variables: Mapping[str, Any] | None = None,
    ) -> None:
        self._schema = schema
        self._variables = variables or {}
        self._fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        # By fragment name and the page size where the fragment is spread.
        self._measured: dict[tuple[str, int | None], Complexity] = {}

    def operation(self, node: OperationDefinitionNode) -> Complexity:
        """Return the complexity of an operation."""
        root = self._schema.get_root_type(node.operation)
        try:
            return self._selections(node.selection_set, root, None)
        except RecursionError:
            return Complexity(_MAX_COST, _MAX_COST, 0)

    def _selections(
        self,
        selection_set: SelectionSetNode,
        parent: GraphQLNamedType | None,
        page_size: int | None,
    ) -> Complexity:
        cost = depth = width = 0
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                found = self._field(node, parent, page_size)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                narrowed = self._schema.get_type(condition.name.value) if condition else parent
                found = self._selections(node.selection_set, narrowed, page_size)
            else:
                found = self._spread(cast("FragmentSpreadNode", node).name.value, page_size)
            cost += found.cost
            depth = max(depth, found.depth)
            width += found.width
        # Capped: nested fragments could give integers that don't fit into JSON.
        return Complexity(min(cost, _MAX_COST), depth, width)

    def _spread(self, name: str, page_size: int | None) -> Complexity:
        fragment = self._fragments.get(name)
        if fragment is None:
            return Complexity(0, 0, 0)
        known = self._measured.get((name, page_size))
        if known is None:
            # Ends the recursion of a fragment that spreads itself.
            self._measured[name, page_size] = Complexity(0, 0, 0)
            on = self._schema.get_type(fragment.type_condition.name.value)
            known = self._measured[name, page_size] = self._selections(
                fragment.selection_set, on, page_size
            )
        return known

    def _field(
        self, node: FieldNode, parent: GraphQLNamedType | None, page_size: int | None
    ) -> Complexity:
        name = node.name.value
        field = None
        if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            field = parent.fields.get(name)
        if node.selection_set is None:
            return Complexity(_declared(field, _COST) or 1, 1, 1)
        if name in {"__schema", "__type"}:
            below = self._selections(node.selection_set, None, None)
            return Complexity(1 + below.cost * INTROSPECTION_WEIGHT, 1, 1)
        if field is None:
            below = self._selections(node.selection_set, None, None)
            return Complexity(1 + below.cost, 1 + below.depth, 1)
        own_page_size, is_list = self._page_size(node, field), _is_list(field.type)
        # The page size of a connection limits its `edges` and `nodes`.
        page_size_below = None if is_list else own_page_size
        kind = cast("GraphQLNamedType", get_named_type(field.type))
        below = self._selections(node.selection_set, kind, page_size_below)
        times = 1
        if is_list:
            most = _declared(field, _ITEMS)
            wanted = own_page_size or most or page_size or DEFAULT_LIST_SIZE
            times = wanted if most is None else min(most, wanted)
        return Complexity(1 + below.cost * times, 1 + below.depth, 1)

    def _page_size(self, node: FieldNode, field: GraphQLField) -> int | None:
        """Page size that the field requests; None for a field without a page size."""
        sizes: dict[str, Any] = {
            name: field.args[name].default_value for name in _PAGE_SIZES if name in field.args
        }
        if not sizes:
            return None
        for given in node.arguments or ():
            if given.name.value in sizes:
                sizes[given.name.value] = self._size(given.value)
        known = [size for size in sizes.values() if isinstance(size, int)]
        return min(max(1, *known), MAX_PAGE_SIZE) if known else DEFAULT_PAGE_SIZE

    def _size(self, node: ValueNode) -> int | None:
        """Value of an argument; None for null, and for what validation refuses."""
        if isinstance(node, IntValueNode):
            return int(node.value[:9])
        if isinstance(node, VariableNode):
            value = self._variables.get(node.name.value, MAX_PAGE_SIZE)
            return value if value is None or isinstance(value, int) else MAX_PAGE_SIZE
        return None


def costs(fields: int) -> Mapping[str, int]:
    """Return metadata for a field that counts as several, because its values are large."""
    return {_COST: fields}


def holds(items: int) -> Mapping[str, int]:
    """Return metadata for a list that can have more than DEFAULT_LIST_SIZE items."""
    return {_ITEMS: items}


def _declared(field: GraphQLField | None, name: str) -> int | None:
    definition = None if field is None else field.extensions.get("strawberry-definition")
    return None if definition is None else definition.metadata.get(name)


def _is_list(kind: object) -> bool:
    if isinstance(kind, GraphQLNonNull):
        kind = cast("Any", kind).of_type
    return isinstance(kind, GraphQLList)


def uses_introspection(document: DocumentNode) -> bool:
    """Whether the document selects `__schema` or `__type`."""
    return any(
        isinstance(node, FieldNode) and node.name.value in {"__schema", "__type"}
        for node in _selected(document)
    )


def check_text(limits: Limits, document: DocumentNode) -> None:
    """Check the limits that bound the cost of validation.

    Raises:
        QueryTooExpensive: a limit is exceeded.
    """
    aliases = sum(
        isinstance(node, FieldNode) and node.alias is not None for node in _selected(document)
    )
    directives = sum(1 for _ in directives_of(document))
    for what, limit, actual in (
        ("operations and fragments", limits.max_query_definitions, len(document.definitions)),
        ("aliases", limits.max_query_aliases, aliases),
        ("directives", limits.max_query_directives, directives),
    ):
        if actual > limit:
            raise QueryTooExpensive(what, limit, actual)
    _check_merges(limits.max_query_merges, document)


def _check_merges(max_pairs: int, document: DocumentNode) -> None:
    """Limit the pairs of fields that validation compares (section 5.3.2, Field Selection Merging).

    Fields with the same response name merge, and so do their selection sets. Each group of merged
    selection sets is visited once, even if it is reached several times.
    """
    roots = [node for node in document.definitions if isinstance(node, _ROOTS)]
    fragments = {
        node.name.value: node.selection_set
        for node in roots
        if isinstance(node, FragmentDefinitionNode)
    }
    groups = [[node.selection_set] for node in roots]
    visited: set[frozenset[int]] = set()
    pairs = 0
    while groups:
        for merged in _by_name(groups.pop(), fragments).values():
            pairs += len(merged) * (len(merged) - 1) // 2
            if pairs > max_pairs:
                raise QueryTooExpensive(
                    "pairs of fields with the same name in one place", max_pairs
                )
            below = [node.selection_set for node in merged if node.selection_set is not None]
            group = frozenset(map(id, below))
            if below and group not in visited:
                visited.add(group)
                groups.append(below)


def _by_name(
    sets: list[SelectionSetNode], fragments: Mapping[str, SelectionSetNode]
) -> dict[str, list[FieldNode]]:
    """The fields of merged selection sets, by response name."""
    found: dict[str, list[FieldNode]] = {}
    spread: set[str] = set()
    pending = list(sets)
    while pending:
        for node in pending.pop().selections:
            if isinstance(node, FieldNode):
                found.setdefault((node.alias or node.name).value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                pending.append(node.selection_set)
            else:
                name = cast("FragmentSpreadNode", node).name.value
                if name in fragments and name not in spread:
                    spread.add(name)
                    pending.append(fragments[name])
    return found


def directives_of(document: DocumentNode) -> Iterator[DirectiveNode]:
    """Yield the directives on definitions, variables and selections."""
    for node in document.definitions:
        yield from getattr(node, "directives", None) or ()
        for variable in getattr(node, "variable_definitions", None) or ():
            yield from variable.directives or ()
    for node in _selected(document):
        yield from node.directives or ()


def _selected(document: DocumentNode) -> Iterator[SelectionNode]:
    """Yield each selection in the text of the document once."""
    sets = [node.selection_set for node in document.definitions if isinstance(node, _ROOTS)]
    while sets:
        for node in sets.pop().selections:
            yield node
            if isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set is not None:
                sets.append(node.selection_set)
