"""Ids derived from idempotency keys, so that a repeated call finds what the first one stored."""

from hashlib import sha256

from bson import ObjectId


def id_for(key: str | None, *owners: ObjectId) -> ObjectId:
    """Return a new id; with a key, always the same one for these owners.

    The 12 bytes are the beginning of the SHA-256 digest of the owners' ids and the key.
    """
    if key is None:
        return ObjectId()
    owned = b"".join(owner.binary for owner in owners)
    return ObjectId(sha256(owned + key.encode()).digest()[:12])
