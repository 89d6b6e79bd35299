"""Renders hostile blogs in pages as clients do, and checks in Chromium that no script runs.

`make test-browser`; Debian's package is `chromium`, CHROMIUM names another one.
"""

import html
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from api import Api
from html_safety import TAGS
from xss_vectors import VECTORS

from cms_blog.blogs.content.markdown import render

SAVE = """
  mutation Save($input: SaveBlogInput!) {
    saveBlog(input: $input) {
      ... on SaveBlogSuccess { blog { content { html sections { html } } } }
    }
  }
"""
PLANTED = "<img src=x onerror=alert('planted')>"
# No network access, whatever URLs a text has.
_FLAGS = [
    *"--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync".split(),
    *"--disable-background-networking --disable-component-update --disable-default-apps".split(),
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--virtual-time-budget=5000",
    "--dump-dom",
]


def opened(page: str, folder: Path) -> dict[str, Any]:
    """Open a page in Chromium; return the scripts that ran and the number of checked elements."""
    file = folder / "page.html"
    trap = (Path(__file__).parent / "trap.js").read_text()
    tags = html.escape(json.dumps(sorted(TAGS | {"div"})))
    head = f'<meta charset=utf-8><script data-tags="{tags}">{trap}</script>'
    file.write_text(f"<!DOCTYPE html><html><head>{head}</head><body>{page}</body></html>")
    browser = os.environ.get("CHROMIUM", "chromium")
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [browser, *_FLAGS, profile, file.as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=60, text=True, check=True)
    title = re.search(r"<title>(.*?)</title>", done.stdout, re.DOTALL)
    assert title, done.stdout[:2_000] + done.stderr[-2_000:]
    return json.loads(html.unescape(title[1]))


def in_source(parts: list[str]) -> str:
    """Return a page that a server has rendered."""
    return "\n".join(f'<div class="content">{part}</div>' for part in parts)


def by_script(parts: list[str]) -> str:
    """Return a page that inserts the parts by script, like React's `dangerouslySetInnerHTML`."""
    data = json.dumps(parts).replace("<", "\\u003c")
    return f"""<script>
      for (const part of {data}) {{
        const content = document.createElement('div');
        content.className = 'content';
        document.body.append(content);
        content.innerHTML = part;
      }}
    </script>"""


@pytest.fixture
async def parts(api: Api) -> list[str]:
    """Read the HTML of all vectors from the API, as complete texts and as sections."""
    author = await api.make_user()
    found: list[str] = []
    for vector in VECTORS:
        brief = dict.fromkeys(("focusOrNiche", "targetedKeyword", "targetedAudience"), "x")
        given = {"brief": brief, "title": "x", "markdown": vector}
        saved = await api.execute(SAVE, {"input": given}, as_user=author)
        content = saved["blog"]["content"]
        found += [content["html"], *(section["html"] for section in content["sections"])]
        # The API removes control characters; the renderer must also be safe without that.
        found.append(render(vector).html)
    return found


@pytest.mark.parametrize("page", [in_source, by_script])
def test_harness_detects_executed_scripts(page: Any, tmp_path: Path):
    seen = opened(page([render("# Harmless").html, PLANTED]), tmp_path)
    assert "alert(planted)" in seen["ran"]
    assert "img onerror" in seen["ran"]
    assert opened(page([render("# Harmless").html]), tmp_path)["ran"] == []


def test_vectors_run_without_sanitising(tmp_path: Path):
    """Many vectors run without sanitising. Those that would navigate away are omitted."""
    elements = "<(meta|base|form|i?frame|object|embed|link|button|a |area)|javascript"
    away = re.compile(elements, re.IGNORECASE)
    vectors = [vector for vector in VECTORS if not away.search(vector)]
    raw = [vector.replace("alert(1)", f"alert({n})") for n, vector in enumerate(vectors)]
    seen = opened(by_script(raw), tmp_path)
    assert len({name for name in seen["ran"] if name.startswith("alert(")}) >= 100


def test_no_vector_runs(parts: list[str], tmp_path: Path):
    for page in (in_source, by_script):
        seen = opened(page(parts), tmp_path)
        assert seen["ran"] == []
        assert seen["looked"] > len(parts) >= 120
