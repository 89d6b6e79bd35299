"""`cms-blog audit`."""

import argparse
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, TextIO, cast

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
    with _opened(arguments.log) as log:
        for line in audit_lines(log, user=arguments.user, action=arguments.action):
            print(line)


def _opened(name: str | None) -> AbstractContextManager[TextIO]:
    """Open the log; None is standard input. Bytes that are not UTF-8 are replaced.

    Raises:
        CmsError
    """
    try:
        log = sys.stdin.buffer if name is None else open(name, "rb")  # noqa: PTH123, SIM115 - a name from the command line; the caller closes it
        return io.TextIOWrapper(log, encoding="utf-8", errors="replace")
    except OSError as error:
        raise CmsError(f"{name} can't be read: {error.strerror}.") from None


def audit_lines(
    log: Iterable[str], *, user: str | None = None, action: str | None = None
) -> Iterator[str]:
    """Yield a readable line for each audit line that matches; skip other lines of the log.

    Values that could be taken for other columns or lines, or change the terminal, are quoted.
    """
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
        # Comparisons, not sets: a value can be a list.
        if facts.get("event") != "audit" or action not in (None, facts.get("action")):
            continue
        if user in (None, facts.get("actor"), facts.get("account")):
            columns = [_shown(facts.get(name, "-")) for name in _COLUMNS]
            others = [(name, fact) for name, fact in facts.items() if name not in _OMITTED]
            yield "  ".join(
                [*columns, *(f"{_shown(name)}={_shown(fact)}" for name, fact in others)]
            )


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    is_plain = text.isprintable() and not set(text) & {" ", "="}
    return text if is_plain else json.dumps(text)
