"""Saving new blogs."""

from hashlib import sha256
from typing import Annotated

from beanie import PydanticObjectId
from bson import ObjectId
from pydantic import Field
from pymongo.errors import DuplicateKeyError

from cms_blog.accounts.credentials import invalid_token
from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.articles.covers import with_cover_file
from cms_blog.blogs.brief import MAX_LINKS, Brief
from cms_blog.blogs.content.checks.provenance import (
    MAX_RECEIPT,
    MAX_RECEIPTS,
    ReceiptContents,
    Receipts,
    measured,
)
from cms_blog.blogs.content.content import stored_content
from cms_blog.blogs.content.images import image_names
from cms_blog.blogs.content.markdown import MAX_MARKDOWN, check_renderable, rendered
from cms_blog.blogs.content.references import Reference
from cms_blog.blogs.content.seo import MAX_COVER_ALT, MAX_META_DESCRIPTION, MAX_META_TITLE
from cms_blog.blogs.documents import BlogDocument, BlogStatus, Meta
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.search import stored_words
from cms_blog.blogs.tags.names import Tags, tag_key
from cms_blog.blogs.versions.documents import BlogVersionCause
from cms_blog.blogs.versions.history import entry_of
from cms_blog.database.clock import now
from cms_blog.database.document import Raw
from cms_blog.database.ids import id_for
from cms_blog.errors import FieldErrorCode
from cms_blog.media.storage import Storage
from cms_blog.outbox.claims import DELETED
from cms_blog.validation.inputs import Input, Key, Line, Text, WebAddress, check, refuse

MAX_TITLE = 200
MAX_IDEA = 500
MAX_INTRO = 5_000
MAX_HEADING = 200
MAX_OUTLINE = 30
MAX_PROMPT = 2_000
MAX_IDEMPOTENCY_KEY = 100


type Outline = Annotated[
    tuple[Annotated[str, Line(MAX_HEADING)], ...], Field(max_length=MAX_OUTLINE)
]
type References = Annotated[tuple[Reference, ...], Field(max_length=MAX_LINKS)]
type ReceiptTexts = Annotated[
    tuple[Annotated[str, Key(MAX_RECEIPT)], ...], Field(max_length=MAX_RECEIPTS)
]


class SeoInput(Input):
    """Metadata for search engines; None is derived from the text."""

    meta_title: Annotated[str, Line(MAX_META_TITLE)] | None = None
    meta_description: Annotated[str, Line(MAX_META_DESCRIPTION)] | None = None
    cover_image_alt: Annotated[str, Line(MAX_COVER_ALT)] | None = None


class NewBlog(SeoInput):
    """Validated input of `save_blog`."""

    brief: Brief
    selected_idea: Annotated[str, Line(MAX_IDEA)] | None = None
    title: Annotated[str, Line(MAX_TITLE)]
    intro_markdown: Annotated[str, Text(MAX_INTRO)] | None = None
    outline: Outline = ()
    image_prompt: Annotated[str, Text(MAX_PROMPT)] | None = None
    cover_image_url: WebAddress | None = None
    markdown: Annotated[str, Text(MAX_MARKDOWN)]
    references: References = ()
    idempotency_key: Annotated[str, Key(MAX_IDEMPOTENCY_KEY)] | None = None
    receipts: ReceiptTexts = ()
    tags: Tags = ()

    def digest(self) -> str:
        """Hash of the input, to tell a repeated call from another blog.

        Default values are excluded, so that the hash does not change when fields are added.
        """
        saved = self.model_dump_json(exclude={"idempotency_key", "receipts"}, exclude_defaults=True)
        return sha256(saved.encode()).hexdigest()


async def save_blog(
    author: UserDocument, given: object, *, receipts: Receipts, storage: Storage
) -> BlogRecord:
    """Store a new draft. If the idempotency key was used before, return the existing blog.

    Raises:
        InvalidInput: also if the key was used for another blog, or a receipt is not the author's.
        Unauthenticated: the author's account was deleted meanwhile.
    """
    new = check(NewBlog, given)
    check_renderable(new.markdown, "markdown")
    received = receipts.read(new.receipts, author.oid)
    document = await _new_document(author, new, received, storage)
    try:
        return await _inserted(document)
    except DuplicateKeyError:
        if new.idempotency_key is None:
            raise
        return await _saved_before(document)


async def _inserted(document: BlogDocument, *, again: bool = False) -> BlogRecord:
    """Insert the blog, and delete it again if its author's account is being deleted.

    With `again`, it replaces a deleted blog with its id, whose deletion is still being announced.

    The account is checked after the insert: either this check sees its deletion mark, or the
    deletion, which removes blogs after setting the mark, sees the blog.
    """
    by, at = document.author_id, document.created_at
    entry = entry_of(ObjectId(), revision=1, cause=BlogVersionCause.SAVED, by=by, at=at)
    raw = document.stored() | {"versions": [entry]}
    if not (again and await _revived(raw)):
        await BlogDocument.collection().insert_one(raw)
    if not await has_account(document.author_id):
        await BlogDocument.collection().delete_one({"_id": document.oid})
        raise invalid_token()
    return BlogRecord.of(raw)


async def _revived(raw: Raw) -> bool:
    fields = {name: {"$literal": value} for name, value in raw.items() if name != "_id"}
    deleted = {"_id": raw["_id"], "status": DELETED}
    update = [{"$set": fields}, {"$unset": ["deleted"]}]
    return (await BlogDocument.collection().update_one(deleted, update)).matched_count == 1


async def has_account(author_id: ObjectId) -> bool:
    """Whether the account exists and is not being deleted."""
    author = {"_id": author_id, "leaving": None}
    return await UserDocument.collection().find_one(author, {"_id": 1}) is not None


async def _saved_before(again: BlogDocument) -> BlogRecord:
    """Return the blog that was saved with the same key, if its content was the same."""
    raw = await BlogDocument.find_raw(again.oid)
    if raw is None:
        # The blog was deleted meanwhile, which frees its key.
        return await _inserted(again, again=True)
    if raw.get("saved_digest") != again.saved_digest:
        refuse(
            "idempotencyKey",
            "was used for another blog; use a new key for each blog",
            FieldErrorCode.TAKEN,
        )
    return BlogRecord.of(raw)


async def _new_document(
    author: UserDocument, new: NewBlog, received: ReceiptContents, storage: Storage
) -> BlogDocument:
    choices = new.model_dump(
        exclude={"brief", "markdown", "intro_markdown", "idempotency_key", "receipts", "tags"}
    )
    meta = Meta(**new.brief.model_dump(), **choices, intro_md=new.intro_markdown)
    meta = await with_cover_file(meta, storage)
    text = await rendered(new.markdown)
    content = stored_content(meta, text)
    instant = now()
    return BlogDocument(
        id=PydanticObjectId(id_for(new.idempotency_key, author.oid)),
        author_id=author.oid,
        status=BlogStatus.SAVED,
        meta=meta,
        final_blog=content,
        created_at=instant,
        updated_at=instant,
        **stored_words(title=meta.title, excerpt=content.excerpt, keyword=meta.targeted_keyword),
        images=image_names(meta.model_dump(), new.markdown),
        tags=[*new.tags],
        tag_keys=[tag_key(tag) for tag in new.tags],
        provenance=measured(text, received),
        saved_digest=None if new.idempotency_key is None else new.digest(),
    )
