"""Reference of the settings: names, types and defaults of the class, texts of `.env.example`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from pydantic import SecretStr
from tools.reference.markdown import code, heading, page, prose

from cms_blog.limits import Limits
from cms_blog.settings import Settings

_INTRODUCTION = """
Settings come from the environment or from a file `.env` in the working directory; the environment
wins. Empty values are not set. `.env.example` in the repository lists all settings as a template.
[Limits](#limits) are set together, by [`LIMITS`](#setting-limits).
"""
_GROUP = re.compile(r"# --- (.+) ---")
_GUIDE = re.compile(r"docs/([\w/-]+/([\w-]+)\.md)")
_ASSIGNMENT = re.compile(r"([A-Z_0-9]+)=")


@dataclass(frozen=True)
class Entry:
    """One setting in `.env.example`."""

    name: str
    group: str
    text: str


def entries(example: str) -> Iterator[Entry]:
    """Yield the settings of `.env.example` with their groups and comments."""
    group, comment = "", list[str]()
    for line in example.splitlines():
        if found := _GROUP.fullmatch(line):
            group, comment = found[1], []
        elif line.startswith("#"):
            comment.append(line.lstrip("# "))
        elif found := _ASSIGNMENT.match(line):
            yield Entry(found[1], group, _GUIDE.sub(_linked, " ".join(comment)))
            comment = []
        else:
            comment = []


def _linked(guide: re.Match[str]) -> str:
    """A link to a page of the documentation, from the folder of the generated pages."""
    return f"[{guide[2].replace('-', ' ')}](../../{guide[1]})"


def settings_page(example: str) -> str:
    """Return the page of all settings, grouped as in `.env.example`."""
    properties = Settings.model_json_schema()["properties"]
    parts: list[str] = []
    group = ""
    for entry in entries(example):
        if entry.group != group:
            group = entry.group
            title = group.removeprefix("The ")
            slug = re.sub(r"[^a-z]+", "-", group.lower()).strip("-")
            parts.append(heading(2, f"{title[0].upper()}{title[1:]}", f"settings-{slug}"))
        parts.append(_section(entry, properties[entry.name.lower()]))
    return page("Settings", _INTRODUCTION, parts)


def _section(entry: Entry, schema: Mapping[str, Any]) -> str:
    name = entry.name.lower()
    default = default_of(name)
    facts = [type_of(schema), f"default {code(default)}" if default else "no default"]
    if is_secret(schema):
        facts.append("**secret**")
    target = f"setting-{name.replace('_', '-')}"
    return section(entry.name, target, entry.text, facts)


def section(name: str, target: str, text: str, facts: Iterable[str]) -> str:
    """Return the section of one setting or limit."""
    return f"{heading(3, name, target)}\n{prose(text)}\n\n*Value:* {', '.join(facts)}\n"


def default_of(name: str) -> str:
    """Return the default as it is written in the environment; empty if there is no value."""
    value: object = Settings.model_fields[name].default
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value in (None, (), Limits()) else str(value)


def type_of(schema: Mapping[str, Any]) -> str:
    """Return the type with its bounds in words, from the JSON Schema of a field."""
    inner = _value_of(schema)
    if "enum" in inner or "const" in inner:
        return " or ".join(f"`{value}`" for value in inner.get("enum", [inner.get("const")]))
    if "$ref" in inner:
        return "JSON object"
    words = {"array": "texts, separated by commas", "boolean": "`true` or `false`"}
    name = "path" if inner.get("format") == "path" else inner["type"]
    return words.get(name, name.replace("string", "text")) + bounds_of(inner)


def bounds_of(schema: Mapping[str, Any]) -> str:
    """Return the bounds of a number or of a length, for example ` from 1 to 256`."""
    if "minimum" in schema:
        return f" from {schema['minimum']:,} to {schema['maximum']:,}"
    if "exclusiveMinimum" in schema:
        return f" above {schema['exclusiveMinimum']:,}, up to {schema['maximum']:,}"
    if "maxLength" in schema:
        return f" of at most {schema['maxLength']} characters"
    if schema.get("minLength", 1) > 1:
        return f" of at least {schema['minLength']} characters"
    if "pattern" in schema:
        return f" that matches `{schema['pattern']}`"
    return ""


def is_secret(schema: Mapping[str, Any]) -> bool:
    """Return whether the value, or each of its items, is a secret."""
    inner = _value_of(schema)
    return "password" in {inner.get("format"), inner.get("items", {}).get("format")}


def _value_of(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema without null."""
    options = cast("list[Mapping[str, Any]]", schema.get("anyOf", [schema]))
    return next(option for option in options if option.get("type") != "null")
