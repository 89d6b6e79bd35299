"""All generated pages of the reference."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from graphql import build_schema
from tools.reference.cli import cli_page
from tools.reference.cost import cost_page
from tools.reference.errors import errors_page
from tools.reference.events import events_page
from tools.reference.limits import limits_page
from tools.reference.metrics import metrics_page
from tools.reference.schema import schema_pages
from tools.reference.settings import settings_page

PROJECT = Path(__file__).parents[2]
_RULES = "deploy/kubernetes/components/monitoring/rules.yaml"


@cache
def all_pages() -> dict[str, str]:
    """Return the Markdown of each page by its path below the folder of the generated pages."""
    sdl = (PROJECT / "schema.graphql").read_text()
    schema = {f"schema/{name}": text for name, text in schema_pages(sdl).items()}
    return schema | {
        "settings": settings_page((PROJECT / ".env.example").read_text()),
        "cli": cli_page(),
        "errors": errors_page(build_schema(sdl)),
        "limits": limits_page(),
        "metrics": metrics_page((PROJECT / _RULES).read_text()),
        "events": events_page(),
        "cost": cost_page(datetime.now(UTC).date()),
    }


def write_pages(folder: Path) -> None:
    """Write the pages below a folder, and remove others from it. Files that are equal are kept."""
    wanted = {folder / f"{name}.md": text for name, text in all_pages().items()}
    for path in folder.rglob("*.md"):
        if path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
