"""`cms-blog audit`: readable lines of the audit trail in a log."""

import json
import sys
from pathlib import Path
from subprocess import PIPE, Popen

import orjson
import pytest

from cms_blog.cli.main import main

SUSPENDED = {
    "action": "suspend_account",
    "outcome": "done",
    "actor": "a1",
    "account": "b2",
    "client": "127.0.0.1",
    "event": "audit",
    "operation": "suspendAccount",
    "request_id": "r",
    "level": "info",
    "timestamp": "2026-11-23T02:41:29Z",
}
REFUSED = SUSPENDED | {"outcome": "refused", "reason": "AdminNeeded", "account": "c3"}
LOGIN = {"event": "audit", "action": "login", "outcome": "done", "actor": "b2", "timestamp": "T"}
LINES = [SUSPENDED, {"event": "request", "note": "audit"}, LOGIN, REFUSED]
FIRST = "2026-11-23T02:41:29Z  suspend_account  done  actor=a1  account=b2  client=127.0.0.1"
SECOND = "T  login  done  actor=b2"
THIRD = (
    "2026-11-23T02:41:29Z  suspend_account  refused"
    "  actor=a1  account=c3  client=127.0.0.1  reason=AdminNeeded"
)


@pytest.mark.parametrize(
    ("options", "printed"),
    [
        ([], [FIRST, SECOND, THIRD]),
        (["--user", "b2"], [FIRST, SECOND]),
        (["--action", "suspend_account"], [FIRST, THIRD]),
        (["--user", "c3", "--action", "login"], []),
    ],
)
def test_audit_prints_the_matching_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], printed: list[str]
):
    log = tmp_path / "server.log"
    lines = [orjson.dumps(line).decode() for line in LINES]
    log.write_text("\n".join([*lines, 'not JSON "audit"', '["audit"]', ""]))
    main(["audit", str(log), *options])
    assert capsys.readouterr().out.splitlines() == printed


BROKEN = (
    b'\xff\xfe"audit"\n{"event":"audit","action":["login"]}\n{"event":"audit",\n'
    b'{"event":"audit","action":"login","actor":{"a":1}}\r\n"audit"\n\x00\n' + b"[" * 5_000
)


@pytest.mark.parametrize("options", [[], ["--action", "login"], ["--user", "b2"]])
def test_broken_lines_are_skipped(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
):
    log = tmp_path / "server.log"
    log.write_bytes(BROKEN + b"\n" + orjson.dumps(LOGIN))
    main(["audit", str(log), *options])
    printed = capsys.readouterr().out
    assert printed.splitlines()[-1] == SECOND
    with log.open(encoding="utf-8") as given:
        monkeypatch.setattr("sys.stdin", given)
        main(["audit", *options])
    assert capsys.readouterr().out == printed


@pytest.mark.parametrize(
    "text",
    ["x\n2026  suspend_account  done", "\x1b[2J", "a  outcome=done", "a\u2028b", "\u202eb", "a=b"],
)
def test_values_can_not_pretend_to_be_other_columns_or_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
):
    log = tmp_path / "server.log"
    log.write_bytes(orjson.dumps(LOGIN | {"action": text, "reason": text, text: "x"}))
    main(["audit", str(log)])
    quoted = json.dumps(text)
    (line,) = capsys.readouterr().out.splitlines()
    assert line.isprintable()
    assert line == f"T  {quoted}  done  actor=b2  reason={quoted}  {quoted}=x"


def test_the_end_of_the_reader_ends_the_command(tmp_path: Path):
    log = tmp_path / "server.log"
    log.write_bytes((orjson.dumps(LOGIN) + b"\n") * 20_000)
    program = [sys.executable, "-m", "cms_blog", "audit", str(log)]
    with Popen(program, stdout=PIPE, stderr=PIPE) as command:
        assert command.stdout is not None
        assert command.stdout.readline() == f"{SECOND}\n".encode()
        command.stdout.close()
        assert command.stderr is not None
        assert command.stderr.read() == b""
    assert command.returncode == 1


def test_audit_reports_a_missing_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stopped:
        main(["audit", str(tmp_path / "none.log")])
    assert stopped.value.code == 1
    assert (
        capsys.readouterr().err
        == f"{tmp_path}/none.log can't be read: No such file or directory.\n"
    )
