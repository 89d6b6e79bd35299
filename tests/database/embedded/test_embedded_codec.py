"""The fast paths of the embedded database's codec do what the library does."""

import copyreg
from collections import OrderedDict
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from bson import SON, Binary, Code, DBRef, Decimal128, Int64, MaxKey, ObjectId, Regex, Timestamp
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from mongoeco.core.codec import DocumentCodec

from cms_blog.database.embedded.codec import (
    IMMUTABLE,
    encode,
    library_encode,
    share_immutable_values,
)

ID = ObjectId("656565656565656565656565")
DAY = datetime(2026, 11, 27, 12, 30, 1, 5000, tzinfo=UTC)
OTHERS: list[Any] = [
    *(ID, DAY, DAY.replace(tzinfo=None), b"bytes", bytearray(b"bytes"), Decimal("1.5")),
    *(Int64(1), Decimal128("1.50"), Binary(b"x", 4), Regex("a", "i"), Timestamp(1, 2), MaxKey()),
    *(Code("f()", {"a": ID}), DBRef("blogs", ID), SON([("b", ID), ("a", 1)]), {"a"}),
    *(OrderedDict(a=ID), ("a", ID), 2**63, -(2**63) - 1, {1: "number"}, {"a": {None: 1}}),
    *({"$mongoeco": {"type": "objectid", "value": "x"}}, {"$mongoeco": 1}, [{"$mongoeco": ID}]),
]
PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(), st.text(max_size=3)
)
VALUES = st.recursive(
    PLAIN | st.sampled_from(OTHERS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library calls itself for nested values, without the fast path."""
    monkeypatch.setattr(DocumentCodec, "encode", staticmethod(library_encode))


def outcome(of: Any, value: Any, *, or_else: str | None = None) -> str:
    """Return the encoded value with its types, or the error; `or_else` replaces any error."""
    try:
        return repr(of(value))
    except Exception as error:
        return or_else or repr(error)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("value", OTHERS, ids=repr)
def test_each_type_is_encoded_as_by_the_library(value: Any):
    expected = outcome(library_encode, value)
    assert outcome(encode, value) == expected
    assert outcome(encode, {"a": [value]}) == outcome(library_encode, {"a": [value]})


@pytest.mark.usefixtures("library")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VALUES)
@example({"a": {1: "number"}, "b": 2**63})
def test_any_value_is_encoded_as_by_the_library(value: Any):
    # A document with two faults may be refused for either of them.
    found, expected = (outcome(of, value, or_else="refused") for of in (encode, library_encode))
    assert found == expected


@pytest.mark.parametrize("value", [2**63 - 1, -(2**63), {"text": "x", "list": [None, True, 1.5]}])
def test_plain_values_bypass_the_library(value: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("cms_blog.database.embedded.codec.library_encode", None)
    assert encode(value) == value


def test_copies_of_documents_share_immutable_values(monkeypatch: pytest.MonkeyPatch):
    def register(type_: type, reduce: Any) -> None:
        # Removed after the test: this process may pickle times.
        monkeypatch.setitem(copyreg.dispatch_table, type_, reduce)

    monkeypatch.setattr(copyreg, "pickle", register)
    share_immutable_values()
    id_, own_id, time = IMMUTABLE
    values: list[Any] = [id_(), own_id(), time(2026, 11, 27, tzinfo=UTC)]
    copied = deepcopy({"values": values, "words": ["a"]})
    assert copied == {"values": values, "words": ["a"]}
    assert copied["values"] is not values
    assert all(copy is value for copy, value in zip(copied["values"], values, strict=True))
