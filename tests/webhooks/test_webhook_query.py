"""The document of WEBHOOK_QUERY: it is checked when the server starts."""

from pathlib import Path

import pytest
from adjusted_settings import adjusted

from cms_blog.context import Services
from cms_blog.errors import CmsError
from cms_blog.server.mailing import sender_for
from cms_blog.settings import Settings
from cms_blog.webhooks.query import WebhookQuery


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{", "Syntax Error: Expected Name, found <EOF>."),
        ("query ($id: ID!) { blog(id: $id) { body } }", "Cannot query field 'body'"),
        ("query ($id: ID!) { blog(id: $id) { title } } query B { __typename }", "must be the only"),
        ("{ __typename }", "The query must have the variable `$id: ID!`, and no other."),
        (
            "query ($id: ID!, $n: Int) { blog(id: $id) { id } blogs(first: $n) { __typename } }",
            "no other",
        ),
        ("mutation ($id: ID!) { deleteBlog(id: $id) { __typename } }", "not a mutation"),
        (
            "query ($id: ID!) { revision: blog(id: $id) { id } }",
            "`revision` is a key of every event",
        ),
    ],
)
def test_unusable_documents(settings: Settings, tmp_path: Path, document: str, message: str):
    path = tmp_path / "webhook.graphql"
    path.write_text(document)
    with pytest.raises(CmsError) as refused:
        WebhookQuery(adjusted(settings, webhook_query=path))
    assert refused.value.message.startswith("Setting WEBHOOK_QUERY: ")
    assert message in refused.value.message


def test_a_file_that_does_not_exist_stops_the_server(services: Services, tmp_path: Path):
    from dataclasses import replace

    missing = adjusted(services.settings, webhook_query=tmp_path / "none.graphql")
    with pytest.raises(CmsError, match=r"none.graphql can't be read: No such file or directory\."):
        sender_for(replace(services, settings=missing))
