"""The generated pages of settings, commands, errors, limits, metrics, events and costs."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr
from served_schema import served_schema
from tools.reference import cli, cost, errors, events, limits, metrics, settings
from tools.reference.pages import all_pages, write_pages

from cms_blog.blogs.brief import PostLength
from cms_blog.cli import main
from cms_blog.generation.gemini.models import Family, Price
from cms_blog.limits import Limits
from cms_blog.observability.metrics import COUNTERS, GAUGES, HISTOGRAMS
from cms_blog.outbox.announcements import Announcement
from cms_blog.settings import Settings

TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return all_pages()


def section(page: str, target: str) -> str:
    """The text between a target and the next one."""
    return page.partition(f"({target})=\n")[2].partition("\n(")[0]


def first_cells(page: str) -> list[str]:
    return re.findall(r"^\| `(.+?)`", page, re.MULTILINE)


def test_all_links_lead_to_targets(pages: dict[str, str]):
    text = "\n".join(pages.values())
    found = re.findall(r"^\((.+)\)=$", text, re.MULTILINE)
    assert len(found) == len(set(found))
    assert set(re.findall(r"\]\(#(.+?)\)", text)) <= set(found)


def plain(default: object) -> object:
    """A default as it is written in the environment."""
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    return "" if default in (None, (), Limits()) else default


def test_every_setting_has_a_section(project: Path):
    page = settings.settings_page((project / ".env.example").read_text())
    names = re.findall(r"^### (.+)$", page, re.MULTILINE)
    assert sorted(names) == sorted(name.upper() for name in Settings.model_fields)
    defaults = dict(
        re.findall(r"^### (.+)\n\n.+\n\n\*Value:\* .+default(?: `(.*)`)?", page, re.MULTILINE)
    )
    for name, field in Settings.model_fields.items():
        shown = settings.default_of(name)
        assert defaults[name.upper()] == shown
        assert shown.lower() == str(plain(field.default)).lower()
    assert section(page, "setting-port") == (
        "### PORT\n\nPort to listen on.\n\n*Value:* integer from 0 to 65,535, default `8000`\n"
    )
    assert section(page, "setting-log-level").endswith(
        "*Value:* `DEBUG` or `INFO` or `WARNING` or `ERROR`, default `INFO`\n"
    )
    assert section(page, "setting-cors-origins").endswith(
        "*Value:* texts, separated by commas, no default\n"
    )
    assert section(page, "setting-limits").endswith("*Value:* JSON object, no default\n")


def test_secrets_are_marked(project: Path):
    page = settings.settings_page((project / ".env.example").read_text())
    secret = {
        name
        for name, text in re.findall(r"### (.+)\n\n((?:.+\n)+\n.+)", page)
        if "**secret" in text
    }
    assert secret == {
        *("MONGODB_URI", "JWT_SECRET", "JWT_SECRET_PREVIOUS", "SMTP_URL", "WEBHOOK_URLS"),
        *("WEBHOOK_SECRET", "RATE_LIMIT_STORAGE", "METRICS_TOKEN", "GEMINI_API_KEY"),
    }


def test_settings_have_the_groups_of_the_example():
    found = list(
        settings.entries(
            "# --- The server ---\n# A,\n# b.\nHOST=x\n# See docs/how-to/a/the-b.md.\nPORT=\n"
        )
    )
    assert found == [
        settings.Entry("HOST", "The server", "A, b."),
        settings.Entry("PORT", "The server", "See [the b](../../how-to/a/the-b.md)."),
    ]


def test_every_limit_has_a_section_with_its_meaning():
    page = limits.limits_page()
    found = re.findall(r"^### (.+)\n\n(.*)\n\n\*Value:\* (.+)$", page, re.MULTILINE)
    assert [name for name, *_ in found] == list(Limits.model_fields)
    assert all(meaning for _, meaning, _ in found)
    assert found[0][1:] == (
        "Size of a request body, without its files.",
        "integer from 1,000 to 100,000,000, default `1000000`",
    )


def test_every_command_has_its_help_text(capsys: pytest.CaptureFixture[str]):
    page = cli.cli_page()
    names = re.findall(r"^#+ cms-blog ?(.*)$", page, re.MULTILINE)
    assert {"", "serve", "images check", "webhooks redeliver"} <= set(names)
    for name in names:
        with pytest.raises(SystemExit):
            main.main([*name.split(), "--help"])
        options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
        text = section(page, f"command-cms-blog{'-' if name else ''}{name.replace(' ', '-')}")
        assert options <= set(re.findall(r"--[a-z-]+", text))


def test_help_texts_do_not_depend_on_the_terminal(monkeypatch: pytest.MonkeyPatch):
    page = cli.cli_page()
    monkeypatch.setenv("COLUMNS", "40")
    assert cli.cli_page() == page


def test_the_error_codes_have_their_statuses():
    page = errors.errors_page(served_schema())
    codes = re.findall(r"^\| `([A-Z_]+)` \| (\d+) \| (\d+) \|", page, re.MULTILINE)
    assert codes == [
        ("BAD_REQUEST", "200", "400"),
        ("FORBIDDEN", "403", "403"),
        ("INTERNAL_SERVER_ERROR", "500", "500"),
        ("PERSISTED_QUERY_NOT_FOUND", "200", "400"),
        ("QUERY_TOO_EXPENSIVE", "200", "400"),
        ("RATE_LIMITED", "429", "429"),
        ("TIMED_OUT", "200", "504"),
        ("UNAUTHENTICATED", "401", "401"),
        ("UNAVAILABLE", "503", "503"),
    ]
    assert "[`EditConflictError`](#type-editconflicterror)" in page
    assert "| `TAKEN` | The value is already used for something else. |" in page


def test_every_metric_and_alert_is_listed(project: Path):
    rules = (project / "deploy/kubernetes/components/monitoring/rules.yaml").read_text()
    page = metrics.metrics_page(rules)
    counters = {f"{name}_total" for name in COUNTERS}
    assert set(first_cells(page)) == counters | set(HISTOGRAMS) | set(GAUGES)
    (group,) = yaml.safe_load(rules)["spec"]["groups"]
    wanted: list[dict[str, Any]] = group["rules"]
    found = re.findall(r"^`(\w+)`\n: (.+)\n\n  ```promql\n  (.+)\n  ```$", page, re.MULTILINE)
    assert [(name, expr) for name, _, expr in found] == [
        (rule["alert"], rule["expr"].rstrip()) for rule in wanted
    ]
    assert found[0][1] == f"{wanted[0]['annotations']['summary']} Severity: critical, after 5m."


def test_every_event_is_listed():
    assert first_cells(events.events_page()) == [event.value for event in Announcement]


def test_the_cost_of_a_post_is_that_of_its_steps():
    page = cost.cost_page(TODAY)
    steps = section(page, "cost-steps")
    for column in range(len(PostLength)):
        cells = [line.split("|")[column + 2] for line in steps.splitlines() if "$" in line]
        *each, total = (float(cell.strip(" *$")) for cell in cells)
        assert len(each) == 7
        assert total == pytest.approx(sum(each), abs=0.0005)


def test_the_cost_follows_the_prices():
    text = Family("x", price=Price(1.0, 2.0))
    step, length = cost.GenerationStep.TITLES, PostLength.SHORT
    once = cost.cost_of(step, length, text, text, TODAY)
    twice = Family("x", price=Price(2.0, 4.0))
    assert once > 0
    assert cost.cost_of(step, length, twice, text, TODAY) == 2 * once


def test_writing_keeps_equal_files_and_removes_others(tmp_path: Path, pages: dict[str, str]):
    old = tmp_path / "schema" / "old.md"
    old.parent.mkdir()
    old.write_text("old")
    write_pages(tmp_path)
    assert not old.exists()
    kept = tmp_path / "settings.md"
    assert kept.read_text() == pages["settings"]
    before = kept.stat().st_mtime_ns
    write_pages(tmp_path)
    assert kept.stat().st_mtime_ns == before
