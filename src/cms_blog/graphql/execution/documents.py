"""From a query's text to an operation that is ready to run: parsed, measured, validated, once.

GraphQL specification, sections 5 "Validation" and 6.1 "Executing Requests".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

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
from cms_blog.graphql.execution.limits import Measure, check_text, uses_introspection
from cms_blog.graphql.execution.plans import Plans
from cms_blog.graphql.execution.response_cache import is_public
from cms_blog.graphql.transport.requests import OperationRejected, QueryTooExpensive
from cms_blog.limits import Limits

_MAX_ERRORS = 20
# Prepared documents, whatever their lengths: the shortest one takes some kilobytes of memory.
_MAX_DOCUMENTS = 2_000


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a valid document."""

    document: DocumentNode
    node: OperationDefinitionNode
    kind: OperationType
    # Its name in the document.
    name: str | None
    # The field of the schema that it asks for, or `several`: in numbers it goes by that.
    about: str
    introspects: bool
    # Identifies the document's text and the operation in it.
    digest: bytes
    # The names of the variables that it declares.
    variables: tuple[str, ...]
    # Its cost, whatever the variables are.
    most_cost: int
    # The same for everybody who is signed out.
    public: bool
    plans: Plans


@dataclass(frozen=True, slots=True)
class Document:
    """A valid document's operations, in their order."""

    operations: tuple[Operation, ...] = field(default=())

    def select(self, name: str | None) -> Operation:
        """Section 6.1, GetOperation().

        Raises:
            OperationRejected: unknown operation name, or none where one is required.
        """
        if name is not None:
            for operation in self.operations:
                if operation.name == name:
                    return operation
            raise OperationRejected([GraphQLError(f"Unknown operation named '{name[:100]}'.")])
        if len(self.operations) == 1:
            return self.operations[0]
        count = "several operations" if self.operations else "no operation"
        raise OperationRejected(
            [GraphQLError(f"The query has {count}: `operationName` must say which one to run.")]
        )


class Documents:
    """The documents of one schema, kept by their text."""

    def __init__(
        self, schema: GraphQLSchema, limits: Limits, capacity: int, *, hide_suggestions: bool
    ) -> None:
        self._schema = schema
        self._limits = limits
        self._hide_suggestions = hide_suggestions
        self._cache: Cache[str, Document] = Cache(capacity, _MAX_DOCUMENTS)

    def prepare(self, text: str) -> Document:
        """The document that `text` is.

        Raises:
            OperationRejected: it is no valid document of the schema.
            QueryTooExpensive: it is too large, deep or wide.
        """
        document = self._cache.get(text)
        if document is None:
            document = self._prepare(text)
            self._cache.put(text, document, len(text))
        return document

    def _prepare(self, text: str) -> Document:
        limits = self._limits
        if len(text) > limits.max_query_characters:
            raise QueryTooExpensive("characters", limits.max_query_characters, len(text))
        try:
            node = parse(
                text,
                max_lexical_tokens=limits.max_query_tokens,
                max_comments=limits.max_query_tokens,
            )
        except GraphQLSyntaxError as error:
            raise self._too_large(error) or OperationRejected([error]) from None
        check_text(limits, node)
        measure = Measure(self._schema, node)
        operations = [
            self._measured(text, node, definition, measure)
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
        """The limit that made the parser stop, if it was one."""
        if not error.message.endswith("Parsing aborted."):
            return None
        if "nested too deeply" in error.message:
            return QueryTooExpensive("levels of nesting", self._limits.max_query_depth)
        return QueryTooExpensive("tokens", self._limits.max_query_tokens)

    def _measured(
        self,
        text: str,
        document: DocumentNode,
        node: OperationDefinitionNode,
        measure: Measure,
    ) -> Operation:
        limits = self._limits
        most = measure.operation(node)
        if most.depth > limits.max_query_depth:
            raise QueryTooExpensive("levels of fields", limits.max_query_depth, most.depth)
        if most.width > limits.max_query_root_fields:
            raise QueryTooExpensive("root fields", limits.max_query_root_fields, most.width)
        name = node.name.value if node.name else None
        return Operation(
            document,
            node,
            kind=node.operation,
            name=name,
            about=_about(node),
            introspects=uses_introspection(document),
            digest=blake2b(f"{name or ''}\0{text}".encode(), digest_size=32).digest(),
            variables=tuple(
                definition.variable.name.value for definition in node.variable_definitions or ()
            ),
            most_cost=most.cost,
            public=is_public(self._schema, node),
            plans=Plans(document),
        )

    def check_cost(self, wanted: Iterable[tuple[Operation, Mapping[str, Any]]]) -> None:
        """Hold operations that are run together to the cost that one may have.

        Raises:
            QueryTooExpensive
        """
        total = 0
        for operation, variables in wanted:
            total += operation.most_cost
            if operation.most_cost > self._limits.max_query_cost:
                measure = Measure(self._schema, operation.document, variables)
                total += measure.operation(operation.node).cost - operation.most_cost
        if total > self._limits.max_query_cost:
            raise QueryTooExpensive("fields in its answer", self._limits.max_query_cost, total)


def _about(node: OperationDefinitionNode) -> str:
    names = {
        selection.name.value if isinstance(selection, FieldNode) else "several"
        for selection in node.selection_set.selections
    }
    return names.pop() if len(names) == 1 else "several"
