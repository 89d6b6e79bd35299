"""Limits of one document at their exact values, without a server."""

from typing import Any

import pytest
import strawberry
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    build_schema,
    parse,
)

from cms_blog.graphql.execution.documents import Documents, Operation
from cms_blog.graphql.execution.executor import core_schema
from cms_blog.graphql.execution.limits import (
    Complexity,
    ComplexityAnalyzer,
    Limits,
    check_text,
    costs,
    holds,
    uses_introspection,
)
from cms_blog.graphql.transport.requests import QueryTooExpensive

SCHEMA = build_schema(
    """
    interface Named { name: String  friends(first: Int = 5): People }
    type Person implements Named {
      name: String
      friends(first: Int = 5): People
      parent: Person
      tags: [Tag!]!
      labels: [String]
    }
    type People { nodes: [Person!]!  edges: [Edge]  totalCount: Int  owner: Person }
    type Edge { node: Person }
    type Tag { name: String  people(first: Int!): [Person] }
    union Anything = Person | Tag
    type Query {
      me: Person
      named: Named
      people(first: Int = 20): People
      all: People
      list(first: Int): [Person]
      both(first: Int, last: Int): People
      anything: Anything
    }
    type Mutation { save: Person }
    type Subscription { saved: Person }
    """
)
MANY = Limits().model_copy(
    update={name: 10**6 for name in Limits.model_fields if name.startswith("max_query_")}
)
# As Strawberry sets defaults: as values, where `build_schema` keeps literals.
for _type, _field, _default in [("Query", "people", 20), ("Named", "friends", 5),
                                ("Person", "friends", 5)]:  # fmt: skip
    _holder = SCHEMA.get_type(_type)
    assert isinstance(_holder, GraphQLObjectType | GraphQLInterfaceType)
    _holder.fields[_field].args["first"].default_value = _default


def complexity_of(query: str, **variables: Any) -> Complexity:
    document = parse(query)
    node = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    return ComplexityAnalyzer(SCHEMA, document, variables).operation(node)


NODES = " fragment G on People { nodes { name } }"


@pytest.mark.parametrize(
    ("query", "cost", "depth", "width"),
    [
        ("{ me { name } }", 2, 2, 1),
        ("{ a: me { name } b: me { name parent { name } } }", 6, 3, 2),
        ("{ me { parent { parent { name } } name } }", 5, 4, 1),
        ("{ me { name } __typename }", 3, 2, 2),
        ("mutation { save { name } }", 2, 2, 1),
        ("subscription { saved { name parent { name } } }", 4, 3, 1),
        # A list without `first`, of objects and of leaves.
        ("{ me { tags { name } } }", 12, 3, 1),
        ("{ me { labels } }", 2, 2, 1),
        ("{ me { tags { name people(first: 2) { name } } } }", 1 + 1 + 10 * (1 + 1 + 2), 4, 1),
        # A connection has as many items as `first` says, by default what the schema says.
        ("{ people { nodes { name } } }", 1 + 1 + 20, 3, 1),
        ("{ people(first: 3) { nodes { name } } }", 1 + 1 + 3, 3, 1),
        ("{ people(first: 3) { nodes { name } edges { node { name } } } }", 1 + 4 + 1 + 6, 4, 1),
        ("{ people(first: 3) { totalCount owner { name tags { name } } } }", 1 + 1 + 14 - 1, 4, 1),
        ("{ people(first: 3) { nodes { friends { nodes { name } } } } }", 23, 5, 1),
        ("{ people(first: 3) { nodes { friends(first: 2) { nodes { name } } } } }", 14, 5, 1),
        ("{ people(first: 1) { nodes { name } } }", 3, 3, 1),
        ("{ people(first: 0) { nodes { name } } }", 3, 3, 1),
        ("{ people(first: -7) { nodes { name } } }", 3, 3, 1),
        ("{ people(first: 99) { nodes { name } } }", 101, 3, 1),
        ("{ people(first: 100) { nodes { name } } }", 102, 3, 1),
        ("{ people(first: 101) { nodes { name } } }", 102, 3, 1),
        ("{ people(first: 1000000000000000000000000) { nodes { name } } }", 102, 3, 1),
        # Without an argument `first` in the schema, the lists below are of the usual length.
        ("{ all { nodes { name } } }", 12, 3, 1),
        ("{ list(first: 4) { name } }", 5, 2, 1),
        # Its page size is not that of lists below it.
        ("{ list(first: 4) { tags { name } } }", 1 + 4 * (1 + 10), 3, 1),
        # A page without a size has 20 items.
        ("{ list { name } }", 21, 2, 1),
        ("{ list(first: null) { name } }", 21, 2, 1),
        ("{ both { nodes { name } } }", 1 + 1 + 20, 3, 1),
        ("{ both(first: 3) { nodes { name } } }", 5, 3, 1),
        ("{ both(last: 3) { nodes { name } } }", 5, 3, 1),
        ("{ both(last: 101) { nodes { name } } }", 102, 3, 1),
        # Refused later; the longer one counts.
        ("{ both(first: 2, last: 3) { nodes { name } } }", 5, 3, 1),
        ("{ both(first: 3, last: 2) { nodes { name } } }", 5, 3, 1),
        ('{ people(first: "3") { nodes { name } } }', 22, 3, 1),
        ("{ people(last: 3) { nodes { name } } }", 22, 3, 1),
        # Conditions on types.
        ("{ named { name friends(first: 2) { nodes { name } } } }", 6, 4, 1),
        ("{ named { ... on Person { tags { name } } } }", 12, 3, 1),
        ("{ named { ... { name } ... @skip(if: true) { friends { totalCount } } } }", 4, 3, 1),
        ("{ anything { ... on Tag { people(first: 2) { name } } } }", 4, 3, 1),
        ("{ ... { me { name } me { name } } }", 4, 2, 2),
        # Fields and types that the schema does not have are validation's to refuse.
        ("{ no { nodes { tags { name } } } }", 4, 4, 1),
        ("{ me { no } }", 2, 2, 1),
        ("{ anything { name tags { name } } }", 4, 3, 1),
        ("{ me { ... on No { tags { name } } } }", 3, 3, 1),
        ("{ me { ...No } }", 1, 1, 1),
        ("{ ...No me { name } }", 2, 2, 1),
        ("{ ...F } fragment F on Query { ...F me { name } }", 2, 2, 1),
        ("{ people(first: 3) { ... { nodes { name } } } }", 5, 3, 1),
        # Introspection.
        ("{ __schema { types { name } } }", 7, 1, 1),
        ('{ __type(name: "A") { name fields { name } } me { name } }', 1 + 9 + 2, 2, 2),
        ("{ me { __typename } }", 2, 2, 1),
        # Fragments.
        ("{ me { ...F } } fragment F on Person { name tags { name } }", 1 + 1 + 11, 3, 1),
        ("{ ...F ...F } fragment F on Query { me { name } }", 4, 2, 2),
        ("{ ...F } fragment F on Query { ...G } fragment G on Query { me { name } }", 2, 2, 1),
        # In pages of different lengths one fragment has different costs.
        ("{ a: people(first: 2) { ...G } b: people(first: 30) { ...G } }" + NODES, 4 + 32, 3, 2),
        # Each page's length holds for its own lists, not for the pages below.
        ("{ people(first: 3) { nodes { tags { name } } } }", 1 + 1 + 3 * 11, 4, 1),
        ("{ me { ...F } } fragment F on Person { parent { ...F } name }", 3, 2, 1),
        ("{ me { ...A } } fragment A on Person { name ...B } fragment B on Person { ...A }",
         2, 2, 1),
    ],
)  # fmt: skip
def test_complexity(query: str, cost: int, depth: int, width: int):
    assert complexity_of(query) == Complexity(cost, depth, width)


@pytest.mark.parametrize(
    ("variables", "cost"),
    [({"n": 3}, 5), ({"n": 200}, 102), ({"n": 0}, 3), ({}, 102), ({"n": None}, 22),
     ({"n": "3"}, 102), ({"m": 3}, 102)],
)  # fmt: skip
def test_the_page_size_is_read_from_variables(variables: dict[str, Any], cost: int):
    for field in ("people(first: $n)", "both(first: $n)", "both(last: $n)"):
        query = f"query ($n: Int) {{ {field} {{ nodes {{ name }} }} }}"
        assert complexity_of(query, **variables).cost == cost


@strawberry.type
class Item:
    name: str


@strawberry.type
class Declared:
    """Fields with declared costs and lengths; none is resolved here."""

    text: str = strawberry.field(metadata=costs(7))
    many: list[Item] = strawberry.field(metadata=holds(50))
    few: list[Item] = strawberry.field(metadata=holds(3))

    @strawberry.field(metadata=holds(5))
    def paged(self, first: int | None = None) -> list[Item]:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ text }", 7),
        ("{ text other: text }", 14),
        ("{ many { name } }", 51),
        ("{ few { name } }", 4),
        ("{ paged(first: 2) { name } }", 3),
        ("{ paged(first: 30) { name } }", 6),
    ],
)
def test_fields_declare_their_cost_and_length(query: str, cost: int):
    schema = core_schema(strawberry.Schema(Declared))
    document = parse(query)
    (node,) = document.definitions
    assert isinstance(node, OperationDefinitionNode)
    assert ComplexityAnalyzer(schema, document, {}).operation(node).cost == cost


def test_the_cost_of_doubling_fragments_is_capped():
    names = [f"F{number}" for number in range(60)]
    bomb = "{ me { ...F0 } }" + "".join(
        f"fragment {name} on Person {{ ...{below} ...{below} }}"
        for name, below in zip(names, [*names[1:], "End"], strict=True)
    )
    assert complexity_of(bomb + "fragment End on Person { name }") == Complexity(10**9, 2, 1)


def test_nesting_beyond_the_recursion_limit_has_maximum_complexity():
    # Deeper than the parser allows.
    selected = SelectionSetNode(selections=(FieldNode(name=NameNode(value="name")),))
    for _ in range(5_000):
        field = FieldNode(name=NameNode(value="parent"), selection_set=selected)
        selected = SelectionSetNode(selections=(field,))
    operation = OperationDefinitionNode(operation=OperationType.QUERY, selection_set=selected)
    document = DocumentNode(definitions=(operation,))
    assert ComplexityAnalyzer(SCHEMA, document).operation(operation) == Complexity(10**9, 10**9, 0)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ me { name } }", False),
        ("{ __typename me { __typename } }", False),
        ("{ __schema { queryType { name } } }", True),
        ('{ me { name } __type(name: "A") { name } }', True),
        ('{ ...F } fragment F on Query { __type(name: "A") { name } }', True),
        ("{ ... on Query { __schema { queryType { name } } } }", True),
        ("query A { me { name } } query B { __schema { queryType { name } } }", True),
        ("{ me { parent { __schema { name } } } }", True),
        ("{ __schema: me { name } }", False),
    ],
)
def test_introspection_is_detected_at_any_path(query: str, expected: bool):
    assert uses_introspection(parse(query)) is expected


def limited(**limits: int) -> Limits:
    """Limits of a million each, but for `limits`: `cost=3` is `max_query_cost`."""
    return MANY.model_copy(update={f"max_query_{name}": most for name, most in limits.items()})


def refusal(query: str, **limits: int) -> dict[str, Any] | None:
    try:
        check_text(limited(**limits), parse(query))
    except QueryTooExpensive as failure:
        return failure.extensions
    return None


def told(what: str, limit: int, asked: int | None = None) -> dict[str, Any]:
    facts: dict[str, Any] = {"code": "QUERY_TOO_EXPENSIVE", "limit": limit, "what": what}
    return facts if asked is None else facts | {"asked": asked}


TEXT_LIMITS = [
    ("definitions", "operations and fragments", 1, "{ a }"),
    ("definitions", "operations and fragments", 3,
     "query A { a } query B { b } fragment F on Q { a }"),
    ("definitions", "operations and fragments", 2, "{ a } type T { a: Int }"),
    ("aliases", "aliases", 2, "{ x: a y: b c }"),
    ("aliases", "aliases", 4,
     "{ x: a { y: b ... { z: c } ... on A { d } } ...F } fragment F on Q { w: e }"),
    ("directives", "directives", 3, "{ a @x @y b @z }"),
    ("directives", "directives", 3, "query ($a: Int @x @y) @z { b }"),
    ("directives", "directives", 4,
     "{ ... @x { a } ... on A @x { a } ...F @x } fragment F on A { b { c @y } }"),
]  # fmt: skip


@pytest.mark.parametrize(("limit", "what", "asked", "query"), TEXT_LIMITS)
def test_a_document_is_refused_beyond_a_limit(limit: str, what: str, asked: int, query: str):
    assert refusal(query, **{limit: asked}) is None
    assert refusal(query, **{limit: asked - 1}) == told(what, asked - 1, asked)


PAIRS = "pairs of fields with the same name in one place"


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("{ a a }", 1),
        ("{ a a a }", 3),
        ("{ a a a a }", 6),
        ("{ a a b b b }", 4),
        ("{ a x: a x: b }", 1),
        ("{ x: a y: a a: b }", 0),
        # Merged fields merge below, too, but only once for each set of them.
        ("{ a { b } a { b } }", 2),
        ("{ a { b c } a { b c } a { c } }", 3 + 1 + 3),
        ("{ a { b { c } } a { b { c } } }", 3),
        ("{ a { b } x: a { b } }", 0),
        ("{ a { b b } c { b b } }", 2),
        ("{ a { b } a }", 1),
        ("{ a ... { a } ... on A { a } }", 3),
        ("{ a ...F } fragment F on Q { a }", 1),
        ("{ a ...F ...F } fragment F on Q { a }", 1),
        ("{ ...F ...G } fragment F on Q { a } fragment G on Q { a }", 1),
        ("{ ...No a }", 0),
        ("query A { a a } query B { a a a }", 4),
        # A fragment is a place of its own, and part of the places that it is spread in.
        ("{ ...F } fragment F on Q { a a }", 2),
        ("{ b { ...F } c { ...F } } fragment F on Q { a a }", 3),
        ("{ a } fragment F on Q { a ...F }", 1),
        # Circles through fields come to an end.
        ("{ a { ...F } } fragment F on Q { a { ...F } }", 0),
        ("{ a { ...F } } fragment F on Q { a { ...F } b { a { ...F } } }", 0),
    ],
)
def test_pairs_of_fields_to_merge_are_bounded(query: str, pairs: int):
    assert refusal(query, merges=pairs) is None
    if pairs:
        assert refusal(query, merges=pairs - 1) == told(PAIRS, pairs - 1)


# -- those that hold for whole documents


def prepared(query: str, **limits: int) -> Operation | dict[str, Any]:
    documents = Documents(SCHEMA, limited(**limits), hide_suggestions=True)
    try:
        return documents.prepare(query).operations[0]
    except QueryTooExpensive as failure:
        return failure.extensions


@pytest.mark.parametrize(
    ("limit", "most", "what", "query", "asked"),
    [
        ("characters", 17, "characters outside its variables", "{ me { name } } #", 17),
        ("tokens", 6, "tokens", "{ me { name } }", None),
        ("tokens", 7, "tokens", "{ me { name } }" + "\n#" * 7, None),
        ("depth", 3, "levels of fields", "{ me { parent { name } } }", 3),
        ("root_fields", 2, "root fields", "{ a: me { name } b: me { name } }", 2),
        ("root_fields", 2, "root fields",
         "{ ...F ...F } fragment F on Query { me { name } }", 2),
        ("aliases", 1, "aliases", "{ a: me { name } }", 1),
        ("directives", 1, "directives", "{ me { name @skip(if: true) } }", 1),
        ("definitions", 1, "operations and fragments", "{ me { name } }", 1),
        ("merges", 2, PAIRS, "{ me { name } me { name } }", None),
    ],
)  # fmt: skip
def test_a_document_is_prepared_up_to_each_limit(
    limit: str, most: int, what: str, query: str, asked: int | None
):
    assert isinstance(prepared(query, **{limit: most}), Operation)
    assert prepared(query, **{limit: most - 1}) == told(what, most - 1, asked)


def cost_refusal(limit: int, *wanted: tuple[str, dict[str, Any]]) -> dict[str, Any] | None:
    documents = Documents(SCHEMA, limited(cost=limit), hide_suggestions=True)
    batch = [(documents.prepare(query).operations[0], given) for query, given in wanted]
    try:
        documents.check_cost(batch)
    except QueryTooExpensive as failure:
        return failure.extensions
    return None


type Wanted = list[tuple[str, dict[str, Any]]]
PAGE = "query ($n: Int) { people(first: $n) { nodes { name } } }"
THREE = "{ people(first: 3) { nodes { name } } }"
TOGETHER: list[tuple[Wanted, int]] = [
    ([(THREE, {})], 5),
    ([(PAGE, {"n": 7})], 9),
    ([(PAGE, {})], 102),
    ([("{ me { name } }", {}), (THREE, {})], 7),
    ([(PAGE, {"n": 7}), (PAGE, {"n": 8})], 19),
]


@pytest.mark.parametrize(("wanted", "cost"), TOGETHER)
def test_operations_run_together_up_to_the_cost(wanted: Wanted, cost: int):
    assert cost_refusal(cost, *wanted) is None
    assert cost_refusal(cost - 1, *wanted) == told("fields in its answer", cost - 1, cost)
