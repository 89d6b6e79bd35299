"""Mutation scores of modules: `python -m tools.mutants [--sample N] [--pure] [MODULE…]`."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path

from .modules import MODULES, Module
from .mutations import Mutant, mutants
from .processes import in_fork, mute
from .testing import Reach, import_survivors, reach, survivors

ROOT = Path(__file__).parents[2]
_EQUIVALENT = Path(__file__).with_name("equivalent.toml")
# Imported before forking, to import their dependencies once; Hypothesis by its pytest plug-in.
_WARM = ("cms_blog.server.app", "hypothesis")
_LEAST_SECONDS = 5
# Most tests need neither a database nor the application, whose import takes seconds.
_WITHOUT_APPLICATION = ("--noconftest",)


def main() -> None:
    """Print the survivors of each module, then the scores."""
    parser = argparse.ArgumentParser(prog="tools.mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", help=f"of {', '.join(MODULES)}; all by default")
    parser.add_argument("--sample", type=int, help="maximum number of mutants, evenly spaced")
    parser.add_argument(
        "--pure", action="store_true", help="omit tests that need the application: a lower bound"
    )
    given = parser.parse_args()
    names = [name for names in given.modules for name in names.split(",")] or list(MODULES)
    unknown = set(names) - set(MODULES)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    equivalent = tomllib.loads(_EQUIVALENT.read_text())
    os.chdir(ROOT)
    with _database():
        _warm()
        rows = [_score(name, MODULES[name], equivalent.get(name, {}), given) for name in names]
    print("\n| Module | Mutants | Equivalent | Killed | Score |\n|---|---:|---:|---:|---:|")
    print("\n".join(rows))


def _score(name: str, module: Module, equivalent: dict[str, str], given: argparse.Namespace) -> str:
    sample: int | None = given.sample
    path = ROOT / "src" / module.source
    found = mutants(path.read_text())
    if sample is not None:
        found = found[:: max(1, round(len(found) / sample))]
    living = _living(module, path, found, pure=given.pure)
    gone = set[str]() if sample else set(equivalent) - {mutant.name for mutant in living}
    for mutant in living:
        if mutant.name not in equivalent:
            print(f"{module.source}:{mutant.line}: survived: {mutant.name}", flush=True)
    for stale in sorted(gone):
        print(f"{name}: listed as equivalent, but killed or missing: {stale}")
    alike = sum(mutant.name in equivalent for mutant in living)
    killed = len(found) - len(living)
    score = 100 * killed / max(1, len(found) - alike)
    row = f"| {name} | {len(found)} | {alike} | {killed} | {score:.0f} % |"
    print(row, flush=True)
    return row


def _living(module: Module, path: Path, found: list[Mutant], *, pure: bool) -> list[Mutant]:
    """Mutants that survive the tests without fixtures of the application, then the others."""
    first = in_fork(_quietly(partial(reach, path, module.tests, _WITHOUT_APPLICATION, ())))
    living = _survivors(module, path, _WITHOUT_APPLICATION, first, found)
    done = set(first.lines) - set(first.failures)
    if pure:
        return sorted(living, key=lambda mutant: mutant.line)
    served = in_fork(_quietly(partial(reach, path, module.tests, (), done)))
    for test, output in served.failures.items():
        last = output.strip().splitlines()[-1]
        print(f"excluded, because it fails without a mutant: {test}: {last}", flush=True)
    if not done and not served.lines:
        sys.exit(f"the tests of {module.source} can't be collected")
    living = _survivors(module, path, (), served, living)
    return sorted(living, key=lambda mutant: mutant.line)


def _survivors(
    module: Module, path: Path, options: tuple[str, ...], reached: Reach, found: list[Mutant]
) -> list[Mutant]:
    cases = [(mutant, reached.tests(mutant), _limit(reached, mutant)) for mutant in found]
    living = [mutant for mutant, tests, _ in cases if not tests]
    cases = [case for case in cases if case[1]]
    swapped = [case for case in cases if not reached.needs_import(case[0])]
    if swapped:
        living += in_fork(_quietly(partial(survivors, path, options, swapped)))
    imported = [case for case in cases if reached.needs_import(case[0])]
    if imported:
        name = module.source.removesuffix(".py").replace("/", ".")
        living += in_fork(_quietly(partial(import_survivors, name, path, options, imported)))
    return living


def _limit(reached: Reach, mutant: Mutant) -> int:
    """CPU limit of a mutant, in seconds: several times the time of its tests."""
    return _LEAST_SECONDS + round(4 * sum(reached.seconds[t] for t in reached.tests(mutant)))


def _quietly[T](work: Callable[[], T]) -> Callable[[], T]:
    def quiet() -> T:
        mute()
        return work()

    return quiet


def _warm() -> None:
    """Import the libraries, but no module of the package, because modules are replaced."""

    def libraries() -> list[str]:
        for name in _WARM:
            import_module(name)
        return [name for name in sys.modules if not name.startswith("cms_blog")]

    for name in in_fork(libraries):
        try:
            import_module(name)
        except Exception:  # some libraries import parts that are optional
            continue


@contextmanager
def _database() -> Generator[None]:
    """One embedded database for all runs, unless TEST_MONGODB_URI names one."""
    if "TEST_MONGODB_URI" in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            (sys.executable, "-m", "cms_blog.database.embedded.server"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert server.stdin is not None
        assert server.stdout is not None
        config = {"folder": folder, "port": 0, "user": "tests", "password": "tests"}
        server.stdin.write(json.dumps(config).encode() + b"\n")
        server.stdin.flush()
        port = json.loads(server.stdout.readline())["port"]
        options = "authMechanism=SCRAM-SHA-256&directConnection=true"
        os.environ["TEST_MONGODB_URI"] = f"mongodb://tests:tests@127.0.0.1:{port}/?{options}"
        try:
            yield
        finally:
            server.kill()
            server.wait()


if __name__ == "__main__":
    main()
