"""Tags of blogs: their input, storage, working copies and lists."""

import asyncio
from typing import Any

import pytest
from api import BRIEF, MARKDOWN, SAVE, UPDATE, Api, Person, oid_of

from cms_blog.blogs.tags.names import tag_key, without_duplicates

NEW = {"brief": BRIEF, "title": "Balcony tomatoes", "markdown": MARKDOWN}
COPY = "query ($id: ID!) { blog(id: $id) { tags workingCopy { tags } } }"
PUBLIC = """
  query ($tag: String, $authorId: ID, $search: String, $first: Int, $after: String) {
    publishedBlogs(
      tag: $tag, authorId: $authorId, search: $search, first: $first, after: $after
    ) { totalCount nodes { title tags } pageInfo { endCursor hasNextPage } }
  }
"""
OWN = "query ($tag: String) { blogs(tag: $tag) { totalCount nodes { title } } }"
HOSTILE = [
    "Çorba ve \N{LATIN SMALL LETTER DOTLESS I}spanak",
    "می\N{ZERO WIDTH NON-JOINER}رسد",
    "ไทย",
    "👩\N{ZERO WIDTH JOINER}🌾",
    "e\N{COMBINING ACUTE ACCENT}" + "\N{COMBINING CEDILLA}" * 20,
    "$set",
    "a, b; c",
    "<b>bold</b>",
]


async def save(api: Api, author: Person, tags: Any, **more: Any) -> dict[str, Any]:
    given = NEW | {"tags": tags} | more
    return await api.execute(SAVE, {"input": given}, as_user=author)


async def update(api: Api, blog_id: str, author: Person, **changes: Any) -> dict[str, Any]:
    given = {"expectedRevision": (await stored(api, blog_id)).get("revision", 1)} | changes
    return await api.execute(UPDATE, {"id": blog_id, "input": given}, as_user=author)


async def stored(api: Api, blog_id: str) -> dict[str, Any]:
    raw = await api.services.database["blogs"].find_one({"_id": oid_of("Blog", blog_id)})
    assert raw is not None
    return raw


async def titles(api: Api, **arguments: Any) -> list[str]:
    page = await api.execute(PUBLIC, arguments)
    found = [node["title"] for node in page["nodes"]]
    assert page["totalCount"] == len(found)
    return found


# -- keys


@pytest.mark.parametrize(
    ("tag", "same"),
    [
        ("Herbs", "hERBS"),
        ("Straße", "STRASSE"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("\N{LATIN SMALL LETTER E WITH ACUTE}", "e\N{COMBINING ACUTE ACCENT}"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER C}ats", "cats"),
        ("ｶﾞｰﾃﾞﾝ", "ガーデン"),
        ("roof\N{NO-BREAK SPACE}gardens", "Roof gardens"),
        ("co\N{SOFT HYPHEN}op", "coop"),
        ("mother\N{RIGHT SINGLE QUOTATION MARK}s", "mother's"),
        ("❤\N{VARIATION SELECTOR-16}", "❤"),
        ("ﬁne", "Fine"),
    ],
)
def test_tags_that_readers_see_as_the_same_have_one_key(tag: str, same: str):
    assert tag_key(tag) == tag_key(same)
    assert without_duplicates([tag, same]) == (tag,)


@pytest.mark.parametrize(
    ("tag", "other"),
    [
        ("\N{LATIN SMALL LETTER DOTLESS I}rmak", "irmak"),
        ("C", "C#"),
        ("resume", "résumé"),
        ("roof gardens", "roofgardens"),
        ("Ä", "A"),
    ],
)
def test_other_tags_have_other_keys(tag: str, other: str):
    assert tag_key(tag) != tag_key(other)
    assert without_duplicates([tag, other]) == (tag, other)


# -- input


async def test_tags_are_kept_as_first_written_in_the_authors_order(api: Api):
    author = await api.make_user()
    given = ["Roof  gardens", "herbs", "ROOF GARDENS", " Herbs ", "Water"]
    blog = (await save(api, author, given))["blog"]
    assert blog["tags"] == ["Roof gardens", "herbs", "Water"]
    raw = await stored(api, blog["id"])
    assert raw["tags"] == ["Roof gardens", "herbs", "Water"]
    assert raw["tag_keys"] == ["roof gardens", "herbs", "water"]


@pytest.mark.parametrize(
    ("tags", "path", "message"),
    [
        (["x"] * 11, ["tags"], "must have at most 10 entries"),
        (["ok", "x" * 51], ["tags", "1"], "must have at most 50 characters"),
        (["ok", " \N{ZERO WIDTH SPACE}"], ["tags", "1"], "can't be empty"),
        (["\0"], ["tags", "0"], "can't be empty"),
    ],
)
async def test_invalid_tags_are_refused(api: Api, tags: list[str], path: list[str], message: str):
    author = await api.make_user()
    blog = await api.make_blog(author)
    for refused in (
        await save(api, author, tags),
        await update(api, blog["id"], author, tags=tags),
    ):
        assert refused["fields"] == [{"path": path, "message": message}]


async def test_ten_tags_of_fifty_characters_are_accepted(api: Api):
    tags = [f"{number}{'ﬃ' * 49}" for number in range(10)]
    author = await api.make_user()
    blog = (await save(api, author, tags))["blog"]
    assert blog["tags"] == tags


async def test_hostile_tags_are_stored_and_found(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin, tags=HOSTILE)
    assert blog["tags"] == HOSTILE
    for tag in HOSTILE:
        assert await titles(api, tag=tag) == [blog["title"]]


async def test_directional_controls_of_a_tag_are_removed(api: Api):
    author = await api.make_user()
    given = ["\N{RIGHT-TO-LEFT OVERRIDE}sbreh", "herbs\N{LEFT-TO-RIGHT ISOLATE}"]
    assert (await save(api, author, given))["blog"]["tags"] == ["sbreh", "herbs"]


async def test_null_is_not_a_list_of_tags(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author, tags=["Herbs"])
    refused = await update(api, blog["id"], author, tags=None)
    assert [field["path"] for field in refused["fields"]] == [["tags"]]
    assert (await stored(api, blog["id"]))["tags"] == ["Herbs"]


async def test_blogs_without_tags_store_none(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    assert blog["tags"] == []
    assert {"tags", "tag_keys"}.isdisjoint(await stored(api, blog["id"]))
    await update(api, blog["id"], author, tags=["Herbs"])
    assert (await stored(api, blog["id"]))["tag_keys"] == ["herbs"]
    changed = await update(api, blog["id"], author, tags=[])
    assert changed["blog"]["tags"] == []
    assert {"tags", "tag_keys"}.isdisjoint(await stored(api, blog["id"]))


async def test_other_edits_keep_the_tags(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author, tags=["Herbs"])
    changed = await update(api, blog["id"], author, title="Other")
    assert changed["blog"]["tags"] == ["Herbs"]


# -- retries


async def test_a_repeated_save_or_update_finds_its_own_tags(api: Api):
    author = await api.make_user()
    key = {"idempotencyKey": "once"}
    first = await save(api, author, ["Herbs", "HERBS"], **key)
    assert await save(api, author, ["Herbs"], **key) == first
    assert (await save(api, author, ["Other"], **key))["__typename"] == "InvalidInputError"
    blog_id = first["blog"]["id"]
    again = {"expectedRevision": 1, "tags": ["Water", "WATER"]}
    results = [
        await api.execute(UPDATE, {"id": blog_id, "input": given}, as_user=author)
        for given in (again, again, again | {"tags": ["Other"]})
    ]
    assert [each["__typename"] for each in results] == [
        *("UpdateBlogSuccess", "UpdateBlogSuccess", "EditConflictError")
    ]
    assert {each["blog"]["revision"] for each in results} == {2}


async def test_of_concurrent_changes_of_tags_one_wins(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    results = await asyncio.gather(
        *(
            update(api, blog["id"], author, expectedRevision=1, tags=[str(number)])
            for number in range(5)
        )
    )
    won = [each for each in results if each["__typename"] == "UpdateBlogSuccess"]
    assert len(won) == 1
    assert (await stored(api, blog["id"]))["tags"] == won[0]["blog"]["tags"]


async def test_tags_of_another_authors_blog_cannot_be_changed(api: Api):
    author, other = await api.make_user(), await api.make_user()
    blog = await api.make_blog(author, tags=["Herbs"])
    refused = await update(api, blog["id"], other, tags=["Mine"])
    assert refused["__typename"] == "NotFoundError"
    assert (await stored(api, blog["id"]))["tags"] == ["Herbs"]


# -- working copies


async def test_tags_of_a_working_copy_are_private_until_it_is_approved(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog_id = (await api.make_published(author, admin, tags=["Herbs"]))["id"]
    edited = await update(api, blog_id, author, tags=["$Secret", "Herbs"])
    assert edited["blog"]["tags"] == ["Herbs"]
    copy = await api.execute(COPY, {"id": blog_id}, as_user=author)
    assert copy == {"tags": ["Herbs"], "workingCopy": {"tags": ["$Secret", "Herbs"]}}
    assert await api.execute(COPY, {"id": blog_id}) == {"tags": ["Herbs"], "workingCopy": None}
    assert await titles(api, tag="$secret") == []
    assert "$secret" not in str(await stored(api, blog_id)).replace("$Secret", "")
    await api.move("requestPublish", blog_id, author)
    approved = await api.move("approveBlog", blog_id, admin)
    assert approved["blog"]["tags"] == ["$Secret", "Herbs"]
    assert (await stored(api, blog_id))["tag_keys"] == ["$secret", "herbs"]
    assert len(await titles(api, tag="$secret")) == 1


async def test_a_working_copy_begins_with_the_tags_of_the_blog_and_may_remove_them(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog_id = (await api.make_published(author, admin, tags=["Herbs"]))["id"]
    await update(api, blog_id, author, title="Other")
    assert (await stored(api, blog_id))["working"]["tags"] == ["Herbs"]
    await update(api, blog_id, author, tags=[])
    raw = await stored(api, blog_id)
    assert ("tags" in raw["working"], raw["tags"]) == (False, ["Herbs"])
    await api.move("requestPublish", blog_id, author)
    await api.move("approveBlog", blog_id, admin)
    assert {"tags", "tag_keys"}.isdisjoint(await stored(api, blog_id))
    assert await titles(api, tag="herbs") == []


# -- lists


async def test_published_blogs_are_listed_by_tag_author_and_search(api: Api):
    one, two, admin = await api.make_user(), await api.make_user(), await api.make_admin()
    for author, title, tags in [
        (one, "Old basil", ["Herbs"]),
        (two, "Basil", ["HERBS", "Water"]),
        (one, "Mint", ["herbs", "water"]),
        (one, "Plain basil", []),
    ]:
        await api.make_published(author, admin, title=title, tags=tags, markdown="Text.")
    await api.make_blog(one, title="Draft", tags=["Herbs"])
    assert await titles(api, tag="hERBs") == ["Mint", "Basil", "Old basil"]
    assert await titles(api, tag="Water") == ["Mint", "Basil"]
    assert await titles(api, tag="herb") == []
    assert await titles(api, authorId=one.id) == ["Plain basil", "Mint", "Old basil"]
    assert await titles(api, authorId=one.id, tag="herbs") == ["Mint", "Old basil"]
    assert await titles(api, authorId=one.id, tag="herbs", search="bas") == ["Old basil"]
    assert len(await titles(api, tag=" \N{ZERO WIDTH SPACE}")) == 4
    own = await api.execute(OWN, {"tag": "\N{FULLWIDTH LATIN CAPITAL LETTER H}erbs"}, as_user=one)
    assert [node["title"] for node in own["nodes"]] == ["Draft", "Mint", "Old basil"]
    assert own["totalCount"] == 3


async def test_a_list_by_tag_is_read_page_by_page(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    for number in range(5):
        await api.make_published(author, admin, title=f"Post {number}", tags=["Herbs", "All"])
    found: list[str] = []
    variables: dict[str, Any] = {"tag": "herbs", "authorId": author.id, "first": 2}
    while True:
        page = await api.execute(PUBLIC, variables)
        found += [node["title"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        variables["after"] = page["pageInfo"]["endCursor"]
    assert found == [f"Post {number}" for number in range(4, -1, -1)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"tag": "x" * 51}, "`tag` must have at most 50 characters."),
        ({"authorId": "unknown"}, "`authorId` must be the `id` of a User."),
        ({"authorId": ""}, "`authorId` must be the `id` of a User."),
        ({"authorId": "x" * 10_000}, "`authorId` must be the `id` of a User."),
    ],
)
async def test_invalid_filters_are_refused(api: Api, arguments: dict[str, Any], message: str):
    error = await api.error(PUBLIC, arguments)
    assert (error["message"], error["extensions"]["code"]) == (message, "BAD_REQUEST")


async def test_a_blogs_id_is_not_an_author(api: Api):
    blog = await api.make_blog(await api.make_user())
    error = await api.error(PUBLIC, {"authorId": blog["id"]})
    assert error["extensions"]["code"] == "BAD_REQUEST"
