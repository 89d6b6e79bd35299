"""Fast paths of mongoeco's handling of documents."""

import copy
import copyreg
from datetime import datetime
from typing import Any

import bson
import mongoeco
from mongoeco.core import operators
from mongoeco.core.codec import DocumentCodec
from mongoeco.engines import _sqlite_modify_ops, results, sqlite, virtual_indexes

library_encode = DocumentCodec.encode
# mongoeco's id is one of two classes, so that its type is unknown.
IMMUTABLE: tuple[type, ...] = (bson.ObjectId, getattr(mongoeco, "ObjectId"), datetime)  # noqa: B009
_INT64 = range(-(2**63), 2**63)
# JSON has these types, so the encoded value is the value itself.
_PLAIN = {str, bool, float, type(None)}
_SHARED: set[type] = {*_PLAIN, int, *IMMUTABLE}


def encode(data: Any) -> Any:
    """Encode a BSON value as JSON: 0.1 instead of 0.5 ms for a blog.

    The library tests each value for thirty types, and validates nested values once per level. What
    is not plain JSON is left to it.
    """
    kind = data.__class__
    if kind in _PLAIN or (kind is int and data in _INT64):
        return data
    if kind is list:
        return [encode(item) for item in data]
    # A document with the marker of encoded values needs escaping.
    if kind is dict and "$mongoeco" not in data and all(type(key) is str for key in data):
        return {key: encode(item) for key, item in data.items()}
    return library_encode(data)


def _shared(_: object) -> str:
    return "shared"


def share_immutable_values() -> None:
    """Let `copy.deepcopy` in this process share ids and times, which are immutable.

    The library copies a document several times per command; most of that time went into the ids of
    a blog with many versions. None of these types can be pickled then.
    """
    for type_ in IMMUTABLE:
        # The copy of a value that reduces to a string, as global objects do, is the value itself.
        copyreg.pickle(type_, _shared)


def copied(value: Any) -> Any:
    """Copy a document: 0.03 instead of 0.2 ms for a blog with 50 versions.

    `copy.deepcopy` remembers each value, for structures that contain themselves. Documents don't.
    """
    kind = value.__class__
    if kind is dict:
        return {key: copied(item) for key, item in value.items()}
    if kind is list:
        return [copied(item) for item in value]
    return value if kind in _SHARED else copy.deepcopy(value)


def copy_documents_fast() -> None:
    """Let writes in this process copy documents by `copied`: an update makes eight copies."""
    modules: tuple[Any, ...] = (operators, _sqlite_modify_ops, results, sqlite)
    for module in modules:
        module.deepcopy = copied


def compile_conditions_once() -> None:
    """Keep the compiled conditions of partial indexes in this process: 0.2 ms per write of a blog.

    mongoeco compiles the condition of each index for each written document, three times.
    """
    module: Any = virtual_indexes
    compile_filter = module.compile_filter
    compiled: dict[tuple[str, Any], Any] = {}

    def compiled_once(condition: Any, *, dialect: Any) -> Any:
        key = repr(condition), dialect.__class__
        if key not in compiled:
            compiled[key] = compile_filter(condition, dialect=dialect)
        return compiled[key]

    module.compile_filter = compiled_once


def _no_change(*_: object, **__: object) -> None: ...


def record_no_changes() -> None:
    """Let writes in this process record no change, because the server reads no change streams.

    Each write would encode the document once more, and execute seven more statements.
    """
    sqlite._sqlite_append_change = _no_change  # noqa: SLF001  # pyright: ignore[reportPrivateUsage, reportPrivateImportUsage] - there is no option
