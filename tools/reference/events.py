"""Reference of the webhook events."""

from tools.reference.markdown import page, table

from cms_blog.outbox.announcements import Announcement

_INTRODUCTION = """
Events that the server sends to [`WEBHOOK_URLS`](#setting-webhook-urls), as
[Standard Webhooks](https://www.standardwebhooks.com). Each has a `type`, a `timestamp` and `data`.
"""
_OF_BLOG = "`id`, `slug`, `revision`, `status`"
_CAUSES = {
    Announcement.BLOG_PUBLISHED: (
        "A post became public: by `approveBlog`, at its `publishAt`, or by `republishBlog`.",
        f"{_OF_BLOG}, and the result of `WEBHOOK_QUERY`",
    ),
    Announcement.BLOG_UPDATED: (
        "The public text or the slug of a published post changed.",
        f"{_OF_BLOG}, and the result of `WEBHOOK_QUERY`",
    ),
    Announcement.BLOG_UNPUBLISHED: ("`unpublishBlog` of a published post.", _OF_BLOG),
    Announcement.BLOG_SUBMITTED: (
        "`requestPublish` of a post or of its changes.",
        f"{_OF_BLOG}, and the result of `WEBHOOK_QUERY`",
    ),
    Announcement.BLOG_REJECTED: (
        "`rejectBlog`.",
        f"{_OF_BLOG}, and the result of `WEBHOOK_QUERY`",
    ),
    Announcement.BLOG_DELETED: (
        "`deleteBlog`, or `deleteAccount` for each deleted post.",
        f"{_OF_BLOG}, which is `DELETED`",
    ),
    Announcement.USER_SUSPENDED: ("`suspendAccount`.", "`id`, `suspended`"),
}


def events_page() -> str:
    """Return the page of all events."""
    rows = ([f"`{event.value}`", *_CAUSES[event]] for event in Announcement)
    return page("Webhook events", _INTRODUCTION, [table(["Type", "Cause", "Data"], rows)])
