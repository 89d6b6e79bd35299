"""CPU cost of the text of a save: renderers alone, and this server's whole processing.

As a script it measures Python-Markdown, in an environment without this project.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_ROUNDS = 5
_TIMES = 20


def measured(text: str, tools: Path) -> dict[str, float]:
    """CPU of each renderer for the text, in milliseconds: median of several rounds."""
    from pyromark import html

    from cms_blog.blogs.content.markdown import check_renderable, render
    from cms_blog.blogs.content.structure import markdown_options

    def whole() -> None:
        check_renderable(text)
        render(text)

    command = [str(tools / "bin" / "python"), __file__]
    child = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return {
        "Python-Markdown alone": float(child.stdout),
        "pyromark alone": _timed(lambda: html(text, options=markdown_options())),
        "this server: checked, rendered, sanitised, cut into sections": _timed(whole),
    }


def _timed(work: Callable[[], object]) -> float:
    work()
    rounds: list[float] = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        for _ in range(_TIMES):
            work()
        rounds.append((time.process_time() - start) / _TIMES * 1_000)
    return sorted(rounds)[_ROUNDS // 2]


if __name__ == "__main__":
    import markdown  # pyright: ignore[reportMissingModuleSource] - of the environment `tools`

    given = sys.stdin.read()
    print(_timed(lambda: markdown.markdown(given, extensions=["fenced_code", "tables"])))  # pyright: ignore[reportUnknownMemberType]
