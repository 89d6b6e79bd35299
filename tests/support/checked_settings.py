"""Settings from environment variables, and the problems that stop the start."""

from base64 import b64encode

import pytest

from cms_blog.settings import SettingsError, load_settings

GOOD_SECRET = "0123456789abcdef0123456789abcdef"


WEBHOOK_KEY = "whsec_" + b64encode(b"k" * 24).decode()


URI = "mongodb://someone:s3cret-in-uri@db.example.com"


# The least that production starts with.
PRODUCTION = {
    "ENV": "prod",
    "JWT_SECRET": GOOD_SECRET,
    "MONGODB_URI": URI,
    "PUBLIC_BASE_URL": "https://blog.example.com",
    "GENERATION": "offline",
}


def problems(**environment: str) -> list[str]:
    """Return the lines of the error for these variables; empty if the start succeeds."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        try:
            load_settings()
        except SettingsError as error:
            return error.lines
    return []


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in PRODUCTION.items() if name not in names}
