"""Documents without their outboxes, which backups and copies omit.

Mails that wait in an outbox are sent by the original, or were sent since the backup was made: a
copy would send them again.
"""

import bson
from bson.raw_bson import RawBSONDocument

from cms_blog.outbox.claims import DELETED
from cms_blog.outbox.entries import OUTBOX_FIELDS


def without_outbox(document: bytes) -> bytes | None:
    """Return the document as BSON without its outbox; unchanged if it has none.

    Returns None for a deleted blog: its outbox is all that it has.
    """
    # A search is much cheaper than decoding each document.
    if not any(name.encode() in document for name in OUTBOX_FIELDS):
        return document
    if not any(name in RawBSONDocument(document) for name in OUTBOX_FIELDS):
        return document
    if RawBSONDocument(document).get("status") == DELETED:
        return None
    fields = bson.decode(document)  # pyright: ignore[reportUnknownMemberType] - PyMongo leaves the type of arrays open
    return bson.encode({name: fields[name] for name in fields if name not in OUTBOX_FIELDS})
