"""`cms-blog audit`."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from cms_blog.cli.commands import AddCommand
from cms_blog.errors import CmsError

# Fields in columns of their own; the others follow as `name=value`.
_COLUMNS = ("timestamp", "action", "outcome")
_OMITTED = {*_COLUMNS, "event", "level", "operation", "request_id", "user"}


def register(add: AddCommand) -> None:
    """Add the command."""
    command = add("audit", help="print the audit trail from a log in JSON")
    command.add_argument("log", nargs="?", help="log file; default: standard input")
    command.add_argument("--user", help="only lines with this user as actor or as account")
    command.add_argument(
        "--action", help="only lines with this action, for example suspend_account"
    )
    command.set_defaults(command=_audit)


def _audit(arguments: argparse.Namespace) -> None:
    try:
        if arguments.log is None:
            _print(sys.stdin, arguments)
        else:
            with open(arguments.log, encoding="utf-8", errors="replace") as log:  # noqa: PTH123 - a name from the command line
                _print(log, arguments)
    except OSError as error:
        raise CmsError(f"{arguments.log} can't be read: {error.strerror}.") from None


def _print(log: Iterable[str], arguments: argparse.Namespace) -> None:
    for line in audit_lines(log, user=arguments.user, action=arguments.action):
        print(line)


def audit_lines(
    log: Iterable[str], *, user: str | None = None, action: str | None = None
) -> Iterator[str]:
    """Yield a readable line for each audit line that matches; skip other lines of the log."""
    import orjson

    for line in log:
        if '"audit"' not in line:
            continue
        try:
            found: Any = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if not isinstance(found, dict):
            continue
        facts = cast("Mapping[str, Any]", found)
        if facts.get("event") != "audit" or action not in {None, facts.get("action")}:
            continue
        if user in {None, facts.get("actor"), facts.get("account")}:
            others = [f"{name}={fact}" for name, fact in facts.items() if name not in _OMITTED]
            yield "  ".join([*(str(facts.get(name, "-")) for name in _COLUMNS), *others])
