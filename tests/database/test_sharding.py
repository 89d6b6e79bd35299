"""Filters on `blogs` contain the shard key, so that a router sends them to one shard."""

from typing import Any

import pytest
from api import PASSWORD, UPDATE, Api, Commands
from mongodb_plans import ALLOWED, is_allowed

from cms_blog.graphql.types.node_ids import oid_of


def filters_on_blogs(sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the filters, except those that find other blogs with the same images."""
    on_blogs = [each for each in sent if next(iter(each.values())) == "blogs"]
    filters = [each["filter"] for each in on_blogs if "filter" in each]
    for each in on_blogs:
        filters += [write["q"] for kind in ("updates", "deletes") for write in each.get(kind, ())]
    return [filter_ for filter_ in filters if "images" not in filter_]


@pytest.mark.parametrize("blogs", ["DELETE", "KEEP"])
async def test_the_deletion_of_an_account_names_the_author(
    api: Api, commands: Commands, blogs: str
):
    author, admin = await api.make_user(), await api.make_admin()
    await api.make_blog(author)
    published = await api.make_published(author, admin)
    changes = {"title": "Changed", "expectedRevision": published["revision"]}
    await api.execute(UPDATE, {"id": published["id"], "input": changes}, as_user=author)
    given = f'password: "{PASSWORD}", blogs: {blogs}'
    document = f"mutation {{ deleteAccount(input: {{{given}}}) {{ __typename }} }}"
    with commands.sent() as sent:
        deleted = await api.execute(document, as_user=author)
    assert deleted["__typename"] == "DeleteAccountSuccess"
    filters = filters_on_blogs(sent)
    assert len(filters) >= 4
    assert {filter_.get("author_id") for filter_ in filters} == {oid_of("User", author.id)}


@pytest.mark.parametrize(
    ("row", "expected", "answered", "allowed"),
    [
        ("blog", "find blogs: _id_", "find blogs: _id_", True),
        ("blog", "find blogs: _id_", "find blogs: slug_1", False),
        ("blogs(status)", "find blogs: a", "find blogs: b", False),
        *(
            (row, f"find blogs: {index}", f"find blogs: {other}", True)
            for row, allowed in ALLOWED.items()
            for index, others in allowed.items()
            for other in sorted(others)
        ),
        (
            "publishedBlogs { totalCount }",
            "count blogs: status_1_search_words_1",
            "count blogs: status_1_search_words_1",
            False,
        ),
    ],
)
def test_a_mongodb_may_use_only_the_allowed_indexes(
    row: str, expected: str, answered: str, allowed: bool
):
    assert is_allowed(row, expected, answered) is allowed
