"""Answers to the requests of others: any schema filled with something that fits it."""

from typing import Any, cast

from cms_blog.generation.emulator.wire import Ask, Json

_DEEPEST = 8


def plain(ask: Ask) -> str:
    """An honest answer where nobody asked for one of our steps."""
    asked = ask.texts[-1][:200] if ask.texts else ""
    return f"This is an offline stand-in for Gemini. It was asked: {asked}"


def fill(schema: Json, name: str = "value", depth: int = 0) -> Any:
    """A value that the schema allows, where it is one of the usual kind."""
    if depth > _DEEPEST:
        return None
    if isinstance(choices := schema.get("enum"), list) and choices:
        return cast("list[Any]", choices)[0]
    if isinstance(choices := schema.get("anyOf"), list) and choices:
        return fill(cast("list[Json]", choices)[0], name, depth + 1)
    kind = str(schema.get("type", "string")).lower()
    if kind == "object":
        properties = cast("dict[str, Json]", schema.get("properties") or {})
        return {key: fill(each, key, depth + 1) for key, each in properties.items()}
    if kind == "array":
        item = cast("Json", schema.get("items") or {})
        least = int(schema.get("minItems") or schema.get("min_items") or 1)
        return [fill(item, f"{name} {n}", depth + 1) for n in range(1, min(least, 50) + 1)]
    simple = {"integer": schema.get("minimum", 1), "number": 1.5, "boolean": True, "null": None}
    return simple.get(kind, f"Offline {name.replace('_', ' ')}")
