"""URLs of the public pages of the site: the home page, posts, authors and tags."""

from typing import Self
from urllib.parse import quote

from cms_blog.settings import Settings


class SiteLinks:
    """Builds the URLs of public pages.

    Args:
        site: URL of the site, without a trailing slash.
        post_path: path of a post's page, with `{slug}` once.
    """

    def __init__(self, site: str, post_path: str) -> None:
        self.home = f"{site}/"
        self._site = site
        self._post_path = post_path

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Return the links of the configured site."""
        return cls(settings.site, settings.site_post_path)

    def post(self, slug: str) -> str:
        """Return the URL of a post's page."""
        return self._site + self._post_path.replace("{slug}", _segment(slug))

    def author(self, user_id: str) -> str:
        """Return the URL of an author's page, by the id of the API."""
        return f"{self._site}/authors/{_segment(user_id)}"

    def tag(self, tag: str) -> str:
        """Return the URL of the page of a tag's posts."""
        return f"{self._site}/tags/{_segment(tag)}"


def _segment(text: str) -> str:
    """Encode text as one segment of a path; unpaired surrogates become U+FFFD."""
    return quote(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), safe="")
