"""Choice of the versions of a blog that are kept: pure functions on the entries."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId

from cms_blog.blogs.versions.documents import BlogVersionCause
from cms_blog.blogs.versions.history import (
    MAX_VERSIONS,
    SHARED,
    Entry,
    entry_at,
    entry_of,
    is_in_blog,
    stored,
    with_entry,
    with_newest_in_blog,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ADA, BEN = ObjectId(), ObjectId()
EDITED, PUBLISHED = BlogVersionCause.EDITED, BlogVersionCause.PUBLISHED


def entry(
    revision: int,
    cause: BlogVersionCause = EDITED,
    by: ObjectId = ADA,
    after: timedelta = timedelta(0),
) -> Entry:
    return entry_of(ObjectId(), revision=revision, cause=cause, by=by, at=NOON + after)


@pytest.mark.parametrize(
    ("second", "is_shared"),
    [
        (entry(2, after=timedelta(0)), True),
        (entry(2, after=SHARED - timedelta(milliseconds=1)), True),
        (entry(2, after=SHARED), False),
        (entry(2, by=BEN), False),
        (entry(2, cause=PUBLISHED), False),
        (entry(2, cause=BlogVersionCause.RESTORED), False),
        (entry(2, cause=BlogVersionCause.SUGGESTION_APPLIED), False),
        # After the text of revision 1 was removed.
        (entry(3), False),
    ],
)
def test_an_edit_shares_the_version_of_the_edit_before(second: Entry, is_shared: bool):
    first = entry(1)
    kept = with_entry([first], second)
    if is_shared:
        assert kept == [{**second, "since": first["at"]}]
    else:
        assert kept == [stored(first), second]


@pytest.mark.parametrize("cause", [cause for cause in BlogVersionCause if cause is not EDITED])
def test_an_edit_shares_only_the_version_of_an_edit(cause: BlogVersionCause):
    first, second = entry(1, cause), entry(2)
    assert with_entry([first], second) == [stored(first), second]


def test_a_version_is_shared_for_ten_minutes_from_its_first_edit():
    kept: list[Entry] = []
    for minute in range(25):
        kept = with_entry(kept, entry(minute + 1, after=timedelta(minutes=minute)))
    assert [each["revision"] for each in kept] == [10, 20, 25]
    assert timedelta(minutes=10) == SHARED


@pytest.mark.parametrize("published", [None, 0, 1, 19])
def test_the_oldest_version_is_dropped_but_not_the_one_published_last(published: int | None):
    causes = [PUBLISHED if n == published else BlogVersionCause.RESTORED for n in range(20)]
    full = [stored(entry(n + 1, cause)) for n, cause in enumerate(causes)]
    assert len(full) == MAX_VERSIONS
    added = entry(21)
    dropped = 1 if published == 0 else 0
    expected = [each for at, each in enumerate(full) if at != dropped] + [added]
    assert with_entry(full, added) == expected


def test_an_earlier_publication_is_dropped():
    full = [stored(entry(n + 1, PUBLISHED)) for n in range(MAX_VERSIONS)]
    added = entry(21, PUBLISHED)
    assert with_entry(full, added) == [*full[1:], added]
    assert with_entry(full, entry(21))[0] == full[1]


@pytest.mark.parametrize(("revision", "expected"), [(0, None), (1, 0), (2, 2), (3, None)])
def test_the_latest_entry_with_a_revision_is_found(revision: int, expected: int | None):
    entries: list[dict[str, Any]] = [
        {"revision": 1, "at": 0},
        {"revision": 2, "at": 1},
        {"revision": 2, "at": 2},
    ]
    found = entry_at(entries, revision)
    assert (None if found is None else found["at"]) == expected


def test_an_entry_has_its_version():
    version = ObjectId()
    made = entry_of(version, revision=3, cause=EDITED, by=ADA, at=NOON)
    assert made == {
        "revision": 3,
        "version_id": version,
        "cause": EDITED,
        "by": ADA,
        "at": NOON,
        "in_blog": True,
    }
    assert is_in_blog(made)
    assert not is_in_blog(stored(made))
    assert stored(stored(made)) == {name: made[name] for name in made if name != "in_blog"}


def test_only_the_newest_text_is_in_the_blog():
    entries: list[Entry] = []
    for revision in range(1, 4):
        entries = with_entry(entries, entry(revision, PUBLISHED))
        assert [is_in_blog(each) for each in entries] == [False] * (revision - 1) + [True]


@pytest.mark.parametrize("count", range(4))
def test_only_the_newest_entry_counts_as_in_the_blog(count: int):
    # An earlier release adds an entry, and leaves the marks of those before it.
    entries = [entry(revision) for revision in range(count)]
    assert with_newest_in_blog(entries) == [*map(stored, entries[:-1]), *entries[-1:]]
    without_marks = [*map(stored, entries)]
    assert with_newest_in_blog(without_marks) == without_marks
    assert all(
        kept is given for kept, given in zip(map(stored, without_marks), without_marks, strict=True)
    )
