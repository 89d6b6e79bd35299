"""Settings with single values replaced, those of `Settings.limits` among them."""

from typing import Any

from cms_blog.limits import Limits
from cms_blog.settings import Settings, load_settings


def settings_with(**changes: Any) -> Settings:
    """The default settings with `changes`, which may name settings and limits."""
    return load_settings(limits=Limits(**_taken(changes)), **changes)


def adjusted(settings: Settings, **changes: Any) -> Settings:
    """A copy with `changes`, which may name settings and limits."""
    limits = settings.limits.model_copy(update=_taken(changes))
    return settings.model_copy(update=changes | {"limits": limits})


def _taken(changes: dict[str, Any]) -> dict[str, Any]:
    """The limits among `changes`, from which they are removed."""
    return {name: changes.pop(name) for name in Limits.model_fields.keys() & changes.keys()}
