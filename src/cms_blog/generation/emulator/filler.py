"""Answers to requests that are not from this project: any JSON schema is filled."""

from typing import Any, cast

from cms_blog.generation.emulator.wire import ContentRequest, Json

_DEEPEST = 8


def plain(request: ContentRequest) -> str:
    """Return a text that says that it is not from Gemini."""
    asked = request.texts[-1][:200] if request.texts else ""
    return f"This is an offline emulator of Gemini. The request was: {asked}"


def fill(schema: Json, name: str = "value", depth: int = 0) -> Any:
    """Return a value that a schema of the common kinds allows."""
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
