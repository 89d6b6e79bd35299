"""The generated pages of the schema: complete, with valid links and examples."""

import re
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    is_introspection_type,
    parse,
    validate,
)
from served_schema import served_schema
from tools.reference.schema import schema_pages

HOSTILE = '''
"""<script>alert(1)</script> & `<b>bold</b>` """
type Query {
  """
  One.

  `Kind` is linked, `other` is not.
  """
  a("A <text>." text: String = "</code>"): Kind @deprecated(reason: "Take `b`.")
  b(kind: Kind = ONE): Int
}
"The kind."
enum Kind {
  "The first."
  ONE
}
'''
ROOTS = {"Query": "query", "Mutation": "mutation", "Subscription": "subscription"}


@pytest.fixture(scope="module")
def pages(project: Path) -> dict[str, str]:
    return schema_pages((project / "schema.graphql").read_text())


def targets(text: str) -> list[str]:
    return re.findall(r"^\((.+)\)=$", text, re.MULTILINE)


def members() -> set[str]:
    """The ids that the pages must have for fields, arguments of root fields and values."""
    found: set[str] = set()
    for name, type_ in served_schema().type_map.items():
        match type_:
            case _ if is_introspection_type(type_):
                continue
            case GraphQLObjectType() if name in ROOTS:
                for field, slot in type_.fields.items():
                    found |= {f"{ROOTS[name]}-{field}-{argument}" for argument in slot.args}
            case GraphQLObjectType() | GraphQLInterfaceType() | GraphQLInputObjectType():
                found |= {f"type-{name}-{field}" for field in type_.fields}
            case GraphQLEnumType():
                found |= {f"type-{name}-{value}" for value in type_.values}
            case _:
                pass
    return found


def test_every_definition_has_one_target(pages: dict[str, str]):
    found = targets("\n".join(pages.values()))
    assert len(found) == len(set(found))
    operations = {
        f"{kind}-{name.lower()}"
        for root, kind in ROOTS.items()
        if isinstance(type_ := served_schema().type_map[root], GraphQLObjectType)
        for name in type_.fields
    }
    types = {
        f"type-{name.lower()}"
        for name, type_ in served_schema().type_map.items()
        if name not in ROOTS and not is_introspection_type(type_)
    }
    assert set(found) == operations | types


def test_every_member_has_one_id(pages: dict[str, str]):
    found = re.findall(r"`\{#(.+?)\}", "\n".join(pages.values()))
    assert len(found) == len(set(found))
    assert set(found) == members()


def test_all_links_lead_to_targets(pages: dict[str, str]):
    text = "\n".join(pages.values())
    links = set(re.findall(r"\]\((?!https://)(.+?)\)", text))
    assert links <= {f"#{target}" for target in targets(text)}


def test_every_operation_has_a_valid_example(pages: dict[str, str]):
    text = "\n".join(pages.values())
    examples = re.findall(r"```graphql\n(.+?)```", text, re.DOTALL)
    schema = served_schema()
    roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
    assert len(examples) == sum(len(root.fields) for root in roots if root)
    for example in examples:
        assert validate(schema, parse(example)) == []
    (save,) = (example for example in examples if example.startswith("mutation SaveBlog("))
    assert "... on SaveBlogSuccess" in save
    assert "... on UserError {\n      message" in save


def test_descriptions_are_escaped_and_linked():
    pages = schema_pages(HOSTILE)
    assert list(pages) == ["queries", "enums", "scalars"]
    beginning, _, rest = pages["queries"].partition("<details>")
    assert beginning == (
        "# Queries\n\n&lt;script>alert(1)&lt;/script> & `<b>bold</b>`\n\n"
        "(query-a)=\n## a\n\n"
        "One.\n\n[`Kind`](#type-kind) is linked, `other` is not.\n\n"
        "**Deprecated.** Take [`b`](#query-b).\n\n"
        "**Arguments**\n\n"
        '`text`{#query-a-text}: [`String`](#type-string) = `"</code>"`\n: A &lt;text>.\n\n'
        "**Result:** [`Kind`](#type-kind)\n\n"
    )
    assert "(query-b)=" in rest
    assert pages["enums"].endswith(
        "(type-kind)=\n## Kind\n\nThe kind.\n\n`ONE`{#type-Kind-ONE}\n: The first.\n\n"
        "**Used by:** [`a`](#query-a), [`b`](#query-b)\n"
    )
