"""Reference of the metrics and of the alerts that the monitoring component defines."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml
from tools.reference.markdown import definition, fenced, heading, page, prose, table

from cms_blog.observability.metrics import COUNTERS, GAUGES, HISTOGRAMS

_INTRODUCTION = """
`/metrics` serves [Prometheus](https://prometheus.io). With
[`METRICS_TOKEN`](#setting-metrics-token), it requires that token. Labels have few values:
operations are labelled with their root field, never with a name that a client chose.
"""


def metrics_page(rules: str) -> str:
    """Return the page; `rules` is the text of the PrometheusRule."""
    header = ["Metric", "Labels", "Meaning"]
    counters = (
        [f"`{name}_total`", _labels(labels), prose(text)]
        for name, (text, labels) in COUNTERS.items()
    )
    histograms = (
        [f"`{name}`", _labels(labels), prose(text)]
        for name, (text, labels, _) in HISTOGRAMS.items()
    )
    gauges = ([f"`{name}`", "", text] for name, text in GAUGES.items())
    (group,) = yaml.safe_load(rules)["spec"]["groups"]
    parts = [
        f"{heading(2, 'Counters', 'metrics-counters')}\n{table(header, counters)}",
        f"{heading(2, 'Histograms', 'metrics-histograms')}\n{table(header, histograms)}",
        f"{heading(2, 'Gauges', 'metrics-gauges')}\n{table(header, gauges)}",
        heading(2, "Alerts", "alerts"),
        "The rules of `deploy/kubernetes/components/monitoring`, for any Prometheus.\n",
        *(_alert(rule) for rule in group["rules"]),
    ]
    return page("Metrics and alerts", _INTRODUCTION, parts)


def _labels(labels: Iterable[str]) -> str:
    return ", ".join(f"`{label}`" for label in labels)


def _alert(rule: Mapping[str, Any]) -> str:
    lasting = f", after {rule['for']}" if "for" in rule else ""
    facts = f"{rule['annotations']['summary']} Severity: {rule['labels']['severity']}{lasting}."
    return definition(f"`{rule['alert']}`", f"{facts}\n\n{fenced('promql', rule['expr'])}")
