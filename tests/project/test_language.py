"""The language check, `tools/check_language.py`."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def checker(project: Path) -> ModuleType:
    path = project / "tools" / "check_language.py"
    spec = importlib.util.spec_from_file_location("check_language", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("# Tells whoever waits.", '"whoever": name the actor: the author, the client, the caller'),
        ("Rendered anew when it is read.", '"anew": again'),
        ("Use a unit, as `10/minute`.", '", as `": for example'),
        ("Null where there is none.", '"there is none": does not exist, is absent, is empty'),
    ],
)
def test_idioms_are_reported_with_advice(checker: ModuleType, line: str, advice: str):
    assert list(checker.phrases(f"A plain line.\n{line}\n")) == [(2, advice)]


@pytest.mark.parametrize(
    "line", ["Amendments are anewly listed.", "Does not do that, done by itselves", "Try again."]
)
def test_phrases_match_whole_words_only(checker: ModuleType, line: str):
    assert not [found for _, found in checker.phrases(line) if "anew" in found or "mend" in found]


def test_docstrings_that_open_with_a_question_word_are_reported(checker: ModuleType):
    source = '''"""Module of the example."""

def first():
    """What a page shows."""

class Second:
    """Return the page after `cursor`."""
'''
    found = list(checker.docstrings(source))
    assert [line for line, _ in found] == [4]
    assert "What" in found[0][1]


def test_descriptions_of_a_schema_are_checked(checker: ModuleType):
    sdl = '''"""The root."""
type Query {
  """When it was made."""
  createdAt: String
  """Id of the blog."""
  id: ID
}
'''
    assert [line for line, _ in checker.descriptions(sdl)] == [3]


def test_documentation_comments_of_typescript_are_checked(checker: ModuleType):
    source = "/** How a call travels. */\n/** Options of a call. */\n// When it ends, wait.\n"
    assert [line for line, _ in checker.comments(source)] == [1]


def test_generated_files_and_the_list_itself_are_exempt(checker: ModuleType):
    names = {str(path.relative_to(checker.ROOT)) for path in checker.tracked_files()}
    assert {"README.md", "schema.graphql", "src/cms_blog/settings.py", "Makefile"} <= names
    assert "tools/check_language.py" not in names
    assert "docs/released.graphql" not in names
    assert not [name for name in names if "/generated/" in name]
