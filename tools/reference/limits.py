"""Reference of the limits: names, bounds and defaults of the class, texts of its comments."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

from tools.reference.markdown import heading, page
from tools.reference.settings import section, type_of

from cms_blog.limits import Limits

_INTRODUCTION = """
Limits on the resources of one client or one request. The defaults suit nearly every deployment.
The setting [`LIMITS`](#setting-limits) replaces single ones: `LIMITS={"max_query_depth": 15}`. A
request above a limit gets an [error](#error-codes) that names it.
"""
_GROUP = re.compile(r" {4}# --- (.+) ---")
_COMMENT = re.compile(r" {4}# (.+)")
_FIELD = re.compile(r" {4}(\w+): ")


def comments(source: str) -> Iterator[tuple[str, str, str]]:
    """Yield group, name and comment of each field of a class."""
    group, comment = "", list[str]()
    for line in source.splitlines():
        if found := _GROUP.fullmatch(line):
            group, comment = found[1], []
        elif found := _COMMENT.fullmatch(line):
            comment.append(found[1])
        elif found := _FIELD.match(line):
            yield group, found[1], " ".join(comment)
            comment = []


def limits_page() -> str:
    """Return the page of all limits, grouped as in the class."""
    properties: dict[str, Any] = Limits.model_json_schema()["properties"]
    parts: list[str] = []
    former = ""
    for group, name, comment in comments(inspect.getsource(Limits)):
        if group != former:
            former = group
            parts.append(heading(2, group, f"limits-{group.split()[0].lower()}"))
        default = str(properties[name]["default"]).replace("True", "true")
        facts = [type_of(properties[name]), f"default `{default}`"]
        parts.append(section(name, f"limit-{name.replace('_', '-')}", comment, facts))
    return f"(limits)=\n{page('Limits', _INTRODUCTION, parts)}"
