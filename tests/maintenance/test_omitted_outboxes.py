"""Backups and copies omit the outboxes."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bson
import pytest
from adjusted_settings import settings_with
from bson import Decimal128, Int64, ObjectId
from bson.raw_bson import RawBSONDocument
from pymongo import AsyncMongoClient

from cms_blog.database.embedded import process as embedded
from cms_blog.maintenance.backup.outboxes import without_outbox
from cms_blog.maintenance.backup.sources import source

OTHERS: dict[str, Any] = {
    "_id": ObjectId(),
    "b": 1,
    "a": Int64(1),
    "nested": {"outbox": [1], "outbox_due": None},
    "values": [b"bytes", 2**40, 1.5, None, True, "ü", Decimal128("1.50")],
    "at": datetime(2026, 11, 23, tzinfo=UTC),
}
OUTBOX = {"outbox": [{"id": ObjectId()}], "outbox_due": datetime(2026, 11, 23, tzinfo=UTC)}


@pytest.mark.parametrize("added", [OUTBOX, {"outbox": []}, {"outbox_due": None}, {}])
def test_all_other_fields_stay_byte_for_byte(added: dict[str, Any]):
    whole = bson.encode({"_id": OTHERS["_id"], **added, **OTHERS})
    assert without_outbox(whole) == bson.encode(OTHERS)


async def test_what_backups_and_copies_read_has_no_outbox(tmp_path: Path):
    async with embedded.running(tmp_path / "data") as uri, AsyncMongoClient[Any](uri) as client:
        for name in ("users", "blogs"):
            await client["cms_blog"][name].insert_one(OTHERS | OUTBOX)
    settings = settings_with(data_dir=tmp_path / "data", mongodb_uri=None)
    async with source(settings) as read:
        for name in ("users", "blogs"):
            (document,) = [each async for each in read.documents(name)]
            assert RawBSONDocument(document).keys() == OTHERS.keys()
