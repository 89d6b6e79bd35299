"""Posts of the model as people should see them, and the same parts of responses."""

import re
from collections.abc import Mapping
from typing import Any

from editorial_model import ACTIONS, actions_of
from editorial_posts import Post, Text

AUTHORS, ADMINS, READER = ("Ada", "Ben"), ("Eve", "Max"), "Rita"
VIEWERS = (*AUTHORS, *ADMINS, READER, None)
# Each text has a word of its own, by which it is recognised anywhere in a response.
WORD = re.compile(r"\bw\d+x\b")


def words_of(text: Text) -> set[str]:
    """Return the recognisable words of a text."""
    return {*WORD.findall(f"{text.title} {text.markdown} {text.tags}")}


def text_of(blog: Mapping[str, Any]) -> Text:
    """Return the text in a response."""
    return Text(blog["title"], blog["content"]["markdown"], tuple(blog["tags"]))


def comparable(blog: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the blog in a response in the form of `shown`."""
    if blog is None:
        return None
    times = {name: blog[name] is not None for name in ("publishedAt", "firstPublishedAt")}
    # Not those that no state forbids, such as the creation of preview links.
    actions = {*blog["viewerActions"]} & {*ACTIONS}
    return blog | times | {"viewerActions": actions}


def shown(post: Post | None, viewer: str | None) -> dict[str, Any] | None:
    """Return `blog(id)` as the viewer should see it."""
    inside = post is not None and viewer in {*ADMINS, post.author}
    if post is None or not (inside or post.status == "PUBLISHED"):
        return None
    copy = post.copy if inside else None
    return {
        "title": post.text.title,
        "slug": post.slug,
        "status": post.status,
        "feedback": post.feedback if inside else None,
        "revision": post.revision if inside else post.approved_revision or post.revision,
        "viewerActions": actions_of(post, viewer, {*ADMINS}),
        "tags": [*post.text.tags],
        "publishedAt": post.status in {"PUBLISHED", "SCHEDULED"},
        "firstPublishedAt": post.was_public,
        "content": {"markdown": post.text.markdown},
        "reviews": [{"decision": decision} for decision in post.reviews] if inside else [],
        "versions": [
            {
                "revision": version.revision,
                "cause": version.cause,
                "title": version.text.title,
                "tags": [*version.text.tags],
                "markdown": version.text.markdown,
            }
            for version in reversed(post.versions if inside else ())
        ],
        "workingCopy": copy
        and {
            "title": copy.text.title,
            "status": copy.status,
            "feedback": copy.feedback,
            "tags": [*copy.text.tags],
            "content": {"markdown": copy.text.markdown},
        },
    }
