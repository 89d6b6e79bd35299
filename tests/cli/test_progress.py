"""Progress bars, on a terminal and in a log file."""

import io
import sys
from typing import override

import pytest

from cms_blog.cli.progress import Steps, bytes_of, progress_bar


class Terminal(io.StringIO):
    @override
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("out", [Terminal(), io.StringIO()], ids=["terminal", "log"])
def test_bar_shows_the_final_count(monkeypatch: pytest.MonkeyPatch, out: io.StringIO):
    monkeypatch.setattr(sys, "stderr", out)
    with progress_bar("Copying", 200) as progress:
        progress.update(50)
        progress.update(150)
    last = out.getvalue().rpartition("\r")[2]
    assert last.startswith("Copying: 100%|")
    assert "200/200" in last
    assert last.endswith("\n")


def test_bar_of_a_failed_step_shows_its_progress(capsys: pytest.CaptureFixture[str]):
    def fail() -> None:
        with progress_bar("Copying", 10) as progress:
            progress.update(4)
            raise ValueError("gone")

    with pytest.raises(ValueError, match="gone"):
        fail()
    assert "4/10" in capsys.readouterr().err.rpartition("\r")[2]


def test_bars_of_steps_do_not_overlap(capsys: pytest.CaptureFixture[str]):
    with Steps() as steps:
        users = steps.begin("Users", 3)
        for _ in range(3):
            users(1)
        steps.begin("Blogs")(1_234)
        steps.begin("Images", 4_000_000, in_bytes=True)(1_000_000)
        steps.begin("Nothing", 0)
    lines = [line.rpartition("\r")[2] for line in capsys.readouterr().err.split("\n")[:-1]]
    for line, shown in zip(lines, ["3/3", "1234", "1.00M/4.00M", "0"], strict=True):
        assert shown in line


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (12_345_678, "12.3 MB"), (5e13, "50.0 TB")],
)
def test_bytes_are_formatted_with_units(size: float, shown: str):
    assert bytes_of(size) == shown
