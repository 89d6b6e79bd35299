"""Preview links: tokens, their lifetime, and the text that they show."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from adjusted_settings import adjusted
from api import PASSWORD, UPDATE, Api, Person, oid_of
from bson import ObjectId
from httpx import ASGITransport, AsyncClient

from cms_blog.accounts.links.tokens import LinkTokens
from cms_blog.blogs.previews.links import PreviewLinks
from cms_blog.server.app import create_app
from cms_blog.settings import load_settings

SECRET = "a" * 32
CREATE = """
  mutation ($blogId: ID!, $input: CreatePreviewLinkInput!) {
    createPreviewLink(blogId: $blogId, input: $input) {
      __typename
      ... on CreatePreviewLinkSuccess { token url expiresAt }
      ... on InvalidInputError { fields { path message } }
      ... on UserError { message }
    }
  }
"""
REVOKE = """
  mutation ($blogId: ID!) {
    revokePreviewLinks(blogId: $blogId) {
      __typename
      ... on RevokePreviewLinksSuccess { blog { id revision updatedAt } }
      ... on UserError { message }
    }
  }
"""
PREVIEW = """
  query ($token: String!) {
    previewBlog(token: $token) {
      title tags languageTag coverImageUrl coverImage { url } slug expiresAt
      author { id name } references { url title status }
      content {
        markdown html excerpt unsourcedClaims { sentence } keywordReport { occurrences }
      }
    }
  }
"""
DELETE_BLOG = "mutation ($id: ID!) { deleteBlog(id: $id) { __typename } }"
DELETE_ACCOUNT = """
  mutation ($password: String!, $blogs: BlogsAtDeletion!) {
    deleteAccount(input: {password: $password, blogs: $blogs}) { __typename }
  }
"""
VIEWER = "{ viewer { email } }"


async def create(api: Api, blog_id: str, person: Person | None, **given: Any) -> dict[str, Any]:
    return await api.execute(CREATE, {"blogId": blog_id, "input": given}, as_user=person)


async def token_of(api: Api, blog_id: str, person: Person) -> str:
    return (await create(api, blog_id, person))["token"]


async def preview(api: Api, token: str) -> dict[str, Any] | None:
    return await api.execute(PREVIEW, {"token": token})


async def revoke(api: Api, blog_id: str, person: Person) -> dict[str, Any]:
    return await api.execute(REVOKE, {"blogId": blog_id}, as_user=person)


async def set_role(api: Api, person: Person, role: str) -> None:
    users = api.services.database["users"]
    await users.update_one({"_id": oid_of("User", person.id)}, {"$set": {"role": role}})


# -- what is shown


async def test_a_link_shows_the_current_draft_without_an_account(api: Api):
    author = await api.make_user(name="Ada")
    reference = {"url": "https://example.com/", "title": "A page", "status": "READ"}
    blog = await api.make_blog(
        author, title="Draft", tags=["Herbs"], references=[reference], markdown="It sold 90 % more."
    )
    link = await create(api, blog["id"], author)
    shown = await preview(api, link["token"])
    assert shown is not None
    assert shown["content"].pop("html") == "<p>It sold 90 % more.</p>\n"
    assert shown == {
        "title": "Draft",
        "tags": ["Herbs"],
        "languageTag": "en",
        "coverImageUrl": None,
        "coverImage": None,
        "slug": None,
        "expiresAt": link["expiresAt"],
        "author": {"id": author.id, "name": "Ada"},
        "references": [reference],
        "content": {
            "markdown": "It sold 90 % more.",
            "excerpt": "It sold 90 % more.",
            # For the author and admins only.
            "unsourcedClaims": [],
            "keywordReport": {"occurrences": 0},
        },
    }


async def test_a_link_shows_the_working_copy_and_later_edits(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin, title="Public", tags=["Herbs"])
    token = await token_of(api, blog["id"], admin)
    for revision, title in ((1, None), (1, "First"), (2, "Second")):
        if title is not None:
            given = {"expectedRevision": revision, "title": title, "tags": [title]}
            given["markdown"] = f"{title} text."
            await api.execute(UPDATE, {"id": blog["id"], "input": given}, as_user=author)
        shown = await preview(api, token)
        assert shown is not None
        assert (shown["title"], shown["slug"]) == (title or "Public", "public")
        if title is not None:
            assert (shown["tags"], shown["content"]["markdown"]) == ([title], f"{title} text.")
    await api.move("unpublishBlog", blog["id"], admin)
    shown = await preview(api, token)
    # The blog's own text is edited now.
    assert shown is not None
    assert shown["title"] == "Public"


async def test_each_field_alone_reads_the_same(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin, coverImageUrl="https://example.com/a.png")
    given = {"expectedRevision": 1, "title": "Changed"}
    await api.execute(UPDATE, {"id": blog["id"], "input": given}, as_user=author)
    token = await token_of(api, blog["id"], author)
    whole = await preview(api, token)
    assert whole is not None
    for field in ("title", "tags", "languageTag", "coverImageUrl", "slug", "content { markdown }"):
        one = f"query ($token: String!) {{ previewBlog(token: $token) {{ {field} }} }}"
        alone = await api.execute(one, {"token": token})
        name = field.partition(" ")[0]
        assert alone == {name: whole[name]} or alone["content"].items() < whole["content"].items()


async def test_previews_are_never_cached(api: Api):
    services = api.services
    settings = adjusted(services.settings, public_cache_seconds=60)
    author = await api.make_user()
    blog = await api.make_blog(author)
    token = await token_of(api, blog["id"], author)
    app = create_app(replace(services, settings=settings))
    body = {"query": PREVIEW, "variables": {"token": token}}
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as http:
        first = await http.post("/graphql", json=body)
        assert first.headers["cache-control"] == "no-store"
        assert "etag" not in first.headers
        await revoke(api, blog["id"], author)
        assert (await http.post("/graphql", json=body)).json() == {"data": {"previewBlog": None}}


# -- who may


async def test_links_are_for_the_author_and_admins(api: Api):
    author, admin, other = await api.make_user(), await api.make_admin(), await api.make_user()
    blog = await api.make_blog(author)
    for person in (author, admin):
        assert (await create(api, blog["id"], person))["__typename"] == "CreatePreviewLinkSuccess"
    assert (await create(api, blog["id"], other))["__typename"] == "NotFoundError"
    assert (await revoke(api, blog["id"], other))["__typename"] == "NotFoundError"
    for document in (CREATE, REVOKE):
        error = await api.error(document, {"blogId": blog["id"], "input": {}})
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
    missing = "QmxvZzo2MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="
    for unknown in (missing, "", "x" * 10_000, author.id):
        assert (await create(api, unknown, author))["__typename"] == "NotFoundError"
        assert (await revoke(api, unknown, author))["__typename"] == "NotFoundError"


async def test_a_public_blog_of_another_author_has_no_links(api: Api):
    author, admin, other = await api.make_user(), await api.make_admin(), await api.make_user()
    blog = await api.make_published(author, admin)
    assert (await create(api, blog["id"], other))["__typename"] == "NotFoundError"


@pytest.mark.parametrize(("hours", "accepted"), [(0, False), (1, True), (720, True), (721, False)])
async def test_the_lifetime_is_one_to_720_hours(api: Api, hours: int, *, accepted: bool):
    author = await api.make_user()
    blog = await api.make_blog(author)
    before = datetime.now(UTC).replace(microsecond=0)
    created = await create(api, blog["id"], author, hours=hours)
    if not accepted:
        assert created["fields"] == [{"path": ["hours"], "message": "must be from 1 to 720"}]
        return
    left = datetime.fromisoformat(created["expiresAt"]) - before - timedelta(hours=hours)
    assert timedelta(0) <= left < timedelta(minutes=1)


# -- how links end


async def test_revoking_ends_all_links_but_not_later_ones(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog, other = await api.make_blog(author), await api.make_blog(author)
    tokens = [await token_of(api, blog["id"], person) for person in (author, admin)]
    kept = await token_of(api, other["id"], author)
    results = await asyncio.gather(*(revoke(api, blog["id"], author) for _ in range(3)))
    assert {each["__typename"] for each in results} == {"RevokePreviewLinksSuccess"}
    assert {each["blog"]["revision"] for each in results} == {blog["revision"]}
    assert {each["blog"]["updatedAt"] for each in results} == {blog["updatedAt"]}
    assert [await preview(api, token) for token in tokens] == [None, None]
    assert await preview(api, kept) is not None
    assert await preview(api, await token_of(api, blog["id"], author)) is not None


async def test_links_end_with_the_blog(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    token = await token_of(api, blog["id"], author)
    await api.execute(DELETE_BLOG, {"id": blog["id"]}, as_user=author)
    assert await preview(api, token) is None


@pytest.mark.parametrize("blogs", ["KEEP", "DELETE"])
async def test_links_of_an_author_end_with_the_account(api: Api, blogs: str):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_published(author, admin)
    own, admins = [await token_of(api, blog["id"], person) for person in (author, admin)]
    given = {"password": PASSWORD, "blogs": blogs}
    await api.execute(DELETE_ACCOUNT, given, as_user=author)
    assert await preview(api, own) is None
    shown = await preview(api, admins)
    assert (shown and shown["author"]["name"]) == ("Deleted user" if blogs == "KEEP" else None)


async def test_links_end_when_the_deletion_of_their_creator_begins(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author)
    token = await token_of(api, blog["id"], admin)
    users = api.services.database["users"]
    await users.update_one({"_id": oid_of("User", admin.id)}, {"$set": {"leaving": "keep"}})
    assert await preview(api, token) is None


async def test_links_of_an_admin_end_with_the_role_except_those_of_own_blogs(api: Api):
    author, admin = await api.make_user(), await api.make_admin()
    foreign, own = await api.make_blog(author), await api.make_blog(admin)
    tokens = [await token_of(api, blog["id"], admin) for blog in (foreign, own)]
    await set_role(api, admin, "user")
    shown = [await preview(api, token) for token in tokens]
    assert [each is not None for each in shown] == [False, True]


async def test_links_stay_when_their_creator_signs_out(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    token = await token_of(api, blog["id"], author)
    await api.execute(
        "mutation { logoutEverywhere { ... on LogoutEverywhereSuccess { viewer { email } } } }",
        as_user=author,
    )
    assert await preview(api, token) is not None


# -- tokens

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_token_ends_at_its_expiry():
    now = NOW
    links = PreviewLinks(LinkTokens(SECRET, clock=lambda: now))
    blog_id, creator_id = ObjectId(), ObjectId()
    token = links.issue(blog_id, creator_id, 3, timedelta(hours=2))
    assert links.read(token.text) == (blog_id, creator_id, 3, NOW + timedelta(hours=2))
    now = NOW + timedelta(hours=2, microseconds=-1)
    assert links.read(token.text) is not None
    now = NOW + timedelta(hours=2)
    assert links.read(token.text) is None


async def test_a_preview_token_is_no_session(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    token = await token_of(api, blog["id"], author)
    error = await api.error(VIEWER, as_user=Person(author.id, author.email, token))
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert await preview(api, author.token) is None


@pytest.mark.parametrize(
    "token",
    [
        *("", " ", ".", "..", "...", "a.b.c", "\0", "a\0.b.c", "токен", "١٢٣", "🌱" * 200),
        *("x" * 1_000_000, "eyJhbGciOiJub25lIn0.e30.", "null", "Bearer x"),
    ],
)
async def test_malformed_tokens_show_nothing(api: Api, token: str):
    # Larger bodies are refused before the token is read.
    assert await preview(api, token[:900_000]) is None


async def test_changed_tokens_show_nothing(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    token = await token_of(api, blog["id"], author)
    head, body, signature = token.split(".")
    for changed in (f"{head}.{body}.", f"{head}.{body[:-2]}.{signature}", token + "x", token[:-4]):
        assert await preview(api, changed) is None


async def test_links_lead_to_the_page_of_the_front_end(api: Api):
    author = await api.make_user()
    blog = await api.make_blog(author)
    assert (await create(api, blog["id"], author))["url"] is None
    settings = load_settings(frontend_url="https://example.com/", env="dev")
    links = PreviewLinks(LinkTokens(SECRET), link_to=settings.preview_link)
    assert links.url_of("a.b.c") == "https://example.com/preview#token=a.b.c"
    page = "https://site.example.com/draft"
    settings = load_settings(frontend_preview_url=page, frontend_url="https://example.com/")
    assert settings.preview_link("a.b.c") == f"{page}#token=a.b.c"


async def test_neither_the_log_nor_the_audit_trail_has_the_token(
    api: Api, capsys: pytest.CaptureFixture[str]
):
    author = await api.make_user()
    blog = await api.make_blog(author)
    token = await token_of(api, blog["id"], author)
    await preview(api, token)
    await revoke(api, blog["id"], author)
    log = capsys.readouterr().out
    assert "create_preview_link" in log
    assert "revoke_preview_links" in log
    assert token not in log
    assert token.split(".")[2] not in log
