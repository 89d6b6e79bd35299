"""Parses, measures and validates queries, and caches the result.

GraphQL specification, sections 5 "Validation" and 6.1 "Executing Requests".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)

from cms_blog.graphql.execution.caches import Cache
from cms_blog.graphql.execution.limits import ComplexityAnalyzer, check_text, uses_introspection
from cms_blog.graphql.execution.plans import Plans
from cms_blog.graphql.execution.response_cache import is_public
from cms_blog.graphql.transport.requests import OperationRejected, QueryTooExpensive
from cms_blog.limits import Limits

# Errors of validation in one response. Each may search the schema for similar names.
_MAX_ERRORS = 5
# Entries of the cache: even a short document takes several kilobytes of memory.
_MAX_DOCUMENTS = 2_000


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a valid document."""

    document: DocumentNode
    node: OperationDefinitionNode
    kind: OperationType
    name: str | None
    # The root field, or `several`. Used as a label in metrics.
    root_field: str
    introspects: bool
    # Hash of the document's text and the operation's name.
    digest: bytes
    # Names of the declared variables.
    variables: tuple[str, ...]
    # Upper bound of the cost, for any variables.
    max_cost: int
    # Whether the response is the same for all signed-out callers.
    public: bool
    plans: Plans


class _Shared(NamedTuple):
    """Properties of a document that its operations share, computed once."""

    text: str
    document: DocumentNode
    introspects: bool
    plans: Plans


@dataclass(frozen=True, slots=True)
class Document:
    """The operations of a valid document, in order."""

    operations: tuple[Operation, ...] = field(default=())

    def select(self, name: str | None) -> Operation:
        """Return the operation to run (section 6.1, GetOperation()).

        Raises:
            OperationRejected: the name is unknown, or is missing and required.
        """
        if name is not None:
            for operation in self.operations:
                if operation.name == name:
                    return operation
            raise OperationRejected([GraphQLError(f"Unknown operation named '{name[:100]}'.")])
        if len(self.operations) == 1:
            return self.operations[0]
        if not self.operations:
            raise OperationRejected([GraphQLError("The query has no operation.")])
        raise OperationRejected(
            [GraphQLError("The query has several operations: set `operationName`.")]
        )


class Documents:
    """Cache of the prepared documents of one schema, by text."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, *, hide_suggestions: bool) -> None:
        self._schema = schema
        self._limits = limits
        self._hide_suggestions = hide_suggestions
        self._cache: Cache[str, Document] = Cache(limits.document_cache_characters, _MAX_DOCUMENTS)

    def cached(self, text: str) -> Document | None:
        """Return a document that was prepared before; None if it is not in the cache."""
        return self._cache.get(text)

    def prepare(self, text: str) -> Document:
        """Parse, measure and validate a document, or return it from the cache.

        Raises:
            OperationRejected: the document is not valid for the schema.
            QueryTooExpensive: the document is too large, deep or wide.
        """
        document = self.cached(text)
        if document is None:
            document = self._prepare(text)
            self._cache.put(text, document, len(text))
        return document

    def _prepare(self, text: str) -> Document:
        limits = self._limits
        if len(text) > limits.max_query_characters:
            raise QueryTooExpensive(
                "characters outside its variables", limits.max_query_characters, len(text)
            )
        try:
            node = parse(
                text,
                max_lexical_tokens=limits.max_query_tokens,
                max_comments=limits.max_query_tokens,
            )
        except GraphQLSyntaxError as error:
            raise self._too_large(error) or OperationRejected([error]) from None
        check_text(limits, node)
        analyzer = ComplexityAnalyzer(self._schema, node)
        shared = _Shared(text, node, uses_introspection(node), Plans(node))
        operations = [
            self._operation(shared, definition, analyzer)
            for definition in node.definitions
            if isinstance(definition, OperationDefinitionNode)
        ]
        errors = validate(
            self._schema, node, max_errors=_MAX_ERRORS, hide_suggestions=self._hide_suggestions
        )
        if errors:
            raise OperationRejected(errors)
        return Document(tuple(operations))

    def _too_large(self, error: GraphQLSyntaxError) -> QueryTooExpensive | None:
        """The error for the limit that aborted the parser; None for a plain syntax error."""
        if not error.message.endswith("Parsing aborted."):
            return None
        if "nested too deeply" in error.message:
            return QueryTooExpensive("levels of nesting", self._limits.max_query_depth)
        return QueryTooExpensive("tokens", self._limits.max_query_tokens)

    def _operation(
        self, shared: _Shared, node: OperationDefinitionNode, analyzer: ComplexityAnalyzer
    ) -> Operation:
        limits = self._limits
        complexity = analyzer.operation(node)
        if complexity.depth > limits.max_query_depth:
            raise QueryTooExpensive("levels of fields", limits.max_query_depth, complexity.depth)
        if complexity.width > limits.max_query_root_fields:
            raise QueryTooExpensive("root fields", limits.max_query_root_fields, complexity.width)
        name = node.name.value if node.name else None
        return Operation(
            shared.document,
            node,
            kind=node.operation,
            name=name,
            root_field=_root_field(node),
            introspects=shared.introspects,
            digest=blake2b(f"{name or ''}\0{shared.text}".encode(), digest_size=32).digest(),
            variables=tuple(
                definition.variable.name.value for definition in node.variable_definitions or ()
            ),
            max_cost=complexity.cost,
            public=is_public(self._schema, node),
            plans=shared.plans,
        )

    def check_cost(self, operations: Iterable[tuple[Operation, Mapping[str, Any]]]) -> None:
        """Check the total cost of operations against the limit for one operation.

        Raises:
            QueryTooExpensive: the total exceeds the limit.
        """
        total = 0
        for operation, variables in operations:
            total += operation.max_cost
            if operation.max_cost > self._limits.max_query_cost:
                analyzer = ComplexityAnalyzer(self._schema, operation.document, variables)
                total += analyzer.operation(operation.node).cost - operation.max_cost
        if total > self._limits.max_query_cost:
            raise QueryTooExpensive("fields in its answer", self._limits.max_query_cost, total)


def _root_field(node: OperationDefinitionNode) -> str:
    names = {
        selection.name.value if isinstance(selection, FieldNode) else "several"
        for selection in node.selection_set.selections
    }
    return names.pop() if len(names) == 1 else "several"
