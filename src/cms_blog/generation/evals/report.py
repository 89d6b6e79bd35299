"""Reports of an evaluation: tables for a terminal of 100 columns, and JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import orjson

from cms_blog.blogs.content.prose import shortened
from cms_blog.generation import prompts
from cms_blog.generation.evals.measures import BriefResult
from cms_blog.generation.evals.summary import Verdict

FORMAT = "cms-blog-eval"
_GAP = "  "
_COLUMNS = 100
_HEAD = (
    "Brief",
    "Options",
    "Repairs",
    "Lengths",
    "Words",
    "Outline",
    "Language",
    "Keyword",
    "Claims",
    "Seconds",
    "USD",
)
# Of the model's name in the summary, so that two fit beside the other columns.
_MODEL_CHARACTERS = 22
_UNKNOWN = "-"


@dataclass(frozen=True, slots=True)
class ModelRun:
    """The results of one text model. `image_model` is None if no covers were made."""

    provider: str
    text_model: str
    image_model: str | None
    results: Sequence[BriefResult]
    verdicts: Sequence[Verdict]


def briefs_table(run: ModelRun) -> str:
    """Return a table with one row for each brief, and the failures below it."""
    rows = [_HEAD, *map(_row, run.results)]
    lines = aligned(rows)
    for each in run.results:
        if each.failure is not None:
            lines.append(shortened(f"{each.name} failed in {each.failure}", _COLUMNS))
        if each.other_language:
            lines.append(f"{each.name} is in another language in {', '.join(each.other_language)}")
    return "\n".join([f"{run.provider}: {run.text_model}", "", *lines, ""])


def summary_table(runs: Sequence[ModelRun]) -> str:
    """Return a table with one row for each measure, and one column for each model.

    Values that miss their threshold are marked with `!`.
    """
    models = [shortened(run.text_model, _MODEL_CHARACTERS) for run in runs]
    rows = [["Measure", *models, "Threshold"]]
    for verdicts in zip(*(run.verdicts for run in runs), strict=True):
        measure = verdicts[0].measure
        values = [f"{'' if each.passed else '! '}{measure.shown(each.value)}" for each in verdicts]
        rows.append([measure.label, *values, verdicts[0].limit])
    return "\n".join([*aligned(rows), ""])


def as_json(runs: Sequence[ModelRun]) -> bytes:
    """Return all results as JSON. Shares are from 0 to 1, costs in US dollars."""
    document = {
        "format": FORMAT,
        "prompt_version": prompts.VERSION,
        "runs": [
            {
                "provider": run.provider,
                "text_model": run.text_model,
                "image_model": run.image_model,
                "measures": [
                    {
                        "name": each.measure.name,
                        "value": each.value,
                        "threshold": each.threshold,
                        "at_least": each.measure.at_least,
                        "passed": each.passed,
                    }
                    for each in run.verdicts
                ],
                "briefs": [asdict(result) for result in run.results],
            }
            for run in runs
        ],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows as lines with columns of equal width: the first column left, others right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        _GAP.join(
            cell.rjust(width) if index else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _row(result: BriefResult) -> tuple[str, ...]:
    return (
        result.name,
        _part(result.first_try, result.options),
        str(result.repairs),
        _part(result.within_length, result.texts),
        _number(result.words),
        _part(result.headings_kept, result.headings),
        _yes_or_no(result.language_kept()),
        _keyword(result),
        _number(result.claims),
        f"{result.seconds:.1f}",
        _UNKNOWN if result.cost_usd is None else f"{result.cost_usd:.4f}",
    )


def _part(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else _UNKNOWN


def _number(value: int | None) -> str:
    return _UNKNOWN if value is None else f"{value:,}"


def _yes_or_no(value: bool | None) -> str:
    if value is None:
        return _UNKNOWN
    return "yes" if value else "no"


def _keyword(result: BriefResult) -> str:
    """Return the number of occurrences, marked if the keyword is missing or stuffed."""
    if result.keyword is None:
        return _UNKNOWN
    return f"{'' if result.keyword_used else '! '}{result.keyword.occurrences}"
