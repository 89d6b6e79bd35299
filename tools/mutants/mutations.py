"""Mutants of a module: mutmut's operators on the whole file, and those for filters and conditions.

Not mutated: imports, annotations, decorators, docstrings, log calls and prose (strings with a
space), since tests do not hold messages word for word.
"""

import marshal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, override

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_string

type Operator = Callable[[Any], Iterable[cst.CSTNode]]

_SKIPPED = (cst.Import, cst.ImportFrom, cst.Annotation, cst.Decorator, cst.TypeAlias)
_LOGGERS = {"_log", "log", "logger"}
_NAMES = {
    "any": "all",
    "all": "any",
    "min": "max",
    "max": "min",
    "startswith": "endswith",
    "endswith": "startswith",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A small change of a module."""

    line: int
    # The function or class with the change; empty at module level.
    where: str
    # The changed lines, joined by spaces.
    before: str
    after: str
    # First and last line of the changed statement, or of its header.
    span: tuple[int, int]
    # The outermost function with the change in its body; None where only a new import shows it.
    function: str | None
    source: str

    @property
    def name(self) -> str:
        """Name that does not depend on line numbers."""
        return f"{self.where}: {self.before} => {self.after}"


def mutants(source: str) -> list[Mutant]:
    """All mutants that compile and differ from `source`."""
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = _Visitor(wrapper.module, source)
    wrapper.visit(visitor)
    return visitor.found


class _Visitor(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, ByteSpanPositionProvider)

    def __init__(self, module: cst.Module, source: str) -> None:
        super().__init__()
        self.found: list[Mutant] = []
        self._module = module
        self._source = source
        self._bytes = source.encode()
        self._seen = {marshal.dumps(compile(source, "mutant", "exec"))}
        self._stack: list[cst.CSTNode] = []

    @override
    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, _SKIPPED) or _is_docstring(node) or _is_log_call(node):
            return False
        if self._stack and _is_type(node, self._stack[-1]):
            return False
        self._stack.append(node)
        for operator in _operators(node):
            for changed in operator(node):
                self._add(node, changed)
        return not isinstance(node, cst.BaseString)

    @override
    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self._stack and self._stack[-1] is original_node:
            self._stack.pop()

    def _add(self, node: cst.CSTNode, changed: cst.CSTNode) -> None:
        code = self._with(node, changed)
        try:
            compiled = marshal.dumps(compile(code, "mutant", "exec"))
        except SyntaxError:
            return
        if compiled in self._seen:
            return
        self._seen.add(compiled)
        before, after = _changed_lines(self._source, code)
        span = self._span()
        where, function = self._place()
        line = self._position(node).start.line if not isinstance(node, cst.Module) else 1
        self.found.append(Mutant(line or span[0], where, before, after, span, function, code))

    def _with(self, node: cst.CSTNode, changed: cst.CSTNode) -> str:
        if isinstance(node, cst.BaseStatement):
            module: Any = self._module.deep_replace(node, changed)
            return module.code
        # Ten times as fast; not usable for statements, whose lines are indented.
        found: Any = self.get_metadata(ByteSpanPositionProvider, node)
        start, end = found.start, found.start + found.length
        text = self._module.code_for_node(changed)
        return (self._bytes[:start] + text.encode() + self._bytes[end:]).decode()

    def _span(self) -> tuple[int, int]:
        statement = next(
            node
            for node in reversed(self._stack)
            if isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement | cst.Module)
        )
        position = self._position(statement)
        body = getattr(statement, "body", None)
        if isinstance(statement, cst.SimpleStatementLine) or body is None:
            return position.start.line, position.end.line
        first = body.body[0] if body.body else body
        return position.start.line, max(position.start.line, self._position(first).start.line - 1)

    def _place(self) -> tuple[str, str | None]:
        names: list[str] = []
        function: str | None = None
        for node in self._stack:
            if isinstance(node, cst.FunctionDef | cst.ClassDef):
                names.append(node.name.value)
                in_body = any(inner is node.body for inner in self._stack)
                if isinstance(node, cst.FunctionDef) and in_body and function is None:
                    function = ".".join(names)
        return ".".join(names), function

    def _position(self, node: cst.CSTNode) -> CodeRange:
        found: Any = self.get_metadata(PositionProvider, node)
        return found


def _operators(node: cst.CSTNode) -> Iterator[Operator]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            yield _TAMED.get(operator.__name__, operator)
    for kind, operator in _OPERATORS:
        if isinstance(node, kind):
            yield operator


def _string(node: cst.BaseString) -> Iterator[cst.CSTNode]:
    """A mutant for a name or a pattern; none for prose."""
    if not _is_prose(node):
        yield from list(operator_string(node))[:1]


def _arguments(node: cst.Call) -> Iterator[cst.CSTNode]:
    """Each argument replaced by None, each keyword argument removed."""
    for index, argument in enumerate(node.args):
        if argument.star or _is_prose(argument.value) or _is_name(argument.value, "None"):
            continue
        if _is_type(argument, node):
            continue
        none = argument.with_changes(value=cst.Name("None"))
        yield node.with_changes(args=_put(node.args, index, none))
        if argument.keyword:
            yield node.with_changes(args=_put(node.args, index))


def _elements(node: cst.Dict | cst.List | cst.Set | cst.Tuple) -> Iterator[cst.CSTNode]:
    """A literal without one of its elements."""
    least = 1 if isinstance(node, cst.Set | cst.Tuple) else 0
    for index in range(len(node.elements) if len(node.elements) > least else 0):
        if not (isinstance(node, cst.Tuple) and len(node.elements) == 2):  # noqa: PLR2004 - a pair
            yield node.with_changes(elements=_put(node.elements, index))


def _condition(node: cst.BooleanOperation) -> Iterator[cst.CSTNode]:
    yield node.left
    yield node.right


def _branch(node: cst.If | cst.While) -> Iterator[cst.CSTNode]:
    inverted = cst.UnaryOperation(
        cst.Not(), node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    )
    yield node.with_changes(test=inverted)


def _filter(node: cst.CompIf) -> Iterator[cst.CSTNode]:
    yield node.with_changes(test=cst.Name("True"))


def _return(node: cst.Return) -> Iterator[cst.CSTNode]:
    if node.value is not None and not _is_name(node.value, "None"):
        yield node.with_changes(value=cst.Name("None"))


def _statement(node: cst.SimpleStatementLine) -> Iterator[cst.CSTNode]:
    """A call or a `raise` removed."""
    if isinstance(node.body[0], cst.Raise | cst.Expr):
        yield node.with_changes(body=[cst.Pass()])


def _name(node: cst.Name) -> Iterator[cst.CSTNode]:
    if node.value in _NAMES:
        yield node.with_changes(value=_NAMES[node.value])


_OPERATORS: Sequence[tuple[Any, Operator]] = (
    ((cst.Dict, cst.List, cst.Set, cst.Tuple), _elements),
    (cst.BooleanOperation, _condition),
    ((cst.If, cst.While), _branch),
    (cst.CompIf, _filter),
    (cst.Return, _return),
    (cst.SimpleStatementLine, _statement),
    (cst.Name, _name),
)
# Replacements for mutmut's operators of these names, which create many trivial mutants.
_TAMED: dict[str, Operator] = {"operator_string": _string, "operator_arg_removal": _arguments}


def _put[T: cst.CSTNode](nodes: Sequence[T], index: int, *new: T) -> list[T]:
    return [*nodes[:index], *new, *nodes[index + 1 :]]


def _is_name(node: cst.CSTNode, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name


def _is_type(node: cst.CSTNode, parent: cst.CSTNode) -> bool:
    """Whether the node is an argument that only type checkers read."""
    match parent:
        case cst.Call(func=cst.Name(value="cast"), args=args):
            return node is args[0]
        case cst.Call(func=cst.Name(value="NewType")):
            return isinstance(node, cst.Arg)
        case _:
            return False


def _is_prose(node: cst.CSTNode) -> bool:
    match node:
        case cst.SimpleString():
            return " " in node.value
        case cst.FormattedString():
            return any(
                isinstance(p, cst.FormattedStringText) and " " in p.value for p in node.parts
            )
        case cst.ConcatenatedString():
            return _is_prose(node.left) or _is_prose(node.right)
        case _:
            return False


def _is_docstring(node: cst.CSTNode) -> bool:
    """Whether the node is a docstring, or the body of a method of a protocol."""
    match node:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.BaseString() | cst.Ellipsis())]):
            return True
        case _:
            return False


def _is_log_call(node: cst.CSTNode) -> bool:
    match node:
        case cst.SimpleStatementLine(
            body=[cst.Expr(value=cst.Call(func=cst.Attribute(value=cst.Name(value=name))))]
        ):
            return name in _LOGGERS
        case _:
            return False


def _changed_lines(before: str, after: str) -> tuple[str, str]:
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return " ".join(map(str.strip, old)), " ".join(map(str.strip, new))
