"""Bar charts as SVG, for the documentation, in light and dark colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

IMAGES = Path(__file__).parent.parent / "docs" / "images"

_COLUMNS = 2
_WIDTH, _MARGIN, _GAP = 920, 20, 40
_PANEL = (_WIDTH - 2 * _MARGIN - _GAP) // _COLUMNS
_LABEL, _VALUE = 250, 52
_BAR = _PANEL - _LABEL - _VALUE
_ROW, _THICKNESS, _HEADING, _TITLE = 18, 11, 30, 34
# Width of a character, in the widest usual font.
_CHARACTER = 6.7
_STYLE = """
  svg { color-scheme: light dark; }
  .paper { fill: #ffffff; } text { fill: #1f2328; font: 11px system-ui, sans-serif; }
  .title { font-size: 15px; font-weight: 600; } .heading { font-size: 12px; font-weight: 600; }
  .value { font-variant-numeric: tabular-nums; }
  .other { fill: #8c959f; } .variant { fill: #79a8f0; } .own { fill: #1f62d0; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #15181d; } text { fill: #e6e8eb; }
    .other { fill: #7d8590; } .variant { fill: #3f66a8; } .own { fill: #6ea8fe; }
  }
"""


@dataclass(frozen=True)
class Bar:
    """A bar; `kind` is `own`, `variant` or `other`, and `text` its value as shown."""

    label: str
    value: float
    text: str
    kind: str = "other"


@dataclass(frozen=True)
class Panel:
    """Bars with one scale."""

    heading: str
    bars: Sequence[Bar]


def kind_of(name: str) -> str:
    """Kind of the bars of a server."""
    if name == "this server":
        return "own"
    return "variant" if name.startswith("this server") else "other"


def write(name: str, title: str, panels: Sequence[Panel]) -> str:
    """Write a chart to docs/images. Returns its Markdown for docs/explanation."""
    path = IMAGES / f"benchmark-{name}.svg"
    path.write_text(_drawn(title, [panel for panel in panels if panel.bars]))
    return f"![{title}](../images/{path.name})"


def _drawn(title: str, panels: Sequence[Panel]) -> str:
    parts: list[str] = []
    top = _MARGIN + _TITLE
    for start in range(0, len(panels), _COLUMNS):
        line = panels[start : start + _COLUMNS]
        for column, panel in enumerate(line):
            parts += _panel(panel, _MARGIN + column * (_PANEL + _GAP), top)
        top += _HEADING + max(len(panel.bars) for panel in line) * _ROW + 12
    height = top + _MARGIN - 12
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" role="img">'
    )
    lines = [
        head,
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{height}" rx="8"/>',
        _text(_MARGIN, _MARGIN + 14, title, "title"),
        *parts,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _panel(panel: Panel, left: int, top: int) -> list[str]:
    parts = [_text(left, top + 16, panel.heading, "heading")]
    most = max(bar.value for bar in panel.bars) or 1
    for number, bar in enumerate(panel.bars):
        middle = top + _HEADING + number * _ROW
        width = max(1, round(bar.value / most * _BAR))
        start = left + _LABEL
        parts += [
            _text(left, middle + 9, _shortened(bar.label)),
            _rect(bar.kind, start, middle, width),
            _text(start + width + 6, middle + 9, bar.text, "value"),
        ]
    return parts


def _shortened(label: str) -> str:
    longest = int(_LABEL / _CHARACTER)
    return label if len(label) <= longest else label[: longest - 1] + "…"


def _rect(kind: str, left: int, top: int, width: int) -> str:
    place = f'x="{left}" y="{top}" width="{width}" height="{_THICKNESS}"'
    return f'<rect class="{kind}" {place} rx="2"/>'


def _text(left: int, base: int, text: str, kind: str = "label") -> str:
    return f'<text class="{kind}" x="{left}" y="{base}">{escape(text)}</text>'
