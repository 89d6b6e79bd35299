"""Reject private idiom in code, docs and schema descriptions: `python tools/check_language.py`.

Prints each finding as `path:line: message` and exits with status 1 if there is one.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from graphql import Node, StringValueNode, Visitor, parse, visit

ROOT = Path(__file__).resolve().parent.parent
CHECKED = re.compile(
    r"\.(py|pyi|ts|tsx|js|mjs|css|md|graphql|html|ya?ml|sh)$|^(Makefile|Dockerfile|\.env\.example)$"
)
# Generated files, texts in the voice of the posts' authors, and this list itself.
EXEMPT = re.compile(
    r"(^|/)(generated|gql|node_modules|words)/|^docs/released\.graphql$"
    r"|^tools/check_language\.py$|^tests/project/test_language\.py$|^benchmarks/peers/"
)

# A word or phrase and what to write instead.
PHRASES = {
    r"\bwhoever\b": "name the actor: the author, the client, the caller",
    r"\banew\b": "again",
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\blikewise\b": "also",
    r"\bthat there is(n't)?\b": "name the thing",
    r"\b(there )?is none\b": "does not exist, is absent, is empty",
    r"\b(nobody|somebody)\b": "name the actor, or no one, someone",
    r"\bthe house\b": "the project",
    r"\bat rest\b": "idle",
    r"\b(goes|went|going) away\b": "disconnects, becomes unavailable",
    r"\btold of\b": "notified of",
    r"\bas good as\b": "almost, equivalent to",
    r"\bleans? on\b": "depends on, uses",
    r"\bwhat there is\b": "name the thing",
    r"\bwhat .{1,40} is, whatever\b": "name the thing",
    r"\bwho (waits|asks|comes)\b": "the waiting client",
    r"\b(is|are) a gift\b": "is not charged",
    r", as [`\"](?=\S)": "for example",
    r"\bdoes not do\b": "is invalid, is not accepted",
    r"\bfor ever\b": "forever, without limit",
    r"\bby itself\b": "automatically",
    r"\bof itself\b": "name the thing",
    r"\bin its place\b": "instead",
    r"\bhas no words for\b": "does not support",
    r"\bor so\b": "about",
}
# First words that make a riddle of a description: it should be a noun phrase or an imperative.
OPENINGS = ("What", "Who", "Whose", "Where", "When", "How", "Which", "Nothing", "Of", "So", "As")


def tracked_files() -> Iterator[Path]:
    """The files of the project whose text is checked."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        if CHECKED.search(name) and not EXEMPT.search(name) and (ROOT / name).is_file():
            yield ROOT / name


def phrases(text: str) -> Iterator[tuple[int, str]]:
    """Line numbers and messages of the idioms in a text."""
    for number, line in enumerate(text.splitlines(), start=1):
        for pattern, advice in PHRASES.items():
            if found := re.search(pattern, line):
                yield number, f'"{found[0]}": {advice}'


def docstrings(source: str) -> Iterator[tuple[int, str]]:
    """Docstrings of a Python module that open with a question word."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text and opens_badly(text):
                line = node.body[0].lineno
                yield line, f'docstring opens with "{text.split()[0]}": use a noun or an imperative'


class _Descriptions(Visitor):
    """Collects the descriptions of a schema that open with a question word."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def enter(self, node: Node, *_: object) -> None:
        text = getattr(node, "description", None)
        if isinstance(text, StringValueNode) and opens_badly(text.value):
            line = text.loc.start_token.line if text.loc else 0
            message = f'description opens with "{text.value.split()[0]}": name the thing'
            self.found.append((line, message))


def descriptions(sdl: str) -> Iterator[tuple[int, str]]:
    """Descriptions of a schema that open with a question word."""
    visitor = _Descriptions()
    visit(parse(sdl), visitor)
    yield from visitor.found


def comments(source: str) -> Iterator[tuple[int, str]]:
    """Documentation comments of TypeScript and JavaScript that open with a question word."""
    for number, line in enumerate(source.splitlines(), start=1):
        found = re.search(r"/\*\* (.*)", line)
        if found and opens_badly(found[1]):
            yield number, f'comment opens with "{found[1].split()[0]}": use a noun or an imperative'


def opens_badly(text: str) -> bool:
    """Whether a description opens with a question word instead of a noun or an imperative."""
    words = text.split()
    return bool(words) and words[0].strip('"`,:') in OPENINGS


def findings() -> Iterator[str]:
    """Every finding in the project, as `path:line: message`."""
    for path in tracked_files():
        text = path.read_text("utf-8")
        name = path.relative_to(ROOT)
        found = [*phrases(text)]
        if path.suffix == ".py":
            found += docstrings(text)
        if path.suffix in {".ts", ".tsx", ".js", ".mjs"}:
            found += comments(text)
        if path.name == "schema.graphql":
            found += descriptions(text)
        yield from (f"{name}:{line}: {message}" for line, message in sorted(found))


def main() -> None:
    """Print the findings; exit with status 1 if there is one."""
    found = list(findings())
    for line in found:
        print(line)
    if found:
        sys.exit(f'{len(found)} findings. See CONTRIBUTING.md, "Language".')


if __name__ == "__main__":
    main()
