"""`cms-blog audit`: readable lines of the audit trail in a log."""

from pathlib import Path

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


def test_audit_reports_a_missing_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stopped:
        main(["audit", str(tmp_path / "none.log")])
    assert stopped.value.code == 1
    assert (
        capsys.readouterr().err
        == f"{tmp_path}/none.log can't be read: No such file or directory.\n"
    )
