"""mongoeco's SQLite engine with indexes that its queries can use.

mongoeco 4.11 scans the collection in most commands: to check the types of the documents, to check
that an `_id` is unique, to sort. Each override here replaces one such scan and falls back to the
library for anything it does not cover. Tests count the instructions that SQLite executes, and
compare the signatures of the overridden members with the reviewed ones.

Docstrings state the effect of each override: CPU time of client and server, median, for 500 blogs
of 15 KB, after a write, with the override and without it.
"""

import sqlite3
from dataclasses import replace
from functools import cache
from typing import Any, override

from bson import ObjectId
from mongoeco.core.codec import DocumentCodec
from mongoeco.core.projections import _ProjectionExecutor  # pyright: ignore[reportPrivateUsage] - parses the projection once, not per document
from mongoeco.core.query_plan import (
    EqualsCondition,
    ExistsCondition,
    InCondition,
    QueryNode,
    RegexCondition,
)
from mongoeco.cxp.exchange import load_mongodb_catalog, projection
from mongoeco.engines.sqlite import SQLiteEngine
from mongoeco.errors import OperationFailure

from cms_blog.database.embedded import codec, sql
from cms_blog.database.embedded.deletes import BatchDeletes, delete_at_once
from cms_blog.database.embedded.index_builds import IndexBuilds, build_no_unused_indexes
from cms_blog.database.embedded.indexes import QueryIndexes
from cms_blog.database.embedded.unique_lists import UniqueLists

# https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
_CODES = {
    sqlite3.SQLITE_FULL: 14031,  # OutOfDiskSpace
    sqlite3.SQLITE_IOERR: 39,  # FileStreamFailed
}

# Otherwise each `explain` parses and validates this constant document: 0.5 s, in which no other
# command runs.
projection.load_mongodb_catalog = cache(load_mongodb_catalog)  # pyright: ignore[reportPrivateImportUsage] - the module imports it by name
DocumentCodec.encode = codec.encode
codec.record_no_changes()
codec.copy_documents_fast()
codec.compile_conditions_once()
delete_at_once()
build_no_unused_indexes()


class Engine(QueryIndexes, IndexBuilds, UniqueLists, BatchDeletes):
    """Storage engine of the embedded database."""

    # No change streams: otherwise each write takes four more transactions, and so four more syncs
    # of the disk, to deliver its change to subscribers that the server never has.
    capabilities = replace(SQLiteEngine.capabilities, change_delivery="none")

    @override
    def _create_sqlite_connection(self) -> sqlite3.Connection:
        """Make acknowledged writes survive a power failure, not only a crash: 1.5 ms per write."""
        connection = super()._create_sqlite_connection()
        connection.execute("PRAGMA synchronous=FULL")
        connection.create_function("matches_regex", 4, sql.matches_regex, deterministic=True)
        return connection

    @override
    async def _run_blocking(self, func: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Report a full disk with MongoDB's code, so that clients get UNAVAILABLE."""
        try:
            return await super()._run_blocking(func, *args, **kwargs)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - mongoeco leaves it open
        except sqlite3.OperationalError as error:
            code = _CODES.get(error.sqlite_errorcode & 0xFF)
            raise OperationFailure(str(error), code) from error

    # -- scans replaced by index lookups

    @override
    def _field_is_top_level_array_in_collection(
        self, db_name: str, coll_name: str, field: str
    ) -> bool:
        """Look for arrays in a partial index: 4 instead of 15 ms for one blog by its slug."""
        if self.is_plain(db_name, coll_name, field):
            return False
        return super()._field_is_top_level_array_in_collection(db_name, coll_name, field)

    @override
    def _field_contains_tagged_value_type_in_collection(
        self, db_name: str, coll_name: str, field: str, value_type: str
    ) -> bool:
        """Look for a type in a partial index: 5 instead of 165 ms for a conditional update."""
        if self.is_plain(db_name, coll_name, field):
            return False
        return super()._field_contains_tagged_value_type_in_collection(
            db_name, coll_name, field, value_type
        )

    @override
    def _sort_requires_python(
        self, db_name: str, coll_name: str, plan: QueryNode, sort: Any
    ) -> bool:
        """Look for unsortable values in a partial index: 6 instead of 49 ms for a page."""
        fields = {field for field, _ in sort or ()}
        if all(self.is_plain(db_name, coll_name, field) for field in fields):
            return False
        return super()._sort_requires_python(db_name, coll_name, plan, sort)

    @override
    def _validate_document_against_unique_indexes(
        self,
        db_name: str,
        coll_name: str,
        document: Any,
        *,
        scan_payload_id: bool = False,
        **kwargs: Any,
    ) -> None:
        """Skip the scan for ids that are ObjectIds: 10 instead of 93 ms for an insert.

        The scan finds equal ids with different storage keys (1 and 1.0). An ObjectId has one key.
        """
        scan_payload_id = scan_payload_id and not isinstance(document.get("_id"), ObjectId)
        super()._validate_document_against_unique_indexes(
            db_name, coll_name, document, scan_payload_id=scan_payload_id, **kwargs
        )

    # -- queries

    @staticmethod
    @override
    def _plan_fields(plan: QueryNode) -> set[str]:
        """Skip the check of searched fields for arrays: 13 instead of 98 ms for a search."""
        return sql.fields_checked_for_arrays(plan)

    @override
    def _translate_query_plan_with_multikey(
        self, db_name: str, coll_name: str, plan: QueryNode
    ) -> tuple[str, list[object]]:
        """Write conditions that SQLite serves from an index: 13 instead of 200 ms for a search.

        A page takes 6 instead of 36 ms, blogs by `_id` 4 instead of 54 ms, a count 2 instead of
        22 ms. Ranges match only values of the type of their bound, as in MongoDB.
        """
        if isinstance(plan, EqualsCondition | InCondition) and plan.field == "_id":
            ids = plan.values if isinstance(plan, InCondition) else (plan.value,)
            if all(isinstance(value, ObjectId | str) for value in ids):
                marks = ", ".join("?" for _ in ids)
                return f"storage_key IN ({marks})", [self._storage_key(value) for value in ids]
        if isinstance(plan, RegexCondition):
            return sql.regex(plan)
        found = sql.comparison(plan)
        # A missing field is never odd, whatever other documents have there.
        always = isinstance(plan, ExistsCondition)
        if found is not None and (always or self.is_plain(db_name, coll_name, found.field)):
            return found.sql, found.params
        return super()._translate_query_plan_with_multikey(db_name, coll_name, plan)

    @override
    def _translate_equals_with_multikey(
        self, collection_id: int, db_name: str, coll_name: str, plan: EqualsCondition, index: Any
    ) -> tuple[str, list[object]]:
        """Look a value up in an array's index once, not per document: 47 instead of 578 ms."""
        if not isinstance(plan.value, str):
            return super()._translate_equals_with_multikey(  # pyright: ignore[reportUnknownMemberType] - mongoeco leaves it open
                collection_id, db_name, coll_name, plan, index
            )
        found = sql.contains(plan.field, plan.value)
        items = (collection_id, index["name"], *found.params)
        return found.sql, [*items, db_name, coll_name, plan.value]

    @override
    def _build_scalar_sort_select_sql(
        self,
        db_name: str,
        coll_name: str,
        plan: QueryNode,
        *,
        select_clause: str,
        sort: Any,
        skip: int,
        limit: int | None,
        hint: Any,
    ) -> tuple[str, list[object]] | None:
        """Sort pages after the first by an index as well: mongoeco sorts all remaining blogs."""
        if not sort or hint is not None:
            return None
        fixed = {
            field for field, _ in sql.fixed_kinds(plan) if self.is_plain(db_name, coll_name, field)
        }
        return self._build_select_statement_with_custom_order(
            select_clause=select_clause,
            from_clause="documents",
            namespace_sql="db_name = ? AND coll_name = ?",
            namespace_params=(db_name, coll_name),
            where_fragment=self._translate_query_plan_with_multikey(db_name, coll_name, plan),
            order_sql=sql.order_by(sort, fixed),
            skip=skip,
            limit=limit,
        )

    # -- reading

    @override
    def _can_use_dedicated_reader(self, context: Any) -> bool:
        """Share one connection instead of opening one per read: 7 instead of 9 ms for a page."""
        return False

    @override
    def _decode_codec_payload(self, payload: object, *, preserve_bson_wrappers: bool) -> Any:
        """Decode without inspecting the codec's signature: 17 instead of 32 µs for 8 fields."""
        return DocumentCodec.decode(payload, preserve_bson_wrappers=preserve_bson_wrappers)

    @override
    def _project_sql_scan_rows(self, rows: Any, semantics: Any, reader: Any) -> Any:
        """Drop fields outside the projection before decoding: 10 instead of 14 ms for a page."""
        read = sql.reader(semantics.projection)
        if read is None:
            return super()._project_sql_scan_rows(rows, semantics, reader)
        project: Any = _ProjectionExecutor(
            semantics.projection, selector_filter=semantics.filter_spec, dialect=semantics.dialect
        )
        return (
            project(self._decode_codec_payload(read(row), preserve_bson_wrappers=True))
            for (row,) in rows
        )
