"""Writes the figures as Markdown into docs/explanation/performance.md."""

import math
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Literal

from benchmarks import chart
from benchmarks.dialects import WORKLOADS

OURS = "this server"
WITHOUT_CACHES = "this server, SESSION_CACHE_SECONDS=0"
DOCUMENT = Path(__file__).parent.parent / "docs" / "explanation" / "performance.md"

type Figure = Literal["cpu_ms", "per_second", "p50_ms", "p99_ms"]


@dataclass(frozen=True)
class Round:
    """One measurement of a server with a workload."""

    cpu_ms: float
    per_second: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True)
class Run:
    """All rounds by server and workload, with the other measurements of the run."""

    rounds: dict[str, dict[str, list[Round]]]
    rss_mb: dict[str, float]
    renderers: dict[str, float]
    gemini_client_ms: float
    load_average: float

    def figure(self, server: str, workload: str, name: Figure = "cpu_ms") -> float:
        """Median of the rounds."""
        return median(getattr(row, name) for row in self.rounds[server][workload])

    def has(self, server: str, workload: str) -> bool:
        """Whether the server has the workload."""
        return workload in self.rounds[server]


def write_section(name: str, text: str) -> None:
    """Replace the named section of the document, between its two comments."""
    document = DOCUMENT.read_text()
    place = re.compile(rf"(<!-- {name}: .*? -->\n).*?(\n<!-- end of {name} -->)", re.DOTALL)
    if not place.search(document):
        raise ValueError(f"{DOCUMENT} has no section {name}")
    DOCUMENT.write_text(place.sub(lambda found: found[1] + text.rstrip() + found[2], document))
    print(f"written: {name} in {DOCUMENT}")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with right-aligned figures."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def digits(value: float) -> str:
    """The number with three significant digits, or as an integer."""
    return f"{value:.{max(0, 2 - int(math.log10(max(value, 1))))}f}"


def machine() -> str:
    """Description of the machine and the date."""
    model = next(
        line.split(":")[1].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    )
    node = shutil.which("node")
    version = (
        subprocess.run([node, "-v"], capture_output=True, text=True, check=True) if node else None
    )
    return (
        f"{model}, {os.cpu_count()} cores; Python {platform.python_version()}"
        + (f", Node {version.stdout.strip()}" if version else "")
        + f"; {datetime.now(UTC):%Y-%m-%d}"
    )


def peers_section(runs: list[Run], command: str, how: str) -> str:
    """The comparison with the peers: all figures of the last run, ratios of all runs."""
    last = runs[-1]
    names = list(last.rounds)
    loads = ", ".join(f"{run.load_average:.1f}" for run in runs)
    title = "CPU per request, in ms"
    parts = [
        f"`{command}`: {machine()}. {how}; load averages at the end of the runs: {loads}.",
        _chart(last, names, title),
        f"{title}:",
        _figures(last, names, "cpu_ms"),
        "CPU of this server relative to the others, in each run:",
        _ratios(runs, names),
        "Requests per second:",
        _figures(last, names, "per_second"),
        "Latency in ms, median and 99th percentile:",
        _figures(last, names, "p50_ms", "p99_ms"),
        "Memory after the load, in MB: "
        + ", ".join(f"{name} {rss:.0f}" for name, rss in last.rss_mb.items())
        + ".",
        "CPU for the text of W5 and for the call of W8 alone, in ms, in the same runs:",
        _alone(runs),
    ]
    return "\n\n".join(part.strip() for part in parts)


def _chart(run: Run, names: list[str], title: str) -> str:
    panels: list[chart.Panel] = []
    for workload in WORKLOADS:
        values = [(name, run.figure(name, workload)) for name in names if run.has(name, workload)]
        bars = [chart.Bar(name, ms, digits(ms), chart.kind_of(name)) for name, ms in values]
        panels.append(chart.Panel(workload, bars))
    return chart.write("peers", f"{title} (each workload has its own scale)", panels)


def _ratios(runs: list[Run], names: list[str]) -> str:
    rows: list[list[str]] = []
    for own in (OURS, WITHOUT_CACHES):
        for base in (name for name in names if not name.startswith(OURS)):
            cells = [
                ", ".join(
                    f"{run.figure(own, workload) / run.figure(base, workload):.2f}" for run in runs
                )
                if runs[0].has(base, workload)
                else ""
                for workload in WORKLOADS
            ]
            rows.append([f"{own} / {base}", *cells])
    return table(["", *WORKLOADS], rows)


def _figures(run: Run, names: list[str], *figures: Figure) -> str:
    rows = [
        [
            f"**{name}**" if name == OURS else name,
            *(
                " / ".join(digits(run.figure(name, workload, figure)) for figure in figures)
                if run.has(name, workload)
                else ""
                for workload in WORKLOADS
            ),
        ]
        for name in names
    ]
    return table(["", *WORKLOADS], rows)


def _alone(runs: list[Run]) -> str:
    rows = [[name, *(digits(run.renderers[name]) for run in runs)] for name in runs[-1].renderers]
    rows.append(["this server, whole W5", *(digits(run.figure(OURS, "W5")) for run in runs)])
    rows.append(
        ["google-genai's client alone, one call", *(digits(run.gemini_client_ms) for run in runs)]
    )
    rows.append(["this server, whole W8", *(digits(run.figure(OURS, "W8")) for run in runs)])
    return table(["", *(f"run {n + 1}" for n in range(len(runs)))], rows)
