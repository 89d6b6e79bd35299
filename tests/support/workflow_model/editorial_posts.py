"""Posts and actions as immutable values, for the model of the editorial workflow."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

MAX_VERSIONS = 20


@dataclass(frozen=True)
class Text:
    """The part of a blog that its author writes."""

    title: str
    markdown: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Copy:
    """A working copy."""

    text: Text
    status: str = "EDITING"
    feedback: str | None = None


class Version(NamedTuple):
    """A state that was kept, after `cause`."""

    revision: int
    cause: str
    text: Text


@dataclass(frozen=True)
class Post:
    """A blog. `approved_revision` is that of the text that was approved or unpublished last."""

    author: str
    text: Text
    status: str = "SAVED"
    revision: int = 1
    approved_revision: int | None = None
    copy: Copy | None = None
    slug: str | None = None
    feedback: str | None = None
    was_public: bool = False
    was_unpublished: bool = False
    reviews: tuple[str, ...] = ()
    versions: tuple[Version, ...] = ()
    # Those that lead to the post; the author chose the current one before the first publication.
    slugs: tuple[str, ...] = ()
    has_chosen_slug: bool = False

    @property
    def is_or_was_public(self) -> bool:
        """Whether anybody may know the slug. The first release kept no times of publication."""
        known = self.slug is not None and not self.has_chosen_slug and self.status != "SCHEDULED"
        return self.was_public or self.status == "PUBLISHED" or known

    @property
    def edited_text(self) -> Text:
        """The text that the next edit changes."""
        return self.text if self.copy is None else self.copy.text

    def history(self) -> tuple[Version, ...]:
        """Return the versions; of a post that was saved without any, the texts that it has."""
        if self.versions:
            return self.versions
        is_public = self.status == "PUBLISHED"
        revision = self.approved_revision if is_public and self.approved_revision else self.revision
        own = Version(revision, "PUBLISHED" if is_public else "SAVED", self.text)
        copy = () if self.copy is None else (Version(self.revision, "SAVED", self.copy.text),)
        return (own, *copy)


@dataclass(frozen=True)
class Step:
    """An action with its input.

    Attributes:
        revision: the expected revision.
        changes: the changed fields of the text.
        restored: the revision of the version to restore.
        later: approve with `publishAt` in the future.
        slug: the new slug, and whether another post has or had it.
    """

    action: str
    actor: str | None
    revision: int = 0
    changes: Mapping[str, Any] = field(default_factory=dict[str, Any])
    feedback: str = ""
    restored: int = 0
    later: bool = False
    slug: str = ""
    is_taken: bool = False


def replaced_text(text: Text, passage: str, replacement: str) -> Text:
    """Return the text with a passage of its Markdown replaced."""
    return replace(text, markdown=text.markdown.replace(passage, replacement))


def with_version(versions: tuple[Version, ...], added: Version) -> tuple[Version, ...]:
    """Add a version. Consecutive edits share one; the text published last is never dropped."""
    last = versions[-1] if versions else None
    is_next = last is not None and last.revision == added.revision - 1
    if last is not None and is_next and last.cause == added.cause == "EDITED":
        versions = versions[:-1]
    kept = [*versions, added]
    while len(kept) > MAX_VERSIONS:
        published = [place for place, each in enumerate(kept) if each.cause == "PUBLISHED"]
        del kept[1 if published and published[-1] == 0 else 0]
    return tuple(kept)
