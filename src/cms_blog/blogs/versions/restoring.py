"""Restoring a version, which is an edit of the blog."""

from dataclasses import dataclass

from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import Meta
from cms_blog.blogs.records import BlogRecord
from cms_blog.blogs.versions.documents import BlogVersionCause
from cms_blog.blogs.versions.history import entry_at
from cms_blog.blogs.versions.store import TextState, states_of
from cms_blog.blogs.workflow.edits import already_applied, change_text, edit_at, to_edit
from cms_blog.blogs.workflow.working_copies import WITHOUT_HTML
from cms_blog.media.storage import Storage
from cms_blog.validation.inputs import Input, check, refuse


class Restoration(Input):
    """Validated input of `restore_version`."""

    revision: int
    expected_revision: int


@dataclass(frozen=True, slots=True)
class _RestoredText:
    """The change of a text to the state of a version: a `TextChange`."""

    state: TextState

    @property
    def new_markdown(self) -> str:
        return self.state.markdown

    def applied_to(self, _: Meta, /) -> Meta:
        return Meta.model_validate(self.state.meta)

    def tags_of(self, _: BlogRecord, /) -> list[str]:
        return [*self.state.tags]


async def restore_version(
    author: UserDocument, oid: ObjectId, given: object, *, storage: Storage
) -> BlogRecord:
    """Make the text of a version the blog's own or that of its working copy, as an edit does.

    Title, cover, tags, metadata, brief and choices are those of the version. A repeated call, for
    example after a lost response, returns the restored blog.

    Raises:
        InvalidInput: the blog has no version with this revision.
        NotFound, BlogStatusConflict, EditConflict
        Unauthenticated: the author's account was deleted meanwhile.
    """
    restoration, cause = check(Restoration, given), BlogVersionCause.RESTORED
    blog = await to_edit(author, oid, WITHOUT_HTML)
    change = _RestoredText(await _state_at(author, blog, restoration.revision))

    async def edit(blog: BlogRecord) -> BlogRecord | None:
        return await change_text(author, blog, change, storage=storage, cause=cause)

    revision = restoration.expected_revision
    restored = await edit_at(revision, author, blog, edit)
    return restored or already_applied(change, revision, await to_edit(author, oid))


async def _state_at(author: UserDocument, blog: BlogRecord, revision: int) -> TextState:
    entry = entry_at(blog.versions, revision)
    found = await states_of(blog, [] if entry is None else [entry])
    if not found:
        # The blog may have been deleted since it was read, and its versions with it.
        await to_edit(author, blog.oid)
        refuse("revision", "is not that of a stored version of the blog: see `versions`")
    (state,) = found.values()
    return state
