"""Blogs as the first release stored them."""

from datetime import UTC, datetime
from typing import Any

from api import MARKDOWN
from bson import ObjectId

DAY = datetime(2025, 3, 1, tzinfo=UTC)


def old_blog(author: ObjectId, **overrides: Any) -> dict[str, Any]:
    """Return a blog as the first release stored it."""
    blog: dict[str, Any] = {
        "_id": ObjectId(),
        "author_id": author,
        "status": "saved",
        "meta": {
            "language": "English",
            "tone": "warm",
            "creativity": "High",
            "focus_or_niche": "Gardens",
            "targeted_keyword": "balcony tomatoes",
            "targeted_audience": "city people",
            "reference_links": "https://example.com/a, https://example.com/b",
            "selected_idea": "Small pots",
            "title": "Tomatoes in March",
            "intro_md": None,
            "outline": None,
            "image_prompt": None,
            "cover_image_url": None,
            "from_elsewhere": 7,
        },
        "final_blog": {
            "render": {"title": "Tomatoes in March", "sections": [], "conclusion_md": ""},
            "markdown": MARKDOWN,
            "html": "<h1>Tomatoes</h1><script>alert(1)</script>",
        },
        "feedback": None,
        "created_at": DAY,
        "updated_at": DAY,
    }
    return blog | overrides
