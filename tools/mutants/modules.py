"""The modules under mutation testing, each with its source and its tests.

The tests should take seconds: pytest's arguments, so a file or one test of it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Module:
    """A module under mutation: a path below `src/`, and the arguments for pytest."""

    source: str
    tests: tuple[str, ...]


_DECISIONS = (
    "tests/review/test_approval.py",
    "tests/review/test_decisions.py",
    "tests/review/test_author_actions.py",
    "tests/review/test_decision_errors.py",
)

MODULES = {
    "rules": Module(
        "cms_blog/blogs/workflow/rules.py",
        ("tests/blogs/workflow/test_rules.py", "tests/review/test_decision_errors.py"),
    ),
    "workflow": Module(
        "cms_blog/blogs/workflow/transitions.py",
        (
            "tests/blogs/workflow/test_rules.py",
            *_DECISIONS,
            "tests/review/test_scheduling.py",
            "tests/blogs/workflow/test_working_copies.py",
            "tests/blogs/workflow/test_working_copy_edits.py",
            "tests/blogs/workflow/test_working_copy_decisions.py",
        ),
    ),
    "edits": Module(
        "cms_blog/blogs/workflow/edits.py",
        (
            "tests/blogs/test_blogs.py",
            "tests/blogs/test_blog_edits.py",
            "tests/blogs/test_first_version_blogs.py",
            "tests/blogs/workflow/test_working_copies.py",
            "tests/blogs/workflow/test_working_copy_edits.py",
            "tests/blogs/workflow/test_working_copy_decisions.py",
            "tests/blogs/workflow/test_working_copy_data.py",
        ),
    ),
    "approval": Module("cms_blog/review/approval.py", _DECISIONS),
    "review": Module(
        "cms_blog/review/service.py",
        (
            "tests/review/test_queue.py",
            "tests/review/test_decisions.py",
            "tests/review/test_scheduling.py",
            "tests/review/test_author_actions.py",
            "tests/review/test_decision_errors.py",
            "tests/review/test_queue_search.py",
            "tests/blogs/workflow/test_working_copies.py",
            "tests/blogs/workflow/test_working_copy_edits.py",
            "tests/blogs/workflow/test_working_copy_decisions.py",
        ),
    ),
    "accounts": Module(
        "cms_blog/accounts/service.py",
        (
            "tests/accounts/test_accounts.py",
            "tests/accounts/test_address_spellings.py",
            "tests/accounts/test_sessions.py",
            "tests/accounts/test_credentials.py",
            "tests/accounts/links/test_email_addresses.py",
            "tests/accounts/invitations/test_invitations.py",
        ),
    ),
    "credentials": Module(
        "cms_blog/accounts/credentials.py",
        ("tests/accounts/test_credentials.py", "tests/accounts/test_jwt_secret_rotation.py"),
    ),
    "user_cache": Module("cms_blog/accounts/user_cache.py", ("tests/accounts/test_user_cache.py",)),
    "password_guard": Module(
        "cms_blog/accounts/password_guard.py",
        (
            "tests/accounts/test_accounts.py",
            "tests/accounts/test_sessions.py",
            "tests/server/rate_limits/test_low_limits.py",
        ),
    ),
    "common_passwords": Module(
        "cms_blog/accounts/common_passwords.py", ("tests/accounts/test_credentials.py",)
    ),
    "email_address": Module(
        "cms_blog/validation/email_address.py", ("tests/validation/test_email_address.py",)
    ),
    "daily_budgets": Module(
        "cms_blog/accounts/budgets.py",
        ("tests/accounts/test_daily_budgets.py", "tests/accounts/test_budget_outages.py"),
    ),
    "rate_limits": Module(
        "cms_blog/rate_limits.py",
        (
            "tests/server/rate_limits/test_rate_limit_leases.py",
            "tests/accounts/test_password_attempts.py",
        ),
    ),
    "counter_keys": Module(
        "cms_blog/counter_keys.py", ("tests/server/rate_limits/test_counter_keys.py",)
    ),
    "pagination": Module(
        "cms_blog/database/pagination.py",
        ("tests/database/test_pagination.py", "tests/database/test_page_reading.py"),
    ),
    "validation": Module("cms_blog/validation/inputs.py", ("tests/validation/test_inputs.py",)),
    "text": Module("cms_blog/validation/text.py", ("tests/validation/test_text.py",)),
    "search": Module("cms_blog/blogs/search.py", ("tests/blogs/test_search.py",)),
    "seo": Module("cms_blog/blogs/content/seo.py", ("tests/blogs/content/test_seo.py",)),
    "prose": Module("cms_blog/blogs/content/prose.py", ("tests/blogs/content/test_prose.py",)),
    "structure": Module(
        "cms_blog/blogs/content/structure.py", ("tests/blogs/content/test_structure.py",)
    ),
    "anchors": Module(
        "cms_blog/blogs/content/anchors.py", ("tests/blogs/content/test_github_markdown.py",)
    ),
    "bare_links": Module(
        "cms_blog/blogs/content/bare_links.py", ("tests/blogs/content/test_github_markdown.py",)
    ),
    "footnotes": Module(
        "cms_blog/blogs/content/footnotes.py", ("tests/blogs/content/test_github_markdown.py",)
    ),
    "query_limits": Module(
        "cms_blog/graphql/execution/limits.py", ("tests/graphql/execution/test_query_measure.py",)
    ),
    "response_cache": Module(
        "cms_blog/graphql/execution/response_cache.py",
        ("tests/graphql/execution/test_response_cache.py",),
    ),
    "caches": Module(
        "cms_blog/graphql/execution/caches.py", ("tests/graphql/execution/test_bounded_caches.py",)
    ),
    "persisted_queries": Module(
        "cms_blog/graphql/execution/persisted.py", ("tests/graphql/execution/test_persisted.py",)
    ),
    "steps": Module(
        "cms_blog/generation/step_types.py",
        (
            "tests/generation/steps/test_step_answers.py",
            "tests/generation/steps/test_step_requests.py",
        ),
    ),
    "posts": Module(
        "cms_blog/generation/posts.py", ("tests/generation/answers/test_post_text.py",)
    ),
    "drafts": Module(
        "cms_blog/generation/drafts.py",
        (
            "tests/generation/drafts/test_drafts.py",
            "tests/generation/drafts/test_draft_errors.py",
            "tests/generation/drafts/test_draft_retention.py",
        ),
    ),
    "headline": Module(
        "cms_blog/blogs/content/headline.py", ("tests/blogs/content/test_headline.py",)
    ),
    "metadata": Module("cms_blog/media/metadata.py", ("tests/media/test_metadata.py",)),
    "outages": Module(
        "cms_blog/database/outages.py", ("tests/database/outages/test_outage_detection.py",)
    ),
    "settings": Module(
        "cms_blog/settings.py",
        (
            "tests/server/settings/test_mail_settings.py",
            "tests/server/settings/test_production_settings.py",
            "tests/server/settings/test_secret_settings.py",
            "tests/server/settings/test_setting_bounds.py",
            "tests/server/settings/test_settings.py",
            "tests/server/settings/test_webhook_settings.py",
        ),
    ),
    "limits": Module("cms_blog/limits.py", ("tests/server/settings/test_setting_bounds.py",)),
    "context": Module("cms_blog/context.py", ("tests/server/test_context.py",)),
    "publication": Module(
        "cms_blog/blogs/workflow/publication.py",
        (
            "tests/blogs/workflow/test_publication.py",
            "tests/review/test_scheduling.py",
        ),
    ),
    "link_tokens": Module(
        "cms_blog/accounts/links/tokens.py",
        ("tests/accounts/links/test_link_tokens.py", "tests/accounts/test_credentials.py"),
    ),
    "slug_names": Module(
        "cms_blog/blogs/slugs/names.py", ("tests/blogs/slugs/test_slug_names.py",)
    ),
    "tag_names": Module("cms_blog/blogs/tags/names.py", ("tests/blogs/tags/test_tags.py",)),
    "note_passages": Module(
        "cms_blog/blogs/notes/passages.py", ("tests/blogs/notes/test_note_passages.py",)
    ),
    "version_history": Module(
        "cms_blog/blogs/versions/history.py", ("tests/blogs/versions/test_history.py",)
    ),
    "outbox_entries": Module(
        "cms_blog/outbox/entries.py",
        (
            "tests/outbox/test_pipelines.py",
            "tests/outbox/test_entries.py",
            "tests/outbox/test_outbox.py",
        ),
    ),
    "outbox_channels": Module(
        "cms_blog/outbox/channels.py",
        ("tests/outbox/test_entries.py",),
    ),
    "announcements": Module(
        "cms_blog/outbox/announcements.py",
        ("tests/outbox/test_entries.py", "tests/outbox/test_outbox.py"),
    ),
    "webhook_addresses": Module(
        "cms_blog/webhooks/addresses.py",
        ("tests/webhooks/test_addresses.py", "tests/webhooks/test_requests.py"),
    ),
    "feed_conditions": Module(
        "cms_blog/feeds/conditions.py",
        ("tests/feeds/test_conditions.py", "tests/feeds/test_feed_requests.py"),
    ),
    "variant_measures": Module(
        "cms_blog/media/variants/measures.py", ("tests/media/variants/test_variants.py",)
    ),
    "site_links": Module("cms_blog/site/links.py", ("tests/site/test_site_links.py",)),
    "claims": Module(
        "cms_blog/blogs/content/checks/claims.py", ("tests/blogs/content/test_claims.py",)
    ),
    "style_guide": Module(
        "cms_blog/blogs/content/checks/style_guide.py", ("tests/blogs/content/test_style_guide.py",)
    ),
    "preview_links": Module(
        "cms_blog/blogs/previews/links.py", ("tests/blogs/previews/test_preview_tokens.py",)
    ),
    "client_limits": Module(
        "cms_blog/graphql/execution/client_limits.py",
        ("tests/graphql/execution/test_client_limits.py",),
    ),
    "mail_preferences": Module(
        "cms_blog/notifications/preferences.py",
        ("tests/notifications/test_preferences.py", "tests/notifications/test_unsubscribe.py"),
    ),
}
