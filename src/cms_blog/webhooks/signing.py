"""Signatures of events (Standard Webhooks, "Signature scheme")."""

from datetime import UTC, datetime

from pydantic import SecretStr
from standardwebhooks import Webhook


class Signer:
    """Signs events with the current and the previous secret.

    Args:
        secrets: `whsec_…`, or two of them, separated by a comma.
    """

    def __init__(self, secrets: SecretStr) -> None:
        self._keys = [Webhook(secret) for secret in secrets.get_secret_value().split(",")]

    def headers(self, message_id: str, body: bytes) -> dict[str, str]:
        """Return the headers of a request.

        The time is that of the attempt: receivers refuse requests that are older than minutes.
        """
        time = datetime.now(UTC).replace(microsecond=0)
        signatures = [key.sign(message_id, time, body.decode()) for key in self._keys]
        return {
            "content-type": "application/json",
            "user-agent": "cms-blog",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(time.timestamp())),
            "webhook-signature": " ".join(signatures),
        }
