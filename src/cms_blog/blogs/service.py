"""Saving and editing blogs."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from hashlib import sha256
from typing import Annotated, Any

from beanie import PydanticObjectId
from bson import ObjectId
from pydantic import Field
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from cms_blog.accounts.credentials import invalid_token
from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.brief import MAX_LINKS, Brief
from cms_blog.blogs.content.checks.provenance import (
    MAX_RECEIPT,
    MAX_RECEIPTS,
    ReceiptContents,
    Receipts,
    measured,
)
from cms_blog.blogs.content.content import headline, stored_content
from cms_blog.blogs.content.images import image_names
from cms_blog.blogs.content.markdown import MAX_MARKDOWN, RENDERER, check_renderable, rendered
from cms_blog.blogs.content.references import Reference
from cms_blog.blogs.content.seo import MAX_COVER_ALT, MAX_META_DESCRIPTION, MAX_META_TITLE
from cms_blog.blogs.documents import BlogDocument, BlogStatus, FinalBlog, Meta
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.search import stored_words
from cms_blog.blogs.workflow import BlogAction, EditConflict, allowing, conflict, now
from cms_blog.database.document import Raw
from cms_blog.validation.inputs import Input, Key, Line, Text, WebAddress, check, refuse

MAX_TITLE = 200
MAX_IDEA = 500
MAX_INTRO = 5_000
MAX_HEADING = 200
MAX_OUTLINE = 30
MAX_PROMPT = 2_000
MAX_IDEMPOTENCY_KEY = 100


type ReceiptTexts = Annotated[
    tuple[Annotated[str, Key(MAX_RECEIPT)], ...], Field(max_length=MAX_RECEIPTS)
]


class _SeoInput(Input):
    """Metadata for search engines; None is derived from the text."""

    meta_title: Annotated[str, Line(MAX_META_TITLE)] | None = None
    meta_description: Annotated[str, Line(MAX_META_DESCRIPTION)] | None = None
    cover_image_alt: Annotated[str, Line(MAX_COVER_ALT)] | None = None


class NewBlog(_SeoInput):
    """Validated input of `save_blog`."""

    brief: Brief
    selected_idea: Annotated[str, Line(MAX_IDEA)] | None = None
    title: Annotated[str, Line(MAX_TITLE)]
    intro_markdown: Annotated[str, Text(MAX_INTRO)] | None = None
    outline: Annotated[
        tuple[Annotated[str, Line(MAX_HEADING)], ...], Field(max_length=MAX_OUTLINE)
    ] = ()
    image_prompt: Annotated[str, Text(MAX_PROMPT)] | None = None
    cover_image_url: WebAddress | None = None
    markdown: Annotated[str, Text(MAX_MARKDOWN)]
    references: Annotated[tuple[Reference, ...], Field(max_length=MAX_LINKS)] = ()
    idempotency_key: Annotated[str, Key(MAX_IDEMPOTENCY_KEY)] | None = None
    receipts: ReceiptTexts = ()

    def digest(self) -> str:
        """Hash of the input, to tell a repeated call from another blog.

        Default values are excluded, so that the hash does not change when fields are added.
        """
        saved = self.model_dump_json(exclude={"idempotency_key", "receipts"}, exclude_defaults=True)
        return sha256(saved.encode()).hexdigest()


class BlogChanges(_SeoInput):
    """Validated input of `update_blog`. Only the fields that are set are changed."""

    expected_revision: int
    title: Annotated[str, Line(MAX_TITLE)] = ""
    cover_image_url: WebAddress | None = None
    markdown: Annotated[str, Text(MAX_MARKDOWN)] = ""
    receipts: ReceiptTexts = ()


async def save_blog(author: UserDocument, given: object, *, receipts: Receipts) -> BlogRecord:
    """Store a new draft. If the idempotency key was used before, return the existing blog.

    Raises:
        InvalidInput: also if the key was used for another blog, or a receipt is not the author's.
        Unauthenticated: the author's account was deleted meanwhile.
    """
    new = check(NewBlog, given)
    check_renderable(new.markdown, "markdown")
    document = await _new_document(author, new, receipts.read(new.receipts, author.oid))
    try:
        return await _inserted(document)
    except DuplicateKeyError:
        if new.idempotency_key is None:
            raise
        return await _saved_before(document)


async def _inserted(document: BlogDocument) -> BlogRecord:
    """Insert the blog, and delete it again if its author's account is being deleted.

    The account is checked after the insert: either this check sees its deletion mark, or the
    deletion, which removes blogs after setting the mark, sees the blog.
    """
    await document.insert()
    author = {"_id": document.author_id, "leaving": None}
    if await UserDocument.collection().find_one(author, {"_id": 1}) is None:
        await BlogDocument.collection().delete_one({"_id": document.oid})
        raise invalid_token()
    return BlogRecord.of_new(document)


async def _saved_before(again: BlogDocument) -> BlogRecord:
    """Return the blog that was saved with the same key, if its content was the same."""
    raw = await BlogDocument.collection().find_one({"_id": again.oid})
    if raw is None:
        # The blog was deleted meanwhile, which frees its key.
        return await _inserted(again)
    if raw.get("saved_digest") != again.saved_digest:
        refuse("idempotencyKey", "was used for another blog; use a new key for each blog")
    return BlogRecord.of(raw)


def _id_of(author: UserDocument, key: str | None) -> PydanticObjectId:
    """Return a new id, derived from the key if given: then the id index prevents duplicates."""
    if key is None:
        return PydanticObjectId()
    return PydanticObjectId(sha256(author.oid.binary + key.encode()).digest()[:12])


async def _new_document(
    author: UserDocument, new: NewBlog, received: ReceiptContents
) -> BlogDocument:
    choices = new.model_dump(
        exclude={"brief", "markdown", "intro_markdown", "idempotency_key", "receipts"}
    )
    meta = Meta(**new.brief.model_dump(), **choices, intro_md=new.intro_markdown)
    text = await rendered(new.markdown)
    content = stored_content(meta, text)
    instant = now()
    return BlogDocument(
        id=_id_of(author, new.idempotency_key),
        author_id=author.oid,
        status=BlogStatus.SAVED,
        meta=meta,
        final_blog=content,
        created_at=instant,
        updated_at=instant,
        **stored_words(title=meta.title, excerpt=content.excerpt, keyword=meta.targeted_keyword),
        images=image_names(meta.model_dump(), new.markdown),
        provenance=measured(text, received),
        saved_digest=None if new.idempotency_key is None else new.digest(),
    )


async def update_blog(
    author: UserDocument, oid: ObjectId, given: Mapping[str, Any], *, receipts: Receipts
) -> BlogRecord:
    """Apply the changes if the blog is still at `expected_revision`.

    A repeated call, for example after a lost response, returns the changed blog.

    Raises:
        InvalidInput, NotFound, BlogStatusConflict, EditConflict
    """
    changes = check(BlogChanges, given)
    fields = changes.model_fields_set - {"expected_revision"}
    if not fields:
        refuse("expectedRevision", "is the only field: give at least one field to change")
    if "markdown" in fields:
        check_renderable(changes.markdown, "markdown")
    received = receipts.read(changes.receipts, author.oid)
    # The HTML is most of a blog's size, and edits do not need it.
    blog = await _to_edit(author, oid, {"final_blog.html": 0})
    if blog.revision != changes.expected_revision:
        return _already_applied(changes, await _to_edit(author, oid))
    meta = _changed(changes, blog)
    update: Raw = {
        "meta": meta.model_dump(),
        "images": image_names(meta.model_dump(), changes.markdown or blog.final_blog.markdown),
        "revision": blog.revision + 1,
        "updated_at": now(),
    }
    # The new text is not read back.
    sent: Raw = {}
    final = blog.final_blog
    markdown = changes.markdown if "markdown" in fields else final.markdown
    # Texts of earlier versions are stored again: they may begin with the old title and cover.
    if markdown != final.markdown or (markdown and final.renderer != RENDERER) or received.digests:
        text = await rendered(markdown)
        sent["final_blog"] = stored_content(meta, text).model_dump()
        provenance = measured(text, received, blog.provenance)
        update["provenance"] = None if provenance is None else provenance.model_dump()
    elif blog.raw.get("final_blog"):
        update["final_blog.render"] = final.render | headline(meta)
    else:
        # In old blogs, `final_blog` may be null, so that its fields can't be set.
        sent["final_blog"] = FinalBlog(render=headline(meta)).model_dump()
    excerpt = sent["final_blog"]["excerpt"] if sent else final.excerpt
    update |= stored_words(title=meta.title, excerpt=excerpt, keyword=meta.targeted_keyword)
    raw = await BlogDocument.collection().find_one_and_update(
        allowing(BlogAction.UPDATE, author, oid, revision=blog.revision),
        {"$set": update | sent},
        dict.fromkeys(sent, 0) or None,
        return_document=ReturnDocument.AFTER,
    )
    if raw is None:
        return _already_applied(changes, await _to_edit(author, oid))
    return BlogRecord.of(raw | sent)


def _changed(changes: BlogChanges, blog: BlogRecord) -> Meta:
    fields = changes.model_fields_set - {"expected_revision"}
    given = changes.model_dump(include=fields - {"markdown", "receipts"})
    return blog.meta.model_copy(update=_outdated(fields) | given)


def _already_applied(changes: BlogChanges, blog: BlogRecord) -> BlogRecord:
    """Return the blog if its last edit was the same change of the same revision.

    Raises:
        EditConflict
    """
    markdown = changes.markdown if "markdown" in changes.model_fields_set else None
    if (
        blog.revision != changes.expected_revision + 1
        or _changed(changes, blog) != blog.meta
        or markdown not in {None, blog.final_blog.markdown}
    ):
        raise EditConflict(blog)
    return blog


def _outdated(fields: AbstractSet[str]) -> Raw:
    """Reset metadata whose source changes, so that it is derived again."""
    sources = {
        "meta_title": "title",
        "meta_description": "markdown",
        "cover_image_alt": "cover_image_url",
    }
    return {name: None for name, source in sources.items() if source in fields}


async def _to_edit(
    author: UserDocument, oid: ObjectId, projection: Raw | None = None
) -> BlogRecord:
    editable = allowing(BlogAction.UPDATE, author, oid)
    raw = await BlogDocument.collection().find_one(editable, projection)
    if raw is None:
        raise await conflict(BlogAction.UPDATE, author, oid)
    return BlogRecord.of(raw)
