"""The history of review decisions, which is part of the blog's document."""

from datetime import datetime

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import ReviewDecision
from cms_blog.database.document import Raw
from cms_blog.database.expressions import or_

# Only the latest decisions are kept, so that documents stay small.
MAX_REVIEWS = 100


def with_decision(
    admin: UserDocument,
    decision: ReviewDecision,
    instant: datetime,
    feedback: str | None = None,
    publish_at: datetime | None = None,
) -> Raw:
    """Return an expression for `reviews` with one more entry, limited to the last MAX_REVIEWS."""
    entry = {
        "decision": decision,
        "feedback": feedback,
        "reviewer_id": admin.oid,
        "decided_at": instant,
    }
    if publish_at is not None:
        entry["publish_at"] = publish_at
    # `$literal`: feedback that begins with `$` would be evaluated as a field path.
    decided_on = {"revision": or_("$revision", 1)}
    added = [{"$mergeObjects": [{"$literal": entry}, decided_on]}]
    return {"$slice": [{"$concatArrays": [or_("$reviews", []), added]}, -MAX_REVIEWS]}
