"""The editorial part of the flow: review, edits of a published post, versions, a schedule."""

from datetime import UTC, datetime, timedelta
from typing import Any

from operations import Api, Failed, counted
from report import Report


def review(author: Api, editor: Api, report: Report, blog_id: str) -> str:
    """Review and publish the blog; return its slug."""
    report.step("The author requests publication")
    report.done(author.call("RequestPublish", id=blog_id)["blog"]["status"])

    report.step("The admin opens the queue and rejects the blog")
    waiting = editor.call("Queue")["totalCount"]
    decision = {
        # The decision fails if the blog was edited after this revision.
        "expectedRevision": editor.call("Feedback", id=blog_id)["revision"],
        "feedback": "Lovely. Say in the title that it needs no garden.",
    }
    blog = editor.call("Reject", id=blog_id, input=decision)["blog"]
    report.done(f"{waiting} in the queue", f"{blog['status']}: {blog['feedback']}")

    report.step("The author reads the feedback, edits and requests publication again")
    blog = author.call("Feedback", id=blog_id)
    change = {"expectedRevision": blog["revision"], "title": "Composting Without a Garden"}
    edited = author.call("Update", id=blog_id, input=change)["blog"]
    asked = author.call("RequestPublish", id=blog_id)["blog"]
    may = ", ".join(action.lower().replace("_", " ") for action in blog["viewerActions"])
    report.done(
        f"Could {may}", f"{edited['title']}, revision {edited['revision']}: {asked['status']}"
    )

    report.step("The admin approves the blog")
    reviewed = {"expectedRevision": edited["revision"]}
    approved = editor.call("Approve", id=blog_id, input=reviewed)["blog"]
    report.done(f"{approved['status']} as {approved['slug']}")
    return approved["slug"]


def read(reader: Api, report: Report, slug: str) -> None:
    report.step("Everyone can read it without signing in")
    blog = reader.call("Public", slug=slug)
    content = blog["content"]
    report.done(
        f"{blog['title']}, by {blog['author']['name']}",
        f"{content['wordCount']:,} words, {content['readingMinutes']} min to read",
        *("#" * section["level"] + " " + section["heading"] for section in content["sections"]),
    )


def change_published(
    author: Api, editor: Api, reader: Api, report: Report, blog_id: str, slug: str
) -> None:
    """Edit the published post, with a note of the admin, and go back to an earlier version."""
    public = reader.call("Public", slug=slug)
    report.step("The author adds a paragraph; readers still see the approved text")
    blog = author.call("Text", id=blog_id)
    markdown = blog["content"]["markdown"] + "\n\nCoffee grounds are realy good for worms.\n"
    change = {"expectedRevision": blog["revision"], "markdown": markdown}
    author.call("Update", id=blog_id, input=change)
    changed = author.call("Text", id=blog_id)
    if reader.call("Public", slug=slug) != public:
        raise Failed("the public text changed before its approval")
    report.done(f"Working copy: {changed['workingCopy']['status']}, revision {changed['revision']}")

    report.step("The admin adds a note with a suggestion, and the author applies it")
    given = {"body": "A typo.", "quote": "realy", "suggestion": "really"}
    note = editor.call("AddNote", id=blog_id, input=given)["note"]
    applied = author.call(
        "ApplySuggestion", id=note["id"], input={"expectedRevision": changed["revision"]}
    )
    report.done(
        f"{note['author']['name']}: {note['body']} {note['quote']} → {note['suggestion']}",
        f"Resolved, revision {applied['blog']['revision']}",
    )

    report.step("The admin approves that revision")
    author.call("RequestPublish", id=blog_id)
    reviewed = {"expectedRevision": applied["blog"]["revision"]}
    editor.call("Approve", id=blog_id, input=reviewed)
    words = author.call("Text", id=blog_id)["content"]["wordCount"]
    report.done(f"{words:,} words, {public['content']['wordCount']:,} before")

    report.step("The author restores the first published version, and discards it again")
    blog = author.call("Text", id=blog_id)
    first = next(each for each in reversed(blog["versions"]) if each["cause"] == "PUBLISHED")
    restored = author.call(
        "Restore",
        id=blog_id,
        input={"revision": first["revision"], "expectedRevision": blog["revision"]},
    )["blog"]
    discarded = author.call(
        "Discard", id=blog_id, input={"expectedRevision": restored["revision"]}
    )["blog"]
    report.done(
        *(f"Revision {each['revision']}: {each['cause']}" for each in blog["versions"]),
        f"Restored as revision {restored['revision']}; discarded: {discarded['status']}",
    )


def schedule(author: Api, editor: Api, report: Report, draft: dict[str, Any]) -> None:
    """Save a second post, and schedule its publication."""
    report.step("A second post, approved for tomorrow")
    saved = author.call("Save", input=draft | {"title": "Composting in Winter"})["blog"]
    author.call("RequestPublish", id=saved["id"])
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="seconds")
    reviewed = {"expectedRevision": saved["revision"], "publishAt": tomorrow}
    blog = editor.call("Approve", id=saved["id"], input=reviewed)["blog"]
    report.done(f"{blog['status']} for {blog['publishedAt']}", counted(author.call("Stats")))
