"""Who writes and paints."""

from enum import StrEnum


class GenerationProvider(StrEnum):
    """Gemini, or what stands in for it."""

    GEMINI = "gemini"
    OFFLINE = "offline"
