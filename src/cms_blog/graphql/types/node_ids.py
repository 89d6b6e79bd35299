"""Opaque, typed ids of documents (Relay's Global Object Identification)."""

from base64 import b64decode
from binascii import Error as Base64Error
from binascii import b2a_base64

import strawberry
from bson import ObjectId
from bson.errors import InvalidId

from cms_blog.errors import BadRequest

_MAX_ID = 96
# Hexadecimal digits of an ObjectId.
_OID = 24


@strawberry.interface(description="An object that the query `node` returns by its id.")
class Node:
    id: strawberry.ID = strawberry.field(
        description="Globally unique id. Opaque: do not parse it. It never changes."
    )


def encode_id(type_name: str, oid: ObjectId) -> strawberry.ID:
    """Encode the global id of the document `oid` as an object of type `type_name`."""
    return strawberry.ID(
        b2a_base64(f"{type_name}:{oid.binary.hex()}".encode(), newline=False).decode()
    )


def decode_id(node_id: str) -> tuple[str, ObjectId] | None:
    """Decode a global id to the type name and the document's id; None if it is invalid."""
    type_name, digits = _split(node_id) or ("", "")
    try:
        return type_name, ObjectId(digits)
    except InvalidId:
        return None


def _split(node_id: str) -> tuple[str, str] | None:
    """Split an id into the type name and the digits; None if it is malformed."""
    if len(node_id) > _MAX_ID:
        return None
    try:
        type_name, _, digits = b64decode(node_id, validate=True).decode("ascii").partition(":")
    except (Base64Error, ValueError):
        return None
    return type_name, digits


def oid_of(type_name: str, node_id: str) -> ObjectId | None:
    """Decode a global id of type `type_name`; None if it is invalid or of another type."""
    match decode_id(node_id):
        case (name, oid) if name == type_name:
            return oid
        case _:
            return None


def argument_oid(type_name: str, node_id: str | None, argument: str) -> ObjectId | None:
    """Decode the optional id of a filter, the value of `argument`.

    Raises:
        BadRequest: it is not the id of an object of type `type_name`.
    """
    if node_id is None:
        return None
    if (oid := oid_of(type_name, node_id)) is None:
        raise BadRequest(f"`{argument}` must be the `id` of a {type_name}.")
    return oid


def encode_part_id(type_name: str, oid: ObjectId, part: ObjectId) -> strawberry.ID:
    """Encode the global id of an object that is part of the document `oid`."""
    text = f"{type_name}:{oid.binary.hex()}{part.binary.hex()}"
    return strawberry.ID(b2a_base64(text.encode(), newline=False).decode())


def part_of(type_name: str, node_id: str) -> tuple[ObjectId, ObjectId] | None:
    """Decode the id of a part: the ids of its document and its own; None as in `oid_of`."""
    name, digits = _split(node_id) or ("", "")
    if name != type_name or len(digits) != 2 * _OID:
        return None
    try:
        return ObjectId(digits[:_OID]), ObjectId(digits[_OID:])
    except InvalidId:
        return None
