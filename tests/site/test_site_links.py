"""URLs of public pages, and the settings that name them."""

import pytest

from cms_blog.settings import Settings, SettingsError, load_settings
from cms_blog.site.links import SiteLinks

LINKS = SiteLinks("https://example.com/site", "/posts/{slug}")


def settings_of(**given: object) -> Settings:
    return load_settings(_env_file=None, **given)


@pytest.mark.parametrize(
    ("post_path", "url"),
    [
        ("/posts/{slug}", "https://example.com/site/posts/a-slug"),
        ("/{slug}.html", "https://example.com/site/a-slug.html"),
        ("/?post={slug}&lang=en", "https://example.com/site/?post=a-slug&lang=en"),
        ("/#/posts/{slug}/", "https://example.com/site/#/posts/a-slug/"),
    ],
)
def test_the_url_of_a_post_has_its_slug_in_place_of_the_placeholder(post_path: str, url: str):
    given = settings_of(site_url="https://example.com/site/", site_post_path=post_path)
    assert SiteLinks.from_settings(given).post("a-slug") == url


@pytest.mark.parametrize(
    "post_path",
    [
        *("posts/{slug}", "//evil.example/{slug}", "/posts", "/{slug}/{slug}", "/{id}/{slug}"),
        *("/posts/{}", "/a b/{slug}", "/a\n{slug}", "/ä/{slug}", '/"{slug}', "/<{slug}>"),
    ],
)
def test_a_path_of_posts_without_one_placeholder_or_with_other_characters_is_refused(
    post_path: str,
):
    with pytest.raises(SettingsError) as caught:
        settings_of(site_post_path=post_path)
    assert caught.value.lines == [
        "SITE_POST_PATH: write it as /posts/{slug}, with {slug} once",
    ]


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("web", "web"),
        ("a b", "a%20b"),
        ("c/c++", "c%2Fc%2B%2B"),
        ("?#&{slug}", "%3F%23%26%7Bslug%7D"),
        ("ü", "%C3%BC"),
        ("\ud800", "%EF%BF%BD"),
        ("\ud83d\ude00", "%F0%9F%98%80"),
        ('"<', "%22%3C"),
    ],
)
def test_a_name_is_one_encoded_segment_of_a_path(text: str, encoded: str):
    assert LINKS.tag(text) == f"https://example.com/site/tags/{encoded}"
    assert LINKS.post(text) == f"https://example.com/site/posts/{encoded}"


def test_the_ids_of_the_api_name_the_pages_of_authors():
    assert LINKS.author("VXNlcjox+/==") == "https://example.com/site/authors/VXNlcjox%2B%2F%3D%3D"
    assert LINKS.home == "https://example.com/site/"


@pytest.mark.parametrize(
    ("given", "site"),
    [
        ({}, "http://127.0.0.1:5190"),
        ({"frontend_url": "https://app.example.com"}, "https://app.example.com"),
        (
            {"frontend_url": "https://app.example.com", "site_url": "https://example.com/"},
            "https://example.com",
        ),
    ],
)
def test_the_site_is_the_frontend_or_the_example_unless_it_is_set(given: dict[str, str], site: str):
    assert settings_of(**given).site == site
