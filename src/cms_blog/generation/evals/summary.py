"""Averages of the results of all briefs, and the thresholds that they must reach."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cms_blog.generation.evals.measures import BriefResult, total

type _Average = Callable[[Sequence[BriefResult]], float | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """An average over briefs. None is a value that could not be measured.

    `threshold` is the default: the minimum if `at_least`, else the maximum. Shares are from 0 to 1.
    """

    name: str
    label: str
    threshold: float
    at_least: bool
    average: _Average
    # Decimal places; None for a share, which is shown in percent.
    places: int | None = None

    def shown(self, value: float | None) -> str:
        """Format a value of this measure."""
        if value is None:
            return "-"
        if self.places is None:
            return f"{100 * value:.1f} %"
        return f"{value:,.{self.places}f}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A value and whether it reaches its threshold. What could not be measured passes."""

    measure: Measure
    value: float | None
    threshold: float

    @property
    def passed(self) -> bool:
        """Whether the value is on the right side of the threshold, or equal to it."""
        if self.value is None:
            return True
        if self.measure.at_least:
            return self.value >= self.threshold
        return self.value <= self.threshold

    @property
    def limit(self) -> str:
        """The threshold as text, for example `at least 95.0 %`."""
        word = "at least" if self.measure.at_least else "at most"
        return f"{word} {self.measure.shown(self.threshold)}"


def _share(part: Callable[[BriefResult], int], whole: Callable[[BriefResult], int]) -> _Average:
    def average(results: Sequence[BriefResult]) -> float | None:
        count = sum(map(whole, results))
        return sum(map(part, results)) / count if count else None

    return average


def _mean(value: Callable[[BriefResult], float | None]) -> _Average:
    """Return the mean of the values that are known. Of truth values, this is the share."""

    def average(results: Sequence[BriefResult]) -> float | None:
        known = [number for number in map(value, results) if number is not None]
        return sum(known) / len(known) if known else None

    return average


def _cost(cost: Callable[[BriefResult], float | None]) -> _Average:
    """Return the mean cost; None if the cost of a brief is unknown."""

    def average(results: Sequence[BriefResult]) -> float | None:
        whole = total([cost(result) for result in results])
        return None if whole is None else whole / len(results)

    return average


def _minimum(name: str, label: str, threshold: float, average: _Average) -> Measure:
    return Measure(name, label, threshold, at_least=True, average=average)


def _maximum(name: str, label: str, threshold: float, average: _Average, places: int) -> Measure:
    return Measure(name, label, threshold, at_least=False, average=average, places=places)


MEASURES = (
    _minimum("completed", "Briefs completed", 0.95, _mean(lambda each: each.failure is None)),
    _minimum(
        "options",
        "Options right at first try",
        0.95,
        _share(lambda each: each.first_try, lambda each: each.options),
    ),
    _maximum("repairs", "Repairs per brief", 0.5, _mean(lambda each: each.repairs), 2),
    _minimum(
        "lengths",
        "Texts within their length",
        0.9,
        _share(lambda each: each.within_length, lambda each: each.texts),
    ),
    _minimum(
        "outline",
        "Headings as in the outline",
        0.9,
        _share(lambda each: each.headings_kept, lambda each: each.headings),
    ),
    _minimum("language", "Briefs in their language", 0.95, _mean(BriefResult.language_kept)),
    _minimum("keyword", "Posts with the keyword", 0.8, _mean(lambda each: each.keyword_used)),
    _maximum("claims", "Unsourced claims per post", 3, _mean(lambda each: each.claims), 2),
    _maximum("seconds", "Seconds per brief, texts", 300, _mean(lambda each: each.seconds), 1),
    _maximum("usd", "US dollars per brief, texts", 0.25, _cost(lambda each: each.cost_usd), 4),
    _maximum("cover-seconds", "Seconds per cover", 120, _mean(lambda each: each.cover_seconds), 1),
    _maximum("cover-usd", "US dollars per cover", 0.25, _mean(lambda each: each.cover_cost_usd), 4),
)


def parse_threshold(text: str) -> tuple[str, float]:
    """Parse `claims=5` or `options=0.9`.

    Raises:
        ValueError: the message names the measures.
    """
    name, _, number = text.partition("=")
    names = [measure.name for measure in MEASURES]
    try:
        value = float(number)
    except ValueError:
        value = -1
    if name not in names or not 0 <= value < float("inf"):
        raise ValueError(
            f"{text!r} is not a threshold; write NAME=NUMBER, shares from 0 to 1 "
            f"({', '.join(names)})"
        )
    return name, value


def judged(
    results: Sequence[BriefResult], thresholds: Mapping[str, float] | None = None
) -> list[Verdict]:
    """Return the verdict on each measure; `thresholds` replaces defaults by name."""
    replaced = thresholds or {}
    return [
        Verdict(measure, measure.average(results), replaced.get(measure.name, measure.threshold))
        for measure in MEASURES
    ]


def missed(verdicts: Iterable[Verdict]) -> str:
    """List the measures that miss their thresholds; empty if all are reached."""
    return ", ".join(
        f"{each.measure.name} ({each.measure.shown(each.value)}, {each.limit})"
        for each in verdicts
        if not each.passed
    )
