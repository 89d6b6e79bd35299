"""Reference of the command line: the help texts of all commands."""

import argparse
from typing import Any

from tools.reference.markdown import fenced, heading, page

from cms_blog.cli.main import parser

_INTRODUCTION = """
`cms-blog` serves the API and does the work around it. In a clone of the repository, it is
`.venv/bin/cms-blog`; in the container, it is the entry point. The exit status is 1 on failure,
and 2 for invalid settings or arguments.
"""
_COLUMNS = 88


def cli_page() -> str:
    """Return the page with the help text of each command, in the order of the main help text."""
    created: list[argparse.ArgumentParser] = []

    # argparse creates parsers of commands with the class of the main parser.
    class Recorded(argparse.ArgumentParser):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self.formatter_class = _formatter
            created.append(self)

    parser(Recorded)
    return page("Command line", _INTRODUCTION, [_section(each) for each in created])


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Format help texts independently of the terminal."""
    return argparse.HelpFormatter(prog, width=_COLUMNS)


def _section(command: argparse.ArgumentParser) -> str:
    target = f"command-{command.prog.replace(' ', '-')}"
    level = 2 + command.prog.count(" ", len("cms-blog "))
    return f"{heading(level, command.prog, target)}\n{fenced('text', command.format_help())}"
