"""Changes of a user's own profile."""

from collections.abc import Mapping
from typing import Annotated, Any

from pymongo import ReturnDocument

from cms_blog.accounts.credentials import invalid_token
from cms_blog.accounts.documents import UserDocument
from cms_blog.accounts.name_search import name_prefixes
from cms_blog.accounts.service import MAX_NAME
from cms_blog.errors import FieldErrorCode
from cms_blog.media.storage import Storage
from cms_blog.media.unused import list_unused
from cms_blog.validation.inputs import Input, Line, Text, WebAddress, check, refuse

MAX_BIO = 500


class MailChanges(Input):
    """Validated preferences; None leaves one unchanged."""

    decisions: bool | None = None
    notes: bool | None = None
    review_requests: bool | None = None


class ProfileChanges(Input):
    """Validated input of `update_profile`. Only the fields that are set are changed."""

    # The defaults are never read; None is accepted only where null removes the value.
    name: Annotated[str, Line(MAX_NAME)] = ""
    bio: Annotated[str, Text(MAX_BIO)] | None = None
    avatar_url: WebAddress | None = None
    website_url: WebAddress | None = None
    mail: MailChanges = MailChanges()


async def update_profile(
    user: UserDocument, given: Mapping[str, Any], *, storage: Storage
) -> UserDocument:
    """Change the given fields of the user's profile.

    An avatar that is replaced is listed as unused: see media/unused.py.

    Raises:
        InvalidInput
        Unauthenticated: the account was deleted meanwhile.
    """
    changes = check(ProfileChanges, given)
    fields = changes.model_dump(include=changes.model_fields_set - {"mail"})
    if "name" in fields:
        fields["name_prefixes"] = name_prefixes(changes.name)
    if "avatar_url" in fields:
        fields["images"] = await _images(changes.avatar_url, storage)
    preferences = {name: on for name, on in changes.mail if on is not None}
    fields |= {f"mail.{name}": on for name, on in preferences.items()}
    values = {name: value for name, value in fields.items() if value}
    values |= {f"mail.{name}": on for name, on in preferences.items()}
    update: dict[str, Any] = {
        "$set": values,
        "$unset": {name: "" for name in fields if name not in values},
    }
    collection, present = UserDocument.collection(), {"_id": user.oid, "leaving": None}
    update = {operator: changed for operator, changed in update.items() if changed}
    if not update:
        raw = await collection.find_one(present)
    else:
        raw = await collection.find_one_and_update(
            present, update, return_document=ReturnDocument.BEFORE
        )
    if raw is None:
        raise invalid_token()
    await list_unused(set(raw.get("images", ())) - set(fields.get("images", raw.get("images", ()))))
    after = await collection.find_one(present)
    if after is None:
        raise invalid_token()
    return UserDocument.read(after)


async def _images(url: str | None, storage: Storage) -> list[str]:
    """Return the names of the images of the profile.

    Raises:
        InvalidInput: `url` is not that of an uploaded image.
        StorageFailed
    """
    if url is None:
        return []
    name = storage.name_at(url)
    if name is None or await storage.store.open(name) is None:
        refuse(
            "avatarUrl",
            "must be the `url` of an image that was uploaded with `uploadImage`",
            FieldErrorCode.NOT_ALLOWED,
        )
    return [name]
