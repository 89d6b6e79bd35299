"""The secret that signs tokens."""

import secrets
from contextlib import suppress
from tempfile import NamedTemporaryFile

from cms_blog.settings import MIN_SECRET_BYTES, Settings, SettingsError


def jwt_secret(settings: Settings) -> str:
    """JWT_SECRET, or in development a secret that is made once and kept in DATA_DIR.

    Raises:
        SettingsError: the file can't be written, or holds no usable secret.
    """
    if settings.jwt_secret is not None:
        return settings.jwt_secret.get_secret_value()
    path = settings.data_dir / "jwt-secret"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            # Linking fails if the file exists: processes that start at once share one secret.
            with NamedTemporaryFile("w", dir=path.parent) as draft, suppress(FileExistsError):
                draft.write(secrets.token_urlsafe(48))
                draft.flush()
                path.hardlink_to(draft.name)
        secret = path.read_text()
    except OSError as error:
        raise SettingsError([f"JWT_SECRET: can't be kept in {path}: {error.strerror}"]) from None
    if len(secret.encode()) < MIN_SECRET_BYTES:
        raise SettingsError(
            [f"JWT_SECRET: {path} holds no secret; delete it to have a new one made"]
        )
    return secret
