"""Runs the tests: once to record which lines they reach, then for each mutant."""

import gc
import importlib.machinery
import importlib.util
import sys
import time
from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, override

import pytest
from _pytest.main import pytest_runtestloop

from .mutations import Mutant
from .processes import passes

# A mutant, its tests, and their CPU limit in seconds.
type Case = tuple[Mutant, list[str], int]

_Cached = type(cache(int))
_TOOL = sys.monitoring.PROFILER_ID
_LINE = sys.monitoring.events.LINE
# CPU limit of the tests of one mutant, in seconds.
_MOST_SECONDS = 6.0
_ARGUMENTS = (
    *("-p", "no:cacheprovider", "-p", "no:xdist"),
    # pytest's plug-ins are imported before pytest runs, so that forks don't repeat it.
    *("-W", "ignore:Module already imported"),
)


@dataclass
class Reach:
    """Lines of the module that each test reaches."""

    # CPU seconds by test.
    seconds: dict[str, float] = field(default_factory=dict[str, float])
    # Lines by test.
    lines: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    # Lines whose effect tests share: in a fixture, or in a function with cached results.
    shared: set[int] = field(default_factory=set[int])
    imported: set[int] = field(default_factory=set[int])
    # Tests that fail without any mutant, with their output.
    failures: dict[str, str] = field(default_factory=dict[str, str])

    def tests(self, mutant: Mutant) -> list[str]:
        """Tests that run the mutant's statement: by file, fastest first, within a limit.

        A mutant that only a test beyond the bound would notice counts as one that survives.
        """
        span = set(range(mutant.span[0], mutant.span[1] + 1))
        everything = mutant.function is None or span & (self.shared | self.imported)
        files = _files(self.lines)
        reaching = sorted(
            (
                test
                for test, lines in self.lines.items()
                if (everything or lines & span) and test not in self.failures
            ),
            key=lambda test: (files.index(test.partition("::")[0]), self.seconds[test]),
        )
        spent = accumulate(self.seconds[test] for test in reaching)
        return [
            test
            for place, (test, total) in enumerate(zip(reaching, spent, strict=True))
            if place == 0 or total <= _MOST_SECONDS
        ]

    def needs_import(self, mutant: Mutant) -> bool:
        """Whether the mutant has an effect only when the module is imported again."""
        span = range(mutant.span[0], mutant.span[1] + 1)
        return mutant.function is None or not self.imported.isdisjoint(span)


def reach(
    path: Path, tests: Sequence[str], options: Sequence[str], omitted: Collection[str]
) -> Reach:
    """Run all tests against the module as it is, but those that are `omitted`."""
    recorder = _Recorder(path, omitted)
    recorder.start()
    everything = "--continue-on-collection-errors"
    pytest.main([*_ARGUMENTS, everything, *options, *tests], plugins=[recorder])
    return recorder.reach


def survivors(path: Path, options: Sequence[str], cases: Sequence[Case]) -> list[Mutant]:
    """Surviving mutants, each tested in a fork after the tests were collected."""
    runner = _Runner(path, cases)
    files = _files(test for _, tests, _ in cases for test in tests)
    pytest.main([*_ARGUMENTS, "-x", *options, *files], plugins=[runner])
    if not runner.done:
        raise RuntimeError("the tests could not be collected")
    return runner.survivors


def import_survivors(
    module: str, path: Path, options: Sequence[str], cases: Sequence[Case]
) -> list[Mutant]:
    """Surviving mutants, each imported instead of the module in a fork.

    What the module itself imports is imported once: it does not depend on the module.
    """
    import_module(module)
    package, _, name = module.rpartition(".")
    del sys.modules[module]
    delattr(sys.modules[package], name)
    return [
        mutant
        for mutant, tests, seconds in cases
        if passes(
            partial(_survives_import, module, path, options, mutant, tests), cpu_seconds=seconds
        )
    ]


def _survives_import(
    module: str, path: Path, options: Sequence[str], mutant: Mutant, tests: Sequence[str]
) -> bool:
    sys.meta_path.insert(0, _Finder(module, path, mutant.source))
    # File by file: most mutants are killed before the imports of the last one.
    return all(
        pytest.main([*_ARGUMENTS, "-x", *options, file], plugins=[_Selection(tests)]) == 0
        for file in _files(tests)
    )


def _files(tests: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(test.partition("::")[0] for test in tests))


class _Recorder:
    def __init__(self, path: Path, omitted: Collection[str]) -> None:
        self.reach = Reach()
        self._path = str(path)
        self._omitted = omitted
        self._into = self.reach.imported

    def start(self) -> None:
        sys.monitoring.use_tool_id(_TOOL, "mutants")
        sys.monitoring.register_callback(_TOOL, _LINE, self._line)
        sys.monitoring.set_events(_TOOL, _LINE)

    def _line(self, code: CodeType, line: int) -> Any:
        if code.co_filename == self._path:
            self._into.add(line)
        return sys.monitoring.DISABLE

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid not in self._omitted]

    def pytest_collection_finish(self) -> None:
        sys.monitoring.set_events(_TOOL, 0)
        self._into = self.reach.shared
        self.reach.shared |= _cached_lines(self._path)
        for code in {code for f in _functions(self._path) for code in _codes(f.__code__)}:
            sys.monitoring.set_local_events(_TOOL, code, _LINE)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        before, started = self._into, time.process_time()
        self._into = self.reach.lines.setdefault(item.nodeid, set())
        sys.monitoring.restart_events()
        try:
            return (yield)
        finally:
            self._into = before
            self.reach.seconds[item.nodeid] = time.process_time() - started

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.reach.failures[report.nodeid] = report.longreprtext

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
        if fixturedef.scope == "function":
            return (yield)
        before = self._into
        self._into = self.reach.shared
        try:
            return (yield)
        finally:
            self._into = before


class _Runner:
    def __init__(self, path: Path, cases: Sequence[Case]) -> None:
        self.survivors: list[Mutant] = []
        self.done = False
        self._functions: Sequence[FunctionType] = ()
        self._path = path
        self._cases = cases

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        original = compile(self._path.read_text(), str(self._path), "exec")
        self._functions = _functions(str(self._path))
        # Forks copy no memory for the collector's sake.
        gc.freeze()
        for mutant, tests, seconds in self._cases:
            chosen = [items[test] for test in tests]
            if passes(self._try(session, original, mutant, chosen), cpu_seconds=seconds):
                self.survivors.append(mutant)
        self.done = True
        session.items.clear()
        return True

    def _try(
        self, session: pytest.Session, original: CodeType, mutant: Mutant, items: list[pytest.Item]
    ) -> Callable[[], bool]:
        def work() -> bool:
            changed = compile(mutant.source, str(self._path), "exec")
            _exchange(original, changed, mutant, self._functions)
            session.items[:] = items
            pytest_runtestloop(session)
            return not session.testsfailed

        return work


class _Selection:
    """Selects the named tests, in the given order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._order = {test: place for place, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self._order]
        items[:] = sorted(chosen, key=lambda item: self._order[item.nodeid])


class _Finder(importlib.machinery.SourceFileLoader):
    """Loads a module from a text instead of its file."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        super().__init__(name, str(path))
        self._source = source

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        del path, target
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    @override
    def get_code(self, fullname: str) -> CodeType:
        return compile(self._source, str(self.path), "exec")


def _exchange(
    original: CodeType, changed: CodeType, mutant: Mutant, functions: Sequence[FunctionType]
) -> None:
    """Replace the code of the loaded function, without importing the module again."""
    name = mutant.function
    pairs = [
        (old, new)
        for old, new in zip(_named(original, name), _named(changed, name), strict=True)
        if old != new
    ]
    for old, new in pairs:
        for function in functions:
            code = function.__code__
            if (code.co_qualname, code.co_firstlineno) == (old.co_qualname, old.co_firstlineno):
                function.__code__ = new


def _named(code: CodeType, name: str | None) -> list[CodeType]:
    return [inner for inner in _codes(code) if inner.co_qualname == name]


def _codes(code: CodeType) -> Iterable[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _cached_lines(filename: str) -> set[int]:
    """Lines of the functions that `functools.cache` decorates: only the first test runs them."""
    wrapped = (found.__wrapped__ for found in gc.get_objects() if isinstance(found, _Cached))
    codes = (function.__code__ for function in wrapped if isinstance(function, FunctionType))
    spans = (code.co_lines() for code in codes if code.co_filename == filename)
    return {line for span in spans for *_, line in span if line is not None}


def _functions(filename: str) -> Sequence[FunctionType]:
    return [
        found
        for found in gc.get_objects()
        if isinstance(found, FunctionType) and found.__code__.co_filename == filename
    ]
