"""What authors save is put into pages as clients do it, and Chromium opens them: nothing runs.

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
# The network is closed, whatever a text points at.
_FLAGS = [
    *"--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync".split(),
    *"--disable-background-networking --disable-component-update --disable-default-apps".split(),
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--virtual-time-budget=5000",
    "--dump-dom",
]


def opened(page: str, folder: Path) -> dict[str, Any]:
    """Open a page in Chromium: what ran in it, and how many elements were looked at."""
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
    """A page that a server has put together."""
    return "\n".join(f'<div class="content">{part}</div>' for part in parts)


def by_script(parts: list[str]) -> str:
    """A page whose script puts the parts in, as React's `dangerouslySetInnerHTML` does."""
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
    """The HTML of all vectors, as wholes and as sections, as it is read from the API."""
    author = await api.make_user()
    found: list[str] = []
    for vector in VECTORS:
        brief = dict.fromkeys(("focusOrNiche", "targetedKeyword", "targetedAudience"), "x")
        given = {"brief": brief, "title": "x", "markdown": vector}
        saved = await api.execute(SAVE, {"input": given}, as_user=author)
        content = saved["blog"]["content"]
        found += [content["html"], *(section["html"] for section in content["sections"])]
        # The API drops control characters; the renderer has to be safe without that.
        found.append(render(vector).html)
    return found


@pytest.mark.parametrize("page", [in_source, by_script])
def test_the_trap_catches_what_runs(page: Any, tmp_path: Path):
    seen = opened(page([render("# Harmless").html, PLANTED]), tmp_path)
    assert "alert(planted)" in seen["ran"]
    assert "img onerror" in seen["ran"]
    assert opened(page([render("# Harmless").html]), tmp_path)["ran"] == []


def test_the_vectors_are_no_blanks(tmp_path: Path):
    """Many run where nobody sanitises. Those are left out that would lead the page away."""
    elements = "<(meta|base|form|i?frame|object|embed|link|button|a |area)|javascript"
    away = re.compile(elements, re.IGNORECASE)
    vectors = [vector for vector in VECTORS if not away.search(vector)]
    raw = [vector.replace("alert(1)", f"alert({n})") for n, vector in enumerate(vectors)]
    seen = opened(by_script(raw), tmp_path)
    assert len({name for name in seen["ran"] if name.startswith("alert(")}) >= 100


def test_nothing_runs(parts: list[str], tmp_path: Path):
    for page in (in_source, by_script):
        seen = opened(page(parts), tmp_path)
        assert seen["ran"] == []
        assert seen["looked"] > len(parts) >= 120
