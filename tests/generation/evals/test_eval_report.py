"""Averages, thresholds and tables of `cms-blog eval`."""

import re
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from cms_blog.blogs.content.seo import KeywordReport
from cms_blog.generation import prompts
from cms_blog.generation.evals.measures import BriefResult
from cms_blog.generation.evals.report import (
    ModelRun,
    aligned,
    as_json,
    briefs_table,
    summary_table,
)
from cms_blog.generation.evals.summary import (
    MEASURES,
    Measure,
    Verdict,
    judged,
    missed,
    parse_threshold,
)

GOOD = BriefResult(
    name="en-compost",
    language="English",
    options=25,
    first_try=25,
    texts=9,
    within_length=9,
    words=900,
    headings=6,
    headings_kept=6,
    other_language=[],
    keyword=KeywordReport(9, 0.01, True, True, 1),
    keyword_used=True,
    claims=2,
    seconds=40,
    cost_usd=0.02,
    cover_seconds=10,
    cover_cost_usd=0.04,
)
# The widest values.
WIDE = replace(
    GOOD,
    name="x" * 11,
    repairs=5,
    words=12_345,
    keyword=KeywordReport(999, 0.1, True, True, 1),
    keyword_used=False,
    claims=100,
    seconds=1_234.5,
    cost_usd=10.1234,
    other_language=["ideas", "titles", "intros", "outlines", "imagePrompts", "blog", "section"],
    failure="section: UNUSABLE_OUTPUT: " + "Gemini's answer can't be used. " * 9,
)
FAILED = BriefResult("de-rad", "German", failure="ideas: BLOCKED: No.", options=5, seconds=1)


def values(*results: BriefResult) -> dict[str, float | None]:
    return {each.measure.name: each.value for each in judged(results)}


def test_averages_of_two_briefs():
    other = replace(
        GOOD,
        first_try=20,
        repairs=3,
        within_length=0,
        headings=4,
        headings_kept=1,
        other_language=["blog"],
        keyword_used=False,
        claims=5,
        seconds=60,
        cost_usd=0.04,
        cover_seconds=30,
        cover_cost_usd=0.06,
    )
    assert values(GOOD, other) == {
        "completed": 1,
        "options": 0.9,
        "repairs": 1.5,
        "lengths": 0.5,
        "outline": 0.7,
        "language": 0.5,
        "keyword": 0.5,
        "claims": 3.5,
        "seconds": 50,
        "usd": pytest.approx(0.03),
        "cover-seconds": 20,
        "cover-usd": pytest.approx(0.05),
    }


def test_what_a_failure_prevented_is_not_averaged():
    found = values(GOOD, FAILED)
    assert (found["completed"], found["lengths"], found["language"]) == (0.5, 1, 1)
    assert found["options"] == pytest.approx(25 / 30)
    # A total without the failed brief would look cheap.
    assert found["usd"] is None
    alone = values(FAILED)
    assert [name for name, value in alone.items() if value is not None] == [
        *("completed", "options", "repairs", "seconds")
    ]


@pytest.mark.parametrize("measure", MEASURES, ids=lambda each: each.name)
def test_the_threshold_itself_is_reached(measure: Measure):
    step = -0.001 if measure.at_least else 0.001
    assert Verdict(measure, measure.threshold, measure.threshold).passed
    assert not Verdict(measure, measure.threshold + step, measure.threshold).passed
    assert Verdict(measure, None, measure.threshold).passed


def test_missed_thresholds_are_listed_and_can_be_replaced():
    bad = replace(GOOD, claims=4, first_try=20)
    assert missed(judged([GOOD])) == ""
    assert missed(judged([bad])) == (
        "options (80.0 %, at least 95.0 %), claims (4.00, at most 3.00)"
    )
    assert missed(judged([bad], {"options": 0.8, "claims": 4})) == ""


def test_thresholds_are_parsed():
    assert parse_threshold("claims=5") == ("claims", 5)
    assert parse_threshold("options=0.9") == ("options", 0.9)


@pytest.mark.parametrize(
    "text", ["", "claims", "claims=", "claims=x", "claims=-1", "claims=nan", "claims=inf", "x=1"]
)
def test_invalid_thresholds_are_refused(text: str):
    with pytest.raises(ValueError, match="is not a threshold; write NAME=NUMBER"):
        parse_threshold(text)


def run_of(model: str, *results: BriefResult) -> ModelRun:
    return ModelRun("GEMINI", model, "an-image-model", results, judged(results))


def test_columns_are_aligned():
    assert aligned([("Brief", "Words"), ("a", "9"), ("abcdefg", "1,234")]) == [
        "Brief    Words",
        "a            9",
        "abcdefg  1,234",
    ]


def test_the_table_has_a_row_for_each_brief_and_the_failures():
    lines = briefs_table(run_of("a-model", GOOD, FAILED)).splitlines()
    assert lines[0] == "GEMINI: a-model"
    assert lines[2].split()[:3] == ["Brief", "Options", "Repairs"]
    assert lines[3].split() == [
        *("en-compost", "25/25", "0", "9/9", "900", "6/6", "yes", "9", "2", "40.0", "0.0200")
    ]
    assert lines[4].split() == [*("de-rad", "0/5", "0", "-", "-", "-", "-", "-", "-", "1.0", "-")]
    assert lines[5:] == ["de-rad failed in ideas: BLOCKED: No."]


def test_tables_fit_into_100_columns():
    run = run_of("m" * 60, WIDE, GOOD)
    # Below the first line, which has the name of the model.
    assert max(map(len, briefs_table(run).splitlines())) <= 100
    assert max(map(len, summary_table([run, run]).splitlines())) <= 100


def test_the_summary_has_a_column_for_each_model_and_marks_what_misses():
    bad = replace(GOOD, claims=4)
    rows = summary_table([run_of("one", GOOD), run_of("two", bad)]).splitlines()
    assert rows[0].split() == ["Measure", "one", "two", "Threshold"]
    assert len(rows) == 1 + len(MEASURES)
    (claims,) = (row for row in rows if row.startswith("Unsourced claims per post"))
    assert claims.split()[4:] == ["2.00", "!", "4.00", "at", "most", "3.00"]


def test_the_json_has_all_results():
    found = orjson.loads(as_json([run_of("one", GOOD, FAILED)]))
    assert (found["format"], found["prompt_version"]) == ("cms-blog-eval", prompts.VERSION)
    (run,) = found["runs"]
    assert (run["text_model"], run["image_model"]) == ("one", "an-image-model")
    assert [each["name"] for each in run["measures"]] == [each.name for each in MEASURES]
    assert run["measures"][0] == {
        "name": "completed",
        "value": 0.5,
        "threshold": 0.95,
        "at_least": True,
        "passed": False,
    }
    assert run["briefs"][0]["keyword"]["occurrences"] == 9
    assert run["briefs"][1]["failure"] == "ideas: BLOCKED: No."


def test_the_documented_thresholds_are_the_defaults(project: Path):
    text = (project / "docs/explanation/generation/models.md").read_text()
    section = text.split("## Evaluation")[1].split("\n## ")[0]
    documented = re.findall(r"^\| `([a-z-]+)` \| .* \| (.*) \|$", section, re.MULTILINE)
    assert documented == [
        (each.name, Verdict(each, None, each.threshold).limit) for each in MEASURES
    ]
