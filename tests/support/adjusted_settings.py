"""Settings with replaced values, including those of `Settings.limits`."""

from typing import Any

from cms_blog.limits import Limits
from cms_blog.settings import Settings, load_settings


def settings_with(**changes: Any) -> Settings:
    """Return the default settings with `changes` to settings and limits."""
    return load_settings(limits=Limits(**_taken(changes)), **changes)


def adjusted(settings: Settings, **changes: Any) -> Settings:
    """Return a copy with `changes` to settings and limits."""
    limits = settings.limits.model_copy(update=_taken(changes))
    return settings.model_copy(update=changes | {"limits": limits})


def _taken(changes: dict[str, Any]) -> dict[str, Any]:
    """Remove the limits from `changes` and return them."""
    return {name: changes.pop(name) for name in Limits.model_fields.keys() & changes.keys()}
