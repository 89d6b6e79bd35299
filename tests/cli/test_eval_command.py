"""`cms-blog eval` on the emulator."""

import json
from pathlib import Path

import pytest
from cli_process import command

from cms_blog.cli.main import main

OFFLINE = {"GENERATION": "offline"}


async def test_two_briefs_pass_on_the_emulator(tmp_path: Path):
    arguments = ("--briefs", "2", "--compare", "another-model", "--json", "out.json")
    status, out, err = await command(tmp_path, "eval", *arguments, **OFFLINE)
    assert (status, "Evaluating briefs: 100%" in err) == (0, True), err
    lines = out.splitlines()
    assert lines[0] == "OFFLINE: gemini-3.5-flash-lite"
    assert "OFFLINE: another-model" in lines
    assert [line.split()[1] for line in lines if line.startswith("en-compost ")] == ["25/25"] * 2
    (head,) = (line for line in lines if line.startswith("Measure"))
    assert head.split()[1:3] == ["gemini-3.5-flash-lite", "another-model"]
    assert "!" not in out
    first, second = json.loads((tmp_path / "out.json").read_text())["runs"]
    values = {each["name"]: each["value"] for each in first["measures"]}
    assert (values["completed"], values["options"], values["repairs"]) == (1, 1, 0)
    assert (values["outline"], values["language"], values["usd"]) == (1, 1, None)
    assert [each["language"] for each in first["briefs"]] == ["English", "German"]
    assert first["briefs"][0]["cover_seconds"] > 0
    assert (second["image_model"], second["briefs"][0]["cover_seconds"]) == (None, None)


async def test_a_fault_of_the_emulator_misses_thresholds(tmp_path: Path):
    arguments = ("--briefs", "1", "--no-covers")
    faulty = OFFLINE | {"GEMINI_FAULTS": "four-options"}
    status, out, err = await command(tmp_path, "eval", *arguments, **faulty)
    assert status == 1
    assert [line.split()[1:3] for line in out.splitlines() if line.startswith("en-compost ")] == [
        ["20/25", "5"]
    ]
    assert err.splitlines()[-1] == (
        "gemini-3.5-flash-lite misses thresholds: options (80.0 %, at least 95.0 %), "
        "repairs (5.00, at most 0.50)."
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--briefs", "0"], "'0' is not a positive number"),
        (["--parallel", "-1"], "'-1' is not a positive number"),
        (["--parallel", "x"], "'x' is not a positive number"),
        (["--threshold", "claims"], "'claims' is not a threshold; write NAME=NUMBER"),
    ],
)
def test_invalid_arguments_are_refused(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(SystemExit) as refused:
        main(["eval", *arguments])
    assert refused.value.code == 2
    assert message in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_reported_before_the_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as refused:
        main(["eval", "--json", "missing/out.json"])
    assert refused.value.code == 1
    expected = "missing/out.json can't be written: No such file or directory.\n"
    assert capsys.readouterr() == ("", expected)
