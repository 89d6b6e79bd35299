"""The modules that decide, each with its source and the tests that hold it.

The tests should take seconds: pytest's arguments, so a file or one test of it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Module:
    """A module under mutation: a path below `src/`, and the arguments for pytest."""

    source: str
    tests: tuple[str, ...]


MODULES = {
    "workflow": Module(
        "cms_blog/blogs/workflow.py",
        ("tests/test_review.py", "tests/test_blogs.py"),
    ),
    "review": Module("cms_blog/review/operations.py", ("tests/test_review.py",)),
    "accounts": Module(
        "cms_blog/accounts/operations.py", ("tests/test_accounts.py", "tests/test_credentials.py")
    ),
    "credentials": Module(
        "cms_blog/accounts/credentials.py", ("tests/test_credentials.py", "tests/test_secrets.py")
    ),
    "people": Module("cms_blog/accounts/people.py", ("tests/test_people.py",)),
    "password_guard": Module(
        "cms_blog/accounts/password_guard.py",
        ("tests/test_accounts.py", "tests/test_low_limits.py"),
    ),
    "common_passwords": Module(
        "cms_blog/accounts/common_passwords.py", ("tests/test_credentials.py",)
    ),
    "email_address": Module("cms_blog/email_address.py", ("tests/test_email_address.py",)),
    "allowance": Module("cms_blog/accounts/allowance.py", ("tests/test_allowance.py",)),
    "rate_limits": Module(
        "cms_blog/rate_limits.py", ("tests/test_password_attempts.py", "tests/test_rate_limits.py")
    ),
    "counter_keys": Module("cms_blog/counter_keys.py", ("tests/test_counter_keys.py",)),
    "pagination": Module("cms_blog/paging.py", ("tests/test_blogs.py", "tests/test_review.py")),
    "validation": Module("cms_blog/inputs.py", ("tests/test_inputs.py",)),
    "text": Module("cms_blog/text.py", ("tests/test_text.py",)),
    "search": Module("cms_blog/blogs/search.py", ("tests/test_search.py",)),
    "seo": Module("cms_blog/blogs/seo.py", ("tests/test_seo.py",)),
    "prose": Module("cms_blog/blogs/prose.py", ("tests/test_prose.py",)),
    "structure": Module("cms_blog/blogs/structure.py", ("tests/test_structure.py",)),
    "anchors": Module("cms_blog/blogs/anchors.py", ("tests/test_github_markdown.py",)),
    "bare_links": Module("cms_blog/blogs/bare_links.py", ("tests/test_github_markdown.py",)),
    "footnotes": Module("cms_blog/blogs/footnotes.py", ("tests/test_github_markdown.py",)),
    "query_limits": Module("cms_blog/graph/limits.py", ("tests/graph/test_graph_measure.py",)),
    "response_cache": Module("cms_blog/graph/public.py", ("tests/graph/test_graph_public.py",)),
    "caches": Module("cms_blog/graph/caches.py", ("tests/graph/test_graph_caches.py",)),
    "persisted_queries": Module(
        "cms_blog/graph/persisted.py", ("tests/graph/test_graph_persisted.py",)
    ),
    "steps": Module("cms_blog/generation/steps.py", ("tests/generation/test_step_answers.py",)),
    "posts": Module("cms_blog/generation/posts.py", ("tests/generation/test_post_text.py",)),
    "drafts": Module("cms_blog/generation/drafts.py", ("tests/generation/test_drafts.py",)),
    "headline": Module("cms_blog/blogs/headline.py", ("tests/test_headline.py",)),
    "metadata": Module("cms_blog/media/metadata.py", ("tests/media/test_media_metadata.py",)),
    "outages": Module("cms_blog/outages.py", ("tests/test_outages.py",)),
    "settings": Module("cms_blog/settings.py", ("tests/test_settings.py",)),
    "context": Module("cms_blog/context.py", ("tests/test_low_limits.py", "tests/test_review.py")),
}
