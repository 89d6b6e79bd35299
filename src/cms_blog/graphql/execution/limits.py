"""Limits on a document, computed in one walk before validation.

Each fragment is measured once and its figures are used again wherever it is spread, so the walk
takes time linear to the document, however fragments spread fragments. What it can't make sense of
(unknown fields, cycles) it leaves to validation.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

from graphql import (
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
    VariableNode,
    get_named_type,
)

from cms_blog.graphql.transport.requests import QueryTooExpensive
from cms_blog.limits import Limits

# Assumed for a `first` that can't be determined: the longest possible page.
LONGEST_PAGE = 100
# What a list that has no `first` counts as.
USUAL_LIST = 10
# What each field of an introspection counts as: the usual one, with its fragments in place, has
# thousands, and one such in an operation is enough.
INTROSPECTION_WEIGHT = 3
_FOREVER = 10**9
_SELECTING = (OperationDefinitionNode, FragmentDefinitionNode)


class Figures(NamedTuple):
    """Cost of a selection, with its fragments inlined."""

    # Fields that may have to be resolved, where each list has as many items as it may have.
    cost: int
    # Levels of fields below; introspection's own are validation's to limit.
    depth: int
    # Fields at the top.
    width: int


class Measure:
    """The figures of one document's operations.

    Args:
        variables: what `first: $n` is to be read from; without them it is `LONGEST_PAGE`.
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
        # By the fragment's name and the length of the page that it is spread in.
        self._known: dict[tuple[str, int | None], Figures] = {}

    def operation(self, node: OperationDefinitionNode) -> Figures:
        """The whole operation's figures."""
        root = self._schema.get_root_type(node.operation)
        try:
            return self._selections(node.selection_set, root, None)
        except RecursionError:
            return Figures(_FOREVER, _FOREVER, 0)

    def _selections(
        self,
        selection_set: SelectionSetNode,
        parent: GraphQLNamedType | None,
        page: int | None,
    ) -> Figures:
        cost = depth = width = 0
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                found = self._field(node, parent, page)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                narrowed = self._schema.get_type(condition.name.value) if condition else parent
                found = self._selections(node.selection_set, narrowed, page)
            else:
                found = self._spread(cast("FragmentSpreadNode", node).name.value, page)
            cost += found.cost
            depth = max(depth, found.depth)
            width += found.width
        # Fragments that double would give numbers beyond what JSON holds.
        return Figures(min(cost, _FOREVER), depth, width)

    def _spread(self, name: str, page: int | None) -> Figures:
        fragment = self._fragments.get(name)
        if fragment is None:
            return Figures(0, 0, 0)
        known = self._known.get((name, page))
        if known is None:
            # A fragment that spreads itself finds this and goes no further.
            self._known[name, page] = Figures(0, 0, 0)
            on = self._schema.get_type(fragment.type_condition.name.value)
            known = self._known[name, page] = self._selections(fragment.selection_set, on, page)
        return known

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, page: int | None) -> Figures:
        if node.selection_set is None:
            return Figures(1, 1, 1)
        name = node.name.value
        if name in {"__schema", "__type"}:
            below = self._selections(node.selection_set, None, None)
            return Figures(1 + below.cost * INTROSPECTION_WEIGHT, 1, 1)
        field = None
        if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            field = parent.fields.get(name)
        if field is None:
            below = self._selections(node.selection_set, None, None)
            return Figures(1 + below.cost, 1 + below.depth, 1)
        own_page = self._page(node, field)
        below = self._selections(
            node.selection_set, cast("GraphQLNamedType", get_named_type(field.type)), own_page
        )
        times = 1
        if _is_list(field.type):
            # A connection's `edges` and `nodes` are as long as its `first` says.
            times = own_page or page or USUAL_LIST
        return Figures(1 + below.cost * times, 1 + below.depth, 1)

    def _page(self, node: FieldNode, field: GraphQLField) -> int | None:
        """Length of the page that the field requests; None without a `first` argument."""
        argument = field.args.get("first")
        if argument is None:
            return None
        value: Any = argument.default_value
        for given in node.arguments or ():
            if given.name.value == "first":
                if isinstance(given.value, VariableNode):
                    value = self._variables.get(given.value.name.value)
                elif isinstance(given.value, IntValueNode):
                    value = int(given.value.value[:9])
        if not isinstance(value, int):
            return LONGEST_PAGE
        return min(max(value, 1), LONGEST_PAGE)


def _is_list(kind: object) -> bool:
    if isinstance(kind, GraphQLNonNull):
        kind = cast("Any", kind).of_type
    return isinstance(kind, GraphQLList)


def uses_introspection(document: DocumentNode) -> bool:
    """Whether any field of the document asks for the schema."""
    return any(
        isinstance(node, FieldNode) and node.name.value in {"__schema", "__type"}
        for node in _selected(document)
    )


def check_text(limits: Limits, document: DocumentNode) -> None:
    """Hold a document to what makes it costly to validate.

    Raises:
        QueryTooExpensive
    """
    aliases = directives = 0
    for node in _selected(document):
        aliases += isinstance(node, FieldNode) and node.alias is not None
        directives += len(node.directives or ())
    for what, limit, asked in (
        ("operations and fragments", limits.max_query_definitions, len(document.definitions)),
        ("aliases", limits.max_query_aliases, aliases),
        ("directives", limits.max_query_directives, directives),
    ):
        if asked > limit:
            raise QueryTooExpensive(what, limit, asked)
    _check_merges(limits.max_query_merges, document)


def _check_merges(most: int, document: DocumentNode) -> None:
    """Bound the pairs of fields that validation compares (section 5.3.2, Field Selection Merging).

    Fields of one name in one place merge, and so do the places below them; each place is looked
    at once, whatever leads to it.
    """
    roots = [node for node in document.definitions if isinstance(node, _SELECTING)]
    fragments = {
        node.name.value: node.selection_set
        for node in roots
        if isinstance(node, FragmentDefinitionNode)
    }
    places = [[node.selection_set] for node in roots]
    known: set[frozenset[int]] = set()
    pairs = 0
    while places:
        for merged in _by_name(places.pop(), fragments).values():
            pairs += len(merged) * (len(merged) - 1) // 2
            if pairs > most:
                raise QueryTooExpensive("pairs of fields with the same name in one place", most)
            below = [node.selection_set for node in merged if node.selection_set is not None]
            place = frozenset(map(id, below))
            if below and place not in known:
                known.add(place)
                places.append(below)


def _by_name(
    sets: list[SelectionSetNode], fragments: Mapping[str, SelectionSetNode]
) -> dict[str, list[FieldNode]]:
    """The fields of selection sets that merge, by the name that they have in the response."""
    found: dict[str, list[FieldNode]] = {}
    spread: set[str] = set()
    waiting = list(sets)
    while waiting:
        for node in waiting.pop().selections:
            if isinstance(node, FieldNode):
                found.setdefault((node.alias or node.name).value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                waiting.append(node.selection_set)
            else:
                name = cast("FragmentSpreadNode", node).name.value
                if name in fragments and name not in spread:
                    spread.add(name)
                    waiting.append(fragments[name])
    return found


def _selected(document: DocumentNode) -> Iterator[SelectionNode]:
    """Every selection that is written in the document, each once."""
    sets = [node.selection_set for node in document.definitions if isinstance(node, _SELECTING)]
    while sets:
        for node in sets.pop().selections:
            yield node
            if isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set is not None:
                sets.append(node.selection_set)
