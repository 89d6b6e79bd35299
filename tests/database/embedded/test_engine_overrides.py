"""Overridden members of mongoeco's engine have the signatures that were reviewed.

After an upgrade of mongoeco: compare each changed member with its override, delete overrides that
the library makes unnecessary, and then update the table.
"""

import inspect
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from embedded_engine import served
from mongoeco.cxp.exchange import projection
from mongoeco.engines.sqlite import SQLiteEngine

from cms_blog.database.embedded.engine import Engine
from cms_blog.database.embedded.index_builds import IndexBuilds
from cms_blog.database.embedded.indexes import QueryIndexes

REVIEWED = {
    "_create_sqlite_connection": "(self)",
    "_run_blocking": "(self, func, /, *args, **kwargs)",
    "_backfill_scalar_indexes_sync": "(self, conn)",
    "_physical_index_name": "(self, db_name, coll_name, index_name)",
    "_physical_multikey_index_name": "(self, db_name, coll_name, index_name)",
    "_physical_scalar_index_name": "(self, db_name, coll_name, index_name)",
    "_field_is_top_level_array_in_collection": "(self, db_name, coll_name, field)",
    "_field_contains_tagged_value_type_in_collection": (
        "(self, db_name, coll_name, field, value_type)"
    ),
    "_sort_requires_python": "(self, db_name, coll_name, plan, sort)",
    "_validate_document_against_unique_indexes": (
        "(self, db_name, coll_name, document, *, exclude_storage_key=None, "
        "skip_id_check=False, scan_payload_id=False)"
    ),
    "_plan_fields": "(plan)",
    "_translate_query_plan_with_multikey": "(self, db_name, coll_name, plan)",
    "_translate_equals_with_multikey": "(self, collection_id, db_name, coll_name, plan, index)",
    "_build_scalar_sort_select_sql": (
        "(self, db_name, coll_name, plan, *, select_clause, sort, skip, limit, hint)"
    ),
    "_can_use_dedicated_reader": "(self, context)",
    "_decode_codec_payload": "(self, payload, *, preserve_bson_wrappers)",
    "_project_sql_scan_rows": "(self, rows, semantics, reader)",
    "_load_documents": "(self, db_name, coll_name)",
    "_create_index_sync": (
        "(self, db_name, coll_name, keys, unique, name, sparse, hidden, collation, "
        "partial_filter_expression, expire_after_seconds, weights, default_language, "
        "language_override, min_value, max_value, bucket_size, max_time_ms, context)"
    ),
}


def overridden(kind: type) -> set[str]:
    """Names of the private methods of `kind` that a base class in mongoeco defines as well."""
    bases = [base for base in kind.__mro__[1:] if base.__module__.startswith("mongoeco.")]
    return {
        name
        for name, member in vars(kind).items()
        if name.startswith("_")
        and not name.startswith("__")
        and inspect.isroutine(member)
        and any(name in vars(base) for base in bases)
    }


def signature(kind: type, name: str) -> str:
    """Parameters of a method with their kinds and defaults, without annotations."""
    method: Callable[..., Any] = getattr(kind, name)
    found = inspect.signature(method)
    plain = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in found.parameters.values()
    ]
    return str(found.replace(parameters=plain, return_annotation=inspect.Signature.empty))


def test_each_overridden_member_has_the_reviewed_signature():
    names = overridden(Engine) | overridden(QueryIndexes) | overridden(IndexBuilds)
    found = {name: signature(SQLiteEngine, name) for name in names}
    assert found == REVIEWED


def test_a_new_override_is_detected():
    class Changed(Engine):
        def _storage_key(self, value: object) -> str: ...

        def _own(self) -> None: ...

    assert overridden(Changed) == {"_storage_key"}


def test_each_override_has_a_docstring():
    assert [name for name in overridden(Engine) if not vars(Engine)[name].__doc__] == []


async def test_each_write_is_one_transaction_and_records_no_change(tmp_path: Path):
    async with served(tmp_path) as (engine, database):
        blogs = database.blogs
        await blogs.insert_one({"slug": "first"})
        writes: list[Callable[[], Awaitable[Any]]] = [
            lambda: blogs.insert_one({"slug": "a"}),
            lambda: blogs.update_one({"slug": "a"}, {"$set": {"title": "b"}}),
            lambda: blogs.find_one_and_update({"slug": "a"}, {"$set": {"title": "c"}}),
            lambda: blogs.delete_one({"slug": "a"}),
        ]
        for number, write in enumerate(writes, start=engine.transactions + 1):
            await write()
            assert engine.transactions == number
    with closing(sqlite3.connect(tmp_path / "test.sqlite")) as stored:
        query = (
            "SELECT (SELECT count(*) FROM change_outbox), count(*) FROM change_outbox_identities"
        )
        assert stored.execute(query).fetchone() == (0, 0)


def test_the_catalog_of_explain_is_loaded_once():
    load = projection.load_mongodb_catalog  # pyright: ignore[reportPrivateImportUsage] - the engine replaces it
    assert load() is load()
