"""Opaque, typed ids for documents, after Relay's Global Object Identification."""

from base64 import b64decode
from binascii import Error as Base64Error
from binascii import b2a_base64

import strawberry
from bson import ObjectId
from bson.errors import InvalidId

_MAX_ID = 64


@strawberry.interface(description="An object that can be fetched again by its opaque, typed id.")
class Node:
    id: strawberry.ID = strawberry.field(
        description="Opaque: don't take it apart. It never changes."
    )


def encode_id(type_name: str, oid: ObjectId) -> strawberry.ID:
    """The id that clients get for the document `oid`, shown to them as a `type_name`."""
    return strawberry.ID(
        b2a_base64(f"{type_name}:{oid.binary.hex()}".encode(), newline=False).decode()
    )


def decode_id(node_id: str) -> tuple[str, ObjectId] | None:
    """The type's name and the document's id; None for what `encode_id` never made."""
    if len(node_id) > _MAX_ID:
        return None
    try:
        type_name, _, oid = b64decode(node_id, validate=True).decode("ascii").partition(":")
        return type_name, ObjectId(oid)
    except (Base64Error, ValueError, InvalidId):
        return None


def oid_of(type_name: str, node_id: str) -> ObjectId | None:
    """The document's id in an id of a `type_name`; None for any other id or text."""
    match decode_id(node_id):
        case (name, oid) if name == type_name:
            return oid
        case _:
            return None
