"""What long commands show: on a terminal, and in a log."""

import io
import re
import time
from typing import override

import pytest

from cms_blog.progress import Progress, Steps, bytes_of, count_of


class Terminal(io.StringIO):
    @override
    def isatty(self) -> bool:
        return True


def frames(out: Terminal) -> list[str]:
    """What was drawn, one after another, without what clears the line."""
    return re.sub(r"\x1b\[K", "", out.getvalue()).strip("\r\n").split("\r")


def test_a_terminal_gets_a_bar_on_one_line():
    out = Terminal()
    with Progress("Copying", 200, out=out) as progress:
        progress.advance(50)
        time.sleep(0.11)
        progress.advance(50)
        progress.advance(100)
    first, *_, halfway, last = frames(out)
    assert first.split() == ["Copying", "·" * 30, "0", "%", "0", "of", "200"]
    assert re.fullmatch(r"Copying  █{15}·{15}  50 %  100 of 200", halfway)
    assert re.fullmatch(r"Copying  █{30} 100 %  200 of 200", last)
    assert out.getvalue().endswith("\n")
    assert out.getvalue().count("\n") == 1


def test_a_narrow_terminal_gets_what_fits(monkeypatch: pytest.MonkeyPatch):
    for columns, shown in (
        ("50", "Copying █████████████████████▊ 99 % 198 of 200"),
        ("28", "Copying 99 % 198 of 200"),
        ("13", "Copying 99"),
    ):
        monkeypatch.setenv("COLUMNS", columns)
        out = Terminal()
        with Progress("Copying", 200, out=out) as progress:
            progress.advance(198)
        (*_, last) = frames(out)
        assert len(last) < int(columns)
        assert " ".join(last.split()) == shown


def test_a_log_gets_lines(capsys: pytest.CaptureFixture[str]):
    with Steps() as steps:
        users = steps.begin("Users", 3)
        for _ in range(3):
            users(1)
        blogs = steps.begin("Blogs")
        blogs(1_234)
        steps.begin("Images", 4_000_000, bytes_of)(1_000_000)
        steps.begin("Nothing", 0)
    assert capsys.readouterr().err.splitlines() == [
        "Users: 3 of 3 (100 %)",
        "Blogs: 1,234",
        "Images: 1.0 MB of 4.0 MB (25 %)",
        "Nothing: 0 of 0",
    ]


def test_what_fails_shows_how_far_it_came():
    out = io.StringIO()

    def fail() -> None:
        with Progress("Copying", 10, out=out) as progress:
            progress.advance(4)
            raise ValueError("gone")

    with pytest.raises(ValueError, match="gone"):
        fail()
    assert out.getvalue() == "Copying: 4 of 10 (40 %)\n"


def test_more_than_was_said_is_all_of_it():
    out = Terminal()
    with Progress("Blogs", 10, out=out) as progress:
        progress.advance(15)
    assert "100 %  15 of 10" in frames(out)[-1]


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (12_345_678, "12.3 MB"), (5e13, "50.0 TB")],
)
def test_bytes_are_written_short(size: float, shown: str):
    assert bytes_of(size) == shown
    assert count_of(1_234_567) == "1,234,567"
