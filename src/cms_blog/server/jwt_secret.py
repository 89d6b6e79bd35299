"""Secret that signs access tokens."""

import secrets
from contextlib import suppress
from tempfile import NamedTemporaryFile

from cms_blog.settings import MIN_SECRET_BYTES, Settings, SettingsError


def jwt_secret(settings: Settings) -> str:
    """Return JWT_SECRET; in development by default a generated secret, stored in DATA_DIR.

    Raises:
        SettingsError: the file can't be written, or contains no valid secret.
    """
    if settings.jwt_secret is not None:
        return settings.jwt_secret.get_secret_value()
    path = settings.data_dir / "jwt-secret"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            # Linking fails if the file exists: processes that start concurrently share one secret.
            with NamedTemporaryFile("w", dir=path.parent) as partial, suppress(FileExistsError):
                partial.write(secrets.token_urlsafe(48))
                partial.flush()
                path.hardlink_to(partial.name)
        secret = path.read_text()
    except OSError as error:
        raise SettingsError([f"JWT_SECRET: can't be stored in {path}: {error.strerror}"]) from None
    if len(secret.encode()) < MIN_SECRET_BYTES:
        raise SettingsError(
            [f"JWT_SECRET: {path} contains no valid secret; delete it to generate a new one"]
        )
    return secret
