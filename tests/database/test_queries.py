"""Database commands of each operation: their number, and the index that serves each."""

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from api import BRIEF, PASSWORD, SAVE, UPDATE, Api, Commands, Person
from bson import ObjectId
from explain import indexes_used
from field_calls import made_links
from graphql import build_schema
from httpx import ASGITransport, AsyncClient
from mongodb_plans import SORTED, crowded, is_allowed
from partial_indexes import implies, looks_up
from starlette.applications import Starlette

from cms_blog.accounts.admins.changes import complete_changes
from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument
from cms_blog.blogs.queries import seconds_to_next_publication
from cms_blog.context import Services
from cms_blog.feeds import sitemap
from cms_blog.graphql.types.node_ids import encode_id, oid_of
from cms_blog.outbox.claims import due_documents, earliest
from cms_blog.privacy.export import export_chunks
from cms_blog.privacy.service import resume_deletions
from cms_blog.privacy.unused_images import delete_unused

PAGE = "pageInfo { hasNextPage endCursor } nodes { id title status author { id name } }"
WHOLE = """
  title status feedback viewerActions author { id name } brief { tone referenceLinks } outline
  content { markdown html sections { heading html } wordCount }
  reviews { decision reviewer { id name } }
"""


class World(NamedTuple):
    """Users, and the ids of the author's blogs."""

    api: Api
    author: Person
    admin: Person
    saved: str
    pending: str
    published: str
    unpublished: str
    # Published, with a working copy that is EDITING, or PENDING.
    edited: str
    changed: str


class MadeWorld(NamedTuple):
    """A world, and its documents by collection."""

    world: World
    documents: dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
async def made(app: Starlette, services: Services) -> MadeWorld:
    """A world made through the API, once for all tests."""
    collections = {name: services.database[name] for name in ("users", "blogs", "blog_versions")}
    for collection in collections.values():
        await collection.delete_many({})
    transport = ASGITransport(app)
    async with AsyncClient(transport=transport, base_url="http://testserver") as http:
        world = await make_world(Api(http, services))
    documents = {name: await found.find().to_list() for name, found in collections.items()}
    # The embedded database chooses by the shape of a query alone.
    on_mongodb = services.settings.mongodb_uri is not None
    return MadeWorld(world, crowded(documents) if on_mongodb else documents)


async def make_world(api: Api) -> World:
    author, admin = await api.make_user(), await api.make_admin()
    cover = {"coverImageUrl": f"https://cms.example.com/uploads/{'a' * 32}.png"}
    saved, pending = [(await api.make_blog(author, **cover))["id"] for _ in range(2)]
    await api.move("requestPublish", pending, author)
    published = await api.make_published(author, admin, title="Public tomatoes")
    unpublished = await api.make_published(author, admin, title="Unpublished tomatoes")
    await api.move("unpublishBlog", unpublished["id"], admin)
    edited, changed = [
        (await api.make_published(author, admin, title=title))["id"] for title in ("Edit", "Change")
    ]
    for blog_id in (edited, changed):
        given = {"expectedRevision": 1, "title": "Changed"}
        await api.execute(UPDATE, {"id": blog_id, "input": given}, as_user=author)
    await api.move("requestPublish", changed, author)
    ids = (saved, pending, published["id"], unpublished["id"], edited, changed)
    return World(api, author, admin, *ids)


@pytest.fixture
async def world(api: Api, made: MadeWorld) -> World:
    """The world as it was made, in an otherwise empty database."""
    server = api.services.database["server"]
    await server.delete_many({})
    await server.insert_one({"_id": "admins", "ids": [], "version": 1})
    for name, documents in made.documents.items():
        await api.services.database[name].insert_many(documents)
    return made.world._replace(api=api)


# -- how many


@pytest.mark.parametrize(
    ("field", "by"), [("blogs", "author"), ("publishedBlogs", "author"), ("adminQueue", "admin")]
)
@pytest.mark.parametrize("first", [5, 20])
async def test_a_page_with_its_authors_takes_the_same_commands_whatever_its_length(
    world: World, commands: Commands, field: str, by: str, first: int
):
    api = world.api
    blogs = api.services.database["blogs"]
    pattern = await blogs.find_one({"status": "published"}, {"_id": 0, "slug": 0, "slugs": 0})
    assert pattern is not None
    status = "pending" if field == "adminQueue" else "published"
    await blogs.insert_many([pattern | {"status": status} for _ in range(25)])
    document = f"query {{ {field}(first: {first}) {{ {PAGE} }} }}"
    with commands.seen() as seen:
        page = await api.execute(document, as_user=getattr(world, by))
    assert len(page["nodes"]) == first
    assert all(node["author"]["id"] == world.author.id for node in page["nodes"])
    viewer, *rest = seen
    # The queue has two parts: new posts, and published ones with changes.
    parts = 2 if field == "adminQueue" else 1
    assert (viewer, rest) == ("find", ["find"] * (parts + 1))


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("{ dashboardStats { total saved pending published rejected } }", ["aggregate"]),
        ("{ dashboardStats { total publishedWithChanges } }", ["aggregate", "count"]),
        ("query ($id: ID!) { blog(id: $id) { title content { html } } }", ["find"]),
        (f"query ($id: ID!) {{ blog(id: $id) {{ {WHOLE} }} }}", ["find", "find"]),
        ("{ blogs { totalCount nodes { title } } }", ["find", "count"]),
        ("{ viewer { email user { name } } }", []),
    ],
)
async def test_other_reads_take_one_command_and_one_for_users(
    world: World, commands: Commands, document: str, expected: list[str]
):
    with commands.seen() as seen:
        await world.api.execute(document, {"id": world.published}, as_user=world.author)
    assert seen == ["find", *expected]


async def test_only_selected_content_fields_are_read(world: World, commands: Commands):
    document = "query ($id: ID!) { blog(id: $id) { content { %s } } }"
    text = "__typename markdown html"
    with commands.sent() as sent:
        some = await world.api.execute(document % text, {"id": world.saved}, as_user=world.author)
        every = await world.api.execute(
            document % f"{text} excerpt wordCount metaTitle sections {{ heading markdown html }}",
            {"id": world.saved},
            as_user=world.author,
        )
    finds = [command["projection"] for command in sent if command.get("find") == "blogs"]
    assert set(finds[0]) == {
        "author_id",
        "status",
        "published_at",
        "final_blog.markdown",
        "final_blog.html",
        "final_blog.renderer",
        "meta.cover_image_url",
        "meta.title",
    }
    assert {"final_blog.render", "final_blog.excerpt", "final_blog.word_count"} < set(finds[1])
    assert some["content"].items() < every["content"].items()
    assert "".join(section["html"] for section in every["content"]["sections"])


async def test_an_anonymous_read_takes_two_commands(world: World, commands: Commands):
    with commands.seen() as seen:
        await world.api.execute(f"{{ publishedBlogs {{ {PAGE} }} }}")
    assert seen == ["find", "find"]


# -- which index


class Asked(NamedTuple):
    """A document, who sends it, and which of the author's blogs its `$id` is."""

    document: str
    by: str = "author"
    about: str = "saved"
    variables: Mapping[str, Any] = {}
    # Whether what counts is the second time that it is sent.
    twice: bool = False


def step(field: str, about: str, *, by: str = "author", argument: str = "") -> Asked:
    """A mutation of one blog."""
    answer = "{ __typename ... on UserError { message } }"
    return Asked(f"mutation ($id: ID!) {{ {field}(id: $id {argument}) {answer} }}", by, about)


def on_link(field: str, argument: str = "") -> Asked:
    """A mutation with the token of a link."""
    answer = "{ __typename ... on UserError { message } }"
    given = f"input: {{token: $link, {argument}}}"
    return Asked(f"mutation ($link: String!) {{ {field}({given}) {answer} }}")


NODES = "nodes { id }"
FEEDBACK = 'input: {expectedRevision: 1, feedback: "Shorter."}'
REVIEWED = "input: {expectedRevision: 1}"
CHANGED = "input: {expectedRevision: 2}"
CHANGE = 'input: {expectedRevision: 1, title: "Other"}'
WITH_PASSWORD = f'password: "{PASSWORD}"'
NEW_PASSWORD = f'currentPassword: "{PASSWORD}", newPassword: "another horse"'
DRAFT = {
    "brief": {"focusOrNiche": "a", "targetedKeyword": "b", "targetedAudience": "c"},
    "title": "d",
    "markdown": "e",
}

ON_NOTE = "mutation ($note: ID!) { %s { __typename ... on UserError { message } } }"

ACCOUNTS = "nodes { id email role suspended user { name } } pageInfo { endCursor }"


def on_account(field: str, argument: str = "") -> Asked:
    return Asked(
        f"mutation ($account: ID!) {{ {field}(id: $account{argument}) {{ __typename }} }}", "admin"
    )


# By what the rows of the table in docs/reference/queries.md begin with.
ASKED = {
    "signup": Asked(
        f'mutation {{ signup(input: {{name: "A", email: "a@example.com", {WITH_PASSWORD}}})'
        " { __typename } }"
    ),
    "login": Asked(
        f'mutation {{ login(input: {{email: "a@example.com", {WITH_PASSWORD}}}) {{ __typename }} }}'
    ),
    "changePassword": Asked(
        f"mutation {{ changePassword(input: {{{NEW_PASSWORD}}}) {{ __typename }} }}"
    ),
    "logoutEverywhere": Asked(
        "mutation { logoutEverywhere { ... on LogoutEverywhereSuccess { viewer { email } } } }"
    ),
    "requestPasswordReset": Asked(
        'mutation { requestPasswordReset(input: {email: "a@example.com"}) { __typename } }'
    ),
    "resetPassword": on_link("resetPassword", 'newPassword: "another horse"'),
    "sendVerificationEmail": Asked("mutation { sendVerificationEmail { __typename } }"),
    "verifyEmail": on_link("verifyEmail"),
    "changeEmail": Asked(
        "mutation { changeEmail(input:"
        f' {{newEmail: "new@example.com", {WITH_PASSWORD}}}) {{ __typename }} }}'
    ),
    "inviteUser": Asked(
        'mutation { inviteUser(input: {email: "a@example.com"}) { __typename } }', "admin"
    ),
    "invitations": Asked("{ invitations { id } }", "admin"),
    "revokeInvitation": Asked(
        "mutation ($link: ID!) { revokeInvitation(id: $link) { __typename } }", "admin"
    ),
    "acceptInvite": on_link("acceptInvite", f'name: "A", {WITH_PASSWORD}'),
    "deleteAccount": Asked(
        f"mutation {{ deleteAccount(input: {{{WITH_PASSWORD}, blogs: DELETE}}) {{ __typename }} }}"
    ),
    "node": Asked("query ($id: ID!) { node(id: $id) { id } }"),
    "blog": Asked("query ($id: ID!) { blog(id: $id) { title author { name } } }"),
    "blogs": Asked(f"{{ blogs {{ {NODES} }} }}"),
    "blogs(after)": Asked(f"query ($after: String) {{ blogs(after: $after) {{ {NODES} }} }}"),
    "blogs(status)": Asked(f"{{ blogs(status: SAVED) {{ {NODES} }} }}"),
    "blogs(SCHEDULED)": Asked(f"{{ blogs(status: SCHEDULED) {{ {NODES} }} }}"),
    "blogs(search)": Asked(f'{{ blogs(search: "balc tom") {{ {NODES} }} }}'),
    "blogs { totalCount }": Asked("{ blogs { totalCount } }"),
    "blogs(tag)": Asked(f'{{ blogs(tag: "herbs") {{ {NODES} }} }}'),
    "dashboardStats": Asked("{ dashboardStats { total } }"),
    "dashboardStats { publishedWithChanges }": Asked("{ dashboardStats { publishedWithChanges } }"),
    "publishedBlogs": Asked(f"{{ publishedBlogs {{ {NODES} }} }}"),
    "publishedBlogs(after)": Asked(
        f"query ($after: String) {{ publishedBlogs(after: $after) {{ {NODES} }} }}"
    ),
    "publishedBlogs(search)": Asked(f'{{ publishedBlogs(search: "tom") {{ {NODES} }} }}'),
    "publishedBlogs(tag)": Asked(f'{{ publishedBlogs(tag: "herbs") {{ {NODES} }} }}'),
    "publishedBlogs(authorId)": Asked(
        f"query ($author: ID!) {{ publishedBlogs(authorId: $author) {{ {NODES} }} }}"
    ),
    "publishedBlogs(authorId, tag, search)": Asked(
        "query ($author: ID!, $after: String) {"
        f' publishedBlogs(authorId: $author, tag: "herbs", search: "tom", after: $after)'
        f" {{ {NODES} }} }}"
    ),
    "publishedBlogs { totalCount }": Asked("{ publishedBlogs { totalCount } }"),
    "tags": Asked("{ tags { name count } }"),
    "publishedBlog": Asked('{ publishedBlog(slug: "public-tomatoes") { title } }'),
    "publishedBlog(old slug)": Asked('{ publishedBlog(slug: "old-tomatoes") { title } }'),
    "relatedBlogs": Asked(
        "query ($id: ID!) { relatedBlogs(id: $id) { id title } }", about="published"
    ),
    "adminQueue": Asked(f"{{ adminQueue {{ {NODES} }} }}", "admin"),
    "adminQueue(SCHEDULED)": Asked(f"{{ adminQueue(status: SCHEDULED) {{ {NODES} }} }}", "admin"),
    "adminQueue(after)": Asked(
        f"query ($after: String) {{ adminQueue(after: $after) {{ {NODES} }} }}", "admin"
    ),
    "adminQueue(search)": Asked(f'{{ adminQueue(search: "auth") {{ {NODES} }} }}', "admin"),
    "adminQueue(authorId)": Asked(
        f"query ($author: ID!) {{ adminQueue(authorId: $author) {{ {NODES} }} }}", "admin"
    ),
    "adminQueue { totalCount }": Asked("{ adminQueue { totalCount } }", "admin"),
    "accounts": Asked(f"{{ accounts {{ {ACCOUNTS} }} }}", "admin"),
    "accounts(after)": Asked(
        f"query ($after: String) {{ accounts(after: $after) {{ {ACCOUNTS} }} }}", "admin"
    ),
    "accounts(role)": Asked(f"{{ accounts(role: ADMIN) {{ {ACCOUNTS} }} }}", "admin"),
    "accounts(USER)": Asked(f"{{ accounts(role: USER) {{ {ACCOUNTS} }} }}", "admin"),
    "accounts(suspended)": Asked(f"{{ accounts(suspended: true) {{ {ACCOUNTS} }} }}", "admin"),
    "accounts(search)": Asked(f'{{ accounts(search: "auth") {{ {ACCOUNTS} }} }}', "admin"),
    "accounts { stats }": Asked(
        "{ accounts { nodes { stats { total publishedWithChanges } } } }", "admin"
    ),
    "accounts { totalCount }": Asked("{ accounts { totalCount } }", "admin"),
    "setAccountRole": on_account("setAccountRole", ", input: {role: ADMIN}"),
    "suspendAccount": on_account("suspendAccount"),
    "reinstateAccount": on_account("reinstateAccount"),
    "updateProfile": Asked('mutation { updateProfile(input: {bio: "Writes."}) { __typename } }'),
    "suggestTags": Asked(
        "mutation ($input: SuggestTagsInput!) { suggestTags(input: $input) { __typename } }",
        variables={"input": {"brief": BRIEF, "title": "a", "markdown": "b"}},
    ),
    "generationEstimate": Asked(
        "query ($input: GenerationEstimateInput!) { generationEstimate(input: $input) {"
        " ... on GenerationEstimateSuccess { overlapping { title } } } }",
        variables={"input": {"brief": BRIEF}},
    ),
    "saveBlog": Asked(SAVE, variables={"input": DRAFT}),
    "saveBlog(idempotencyKey)": Asked(
        SAVE, variables={"input": DRAFT | {"idempotencyKey": "once"}}, twice=True
    ),
    "updateBlog": step("updateBlog", "saved", argument=CHANGE),
    "updateBlog(PUBLISHED)": step("updateBlog", "published", argument=CHANGE),
    "restoreVersion": step(
        "restoreVersion", "saved", argument="input: {revision: 1, expectedRevision: 1}"
    ),
    "addNote": Asked(
        'mutation ($id: ID!) { addNote(blogId: $id, input: {body: "A"}) { __typename } }',
        by="admin",
    ),
    "resolveNote": Asked(ON_NOTE % "resolveNote(id: $note)"),
    "reopenNote": Asked(ON_NOTE % "reopenNote(id: $note)"),
    "deleteNote": Asked(ON_NOTE % "deleteNote(id: $note)"),
    "applySuggestion": Asked(
        ON_NOTE % "applySuggestion(noteId: $note, input: {expectedRevision: 1})"
    ),
    "updateSlug": step("updateSlug", "saved", argument='input: {slug: "new", expectedRevision: 1}'),
    "discardWorkingCopy": step("discardWorkingCopy", "edited", argument=CHANGED),
    "deleteBlog": step("deleteBlog", "saved"),
    "requestPublish": step("requestPublish", "saved"),
    "requestPublish(PUBLISHED)": step("requestPublish", "edited"),
    "withdrawBlog": step("withdrawBlog", "pending"),
    "withdrawBlog(PUBLISHED)": step("withdrawBlog", "changed"),
    "approveBlog": step("approveBlog", "pending", by="admin", argument=REVIEWED),
    "approveBlog(PUBLISHED)": step("approveBlog", "changed", by="admin", argument=CHANGED),
    "rejectBlog": step("rejectBlog", "pending", by="admin", argument=FEEDBACK),
    "rejectBlog(PUBLISHED)": step(
        "rejectBlog", "changed", by="admin", argument=FEEDBACK.replace("1", "2")
    ),
    "createPreviewLink": Asked(
        "mutation ($id: ID!) { createPreviewLink(blogId: $id, input: {}) { __typename } }"
    ),
    "revokePreviewLinks": Asked(
        "mutation ($id: ID!) { revokePreviewLinks(blogId: $id) { __typename } }"
    ),
    "previewBlog": Asked(
        "query ($token: String!) {"
        " previewBlog(token: $token) { title author { name } content { html } } }"
    ),
    "unpublishBlog": step("unpublishBlog", "published", by="admin"),
    "republishBlog": step("republishBlog", "unpublished", by="admin", argument=REVIEWED),
}
# They read the viewer and no more.
NOTHING_READ = {
    "viewer",
    "renewSession",
    "exportMyData",
    "generationService",
    "previewContent",
    "uploadImage",
    "regenerateSection",
    "rewriteText",
    "translateBlog",
} | {
    f"generate{name}"
    for name in ("Ideas", "Titles", "Intros", "Outlines", "ImagePrompts", "CoverImage", "Blog")
}


async def add_note(world: World, *, is_resolved: bool) -> str:
    """Add a note with a suggestion to the saved blog; return its id."""
    add = """
      mutation ($id: ID!) {
        addNote(
          blogId: $id, input: {body: "A", quote: "They grow anywhere.", suggestion: "They grow."}
        ) { ... on AddNoteSuccess { note { id } } }
      }"""
    added = await world.api.execute(add, {"id": world.saved}, as_user=world.author)
    note_id = added["note"]["id"]
    if is_resolved:
        resolve = ON_NOTE % "resolveNote(id: $note)"
        await world.api.execute(resolve, {"note": note_id}, as_user=world.author)
    return note_id


async def sent_for(world: World, asked: Asked, commands: Commands) -> list[dict[str, Any]]:
    """The commands that a request sends, the reading of its viewer first."""
    person = getattr(world, asked.by)
    variables = {"id": getattr(world, asked.about), "author": world.author.id}
    author_id = oid_of("User", world.author.id)
    assert author_id is not None
    variables["account"] = encode_id("Account", author_id)
    variables |= dict(asked.variables)
    if "$note" in asked.document:
        variables["note"] = await add_note(world, is_resolved="reopenNote" in asked.document)
    if "$link" in asked.document:
        links = await made_links(world.api, world.author, world.admin)
        field = asked.document.split("{")[1].split("(")[0].strip()
        (variables["link"],) = (
            value for name, value in links.items() if name.lower().startswith(field.lower())
        )
    if "$token" in asked.document:
        create = "mutation ($id: ID!) { createPreviewLink(blogId: $id, input: {}) { ...T } }"
        link = "fragment T on CreatePreviewLinkSuccess { token }"
        created = await world.api.execute(f"{create} {link}", variables, as_user=person)
        variables["token"] = created["token"]
    if "$after" in asked.document:
        field = asked.document.split("{")[1].split("(")[0].strip()
        first = f"{{ {field}(first: 1) {{ pageInfo {{ endCursor }} }} }}"
        page = await world.api.execute(first, as_user=person)
        variables["after"] = page["pageInfo"]["endCursor"]
    if asked.twice:
        await world.api.execute(asked.document, variables, as_user=person)
    with commands.sent() as sent:
        value = await world.api.execute(asked.document, variables, as_user=person)
    assert "message" not in (value or {}), value
    return sent


def table(project: Path) -> dict[str, list[str]]:
    """Rows of docs/reference/queries.md: the query, and `find blogs: index` per command."""
    text = (project / "docs" / "reference" / "queries.md").read_text()
    rows = re.findall(r"^\| `(.+?)` \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    return {
        asked: [
            f"{command}: {index}"
            for command, index in zip(
                re.findall(r"`(.+?)`", sent), re.findall(r"`(.+?)`", indexes), strict=True
            )
        ]
        for asked, sent, indexes in rows
    }


async def answered_by(world: World, command: dict[str, Any], *, may_sort: bool = False) -> str:
    """`find blogs: index`; where there are several, the first found what the others looked up."""
    name, collection = next(iter(command.items()))
    indexes = await indexes_used(world.api.services.database, command, may_sort=may_sort)
    return f"{name} {collection}: {indexes[0]}"


@pytest.mark.parametrize("name", ASKED)
async def test_each_query_uses_the_index_in_the_table(
    world: World, commands: Commands, project: Path, name: str
):
    viewers, *sent = await sent_for(world, ASKED[name], commands)
    assert await answered_by(world, viewers) == "find users: _id_"
    may_sort = name in SORTED
    answered = [
        await answered_by(world, command, may_sort=may_sort)
        for command in sent
        # An insert looks for nothing.
        if "insert" not in command
    ]
    for command in sent:
        assert_partial_indexes_are_usable(command)
    expected = table(project)[name]
    if world.api.services.settings.mongodb_uri is None:
        assert answered == expected
    else:
        assert len(answered) == len(expected)
        assert all(map(partial(is_allowed, name), expected, answered)), (answered, expected)


PARTIAL_INDEXES = [
    (kind.Settings.name, index.document)
    for kind in (UserDocument, BlogDocument)
    for index in kind.Settings.indexes
    if "partialFilterExpression" in index.document
]


def filters_of(command: dict[str, Any]) -> list[dict[str, Any]]:
    """The query conditions of a command."""
    parts = [command, *command.get("updates", ()), *command.get("deletes", ())]
    stages = [stage["$match"] for stage in command.get("pipeline", ()) if "$match" in stage]
    return [part[key] for part in parts for key in ("filter", "query", "q") if key in part] + stages


def is_one(query: dict[str, Any]) -> bool:
    """Whether the query is for one document by its id."""
    return isinstance(query.get("_id"), ObjectId)


def is_meant_for(index: Mapping[str, Any], query: dict[str, Any], command: dict[str, Any]) -> bool:
    """Whether the partial index serves the query, if MongoDB can prove its condition.

    An index whose condition is that its first field exists is meant for each query that looks it
    up; any other one only if the query looks up or sorts by its second field, too.
    """
    first, *others = index["key"]
    second = others[0] if others else first
    if not looks_up(query, first):
        return False
    if isinstance(index["partialFilterExpression"].get(first), Mapping):
        return True
    return looks_up(query, second) or second in command.get("sort", ())


def assert_partial_indexes_are_usable(command: dict[str, Any]) -> int:
    """MongoDB can use the partial indexes that the command is meant for; how many those are."""
    collection = next(iter(command.values()))
    used = 0
    for name, index in PARTIAL_INDEXES:
        for query in filters_of(command):
            if name == collection and is_meant_for(index, query, command) and not is_one(query):
                assert implies(query, index["partialFilterExpression"]), (index["name"], query)
                used += 1
    return used


# Routes other than GraphQL, by what their rows of the table begin with: the path, and its part.
ROUTES = {
    "GET /feed.xml": "/feed.xml",
    "GET /feed.json": "/feed.json",
    "GET /feeds/tags/{tag}.xml": "/feeds/tags/herbs.xml",
    "GET /feeds/authors/{id}.xml": "/feeds/authors/{id}.xml",
    "GET /sitemap.xml": "/sitemap.xml",
    "GET /sitemap-{part}.xml": "/sitemap-1.xml",
}


@pytest.mark.parametrize("name", ROUTES)
async def test_each_route_uses_the_index_in_the_table(
    world: World, commands: Commands, project: Path, name: str
):
    blogs = world.api.services.database["blogs"]
    tags = {"tags": ["Herbs"], "tag_keys": ["herbs"]}
    await blogs.update_many({"status": "published"}, {"$set": tags})
    with commands.sent() as sent:
        response = await world.api.http.get(ROUTES[name].format(id=world.author.id))
    assert response.status_code == 200
    answered = [await answered_by(world, command) for command in sent]
    for command in sent:
        assert_partial_indexes_are_usable(command)
    if world.api.services.settings.mongodb_uri is None:
        assert answered == table(project)[name]


async def test_an_index_of_the_sitemap_counts_the_posts_and_reads_its_parts(
    world: World, commands: Commands, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sitemap, "MAX_URLS", 1)
    with commands.sent() as sent:
        assert "sitemapindex" in (await world.api.http.get("/sitemap.xml")).text
    counting, *reading = [await answered_by(world, command) for command in sent]
    assert counting.startswith("count blogs: status_1_")
    assert len(reading) > 1
    assert set(reading) == {"find blogs: status_1_published_at_-1__id_-1"}


async def test_the_next_publication_is_read_from_an_index(world: World, commands: Commands):
    with commands.sent() as sent:
        await seconds_to_next_publication()
    answered = [await answered_by(world, command) for command in sent]
    assert answered == ["find blogs: status_1_published_at_-1__id_-1"]


async def test_mongodb_can_use_each_partial_index_for_a_query(world: World, commands: Commands):
    asked = (
        *(
            "publishedBlog",
            "publishedBlog(old slug)",
            "publishedBlogs(tag)",
            "publishedBlogs(authorId)",
        ),
        *("adminQueue", "dashboardStats { publishedWithChanges }", "accounts(suspended)"),
    )
    sent = [each for name in asked for each in await sent_for(world, ASKED[name], commands)]
    with commands.sent() as unfinished:
        await complete_changes()
        await resume_deletions(world.api.services.storage.store)
    await world.api.make_admin()
    with commands.sent() as leaving:
        await world.api.execute(ASKED["deleteAccount"].document, as_user=world.admin)
    author = await UserDocument.get(oid_of("User", world.author.id))
    assert author is not None
    with commands.sent() as exported:
        assert [chunk async for chunk in export_chunks(author)]
    with commands.sent() as unused:
        await delete_unused([f"{'f' * 32}.png"], world.api.services.storage.store)
    with commands.sent() as due:
        for kind in (UserDocument, BlogDocument):
            [_ async for _ in due_documents(kind)]
            await earliest(kind, "outbox_since")
    queries = [
        command
        for command in (*sent, *unfinished, *leaving, *exported, *unused, *due)
        if not command.keys().isdisjoint({"find", "count"})
    ]
    answered = {
        await answered_by(world, command)
        for command in queries
        if assert_partial_indexes_are_usable(command)
    }
    assert answered == {
        "find blogs: slug_1",
        "find blogs: slugs_1",
        "find blogs: status_1_tag_keys_1_published_at_-1__id_-1",
        "find blogs: author_id_1_published_at_-1__id_-1",
        "find blogs: working.status_1_working.requested_at_1__id_1",
        "find blogs: working.status_1_author_id_1_status_1",
        "count blogs: working.status_1_author_id_1_status_1",
        "find blogs: note_authors_1",
        "find users: leaving_1",
        "find users: admin_change.at_1",
        "find users: images_1",
        "find users: suspended_1_role_1_created_at_-1__id_-1",
        "find users: outbox_due_1",
        "find blogs: outbox_due_1",
        "find users: outbox_since_1",
        "find blogs: outbox_since_1",
    }
    assert len(PARTIAL_INDEXES) == len({command.partition(" ")[2] for command in answered})


@pytest.mark.parametrize(
    ("query", "partial_filter", "proven"),
    [
        ({"f": "x"}, {"f": {"$type": "string"}}, False),
        ({"f": {"$in": ["x"]}}, {"f": {"$type": "string"}}, False),
        ({"f": {"$eq": "x", "$type": "string"}}, {"f": {"$type": "string"}}, True),
        ({"f": {"$type": ["string", "int"]}}, {"f": {"$type": "string"}}, False),
        ({"f": {"$type": "string"}}, {"f": {"$type": ["string", "int"]}}, True),
        ({"f": "x"}, {"f": {"$exists": True}}, True),
        ({"f": None}, {"f": {"$exists": True}}, False),
        ({"f": {"$in": ["x", None]}}, {"f": {"$exists": True}}, False),
        ({"f": {"$in": ["x", "y"]}}, {"f": {"$exists": True}}, True),
        ({"g": "x"}, {"f": {"$exists": True}}, False),
        ({"f": 5}, {"f": {"$gt": 5}}, False),
        ({"f": 5}, {"f": {"$gte": 5}}, True),
        ({"f": {"$gte": 5}}, {"f": {"$gt": 5}}, False),
        ({"f": {"$gt": 5}}, {"f": {"$gte": 5}}, True),
        ({"f": {"$lt": 9}}, {"f": {"$gt": 5}}, False),
        ({"f": {"$in": [6, 7]}}, {"f": {"$gt": 5}}, True),
        ({"f": {"$in": [5, 7]}}, {"f": {"$gt": 5}}, False),
        ({"f": "x"}, {"f": {"$gt": 5}}, False),
        ({"f": "x"}, {"f": "x", "g": 1}, False),
        ({"$and": [{"g": 1}, {"f": "x"}]}, {"f": "x", "g": 1}, True),
    ],
)
def test_implication_of_partial_filters_follows_mongodbs_rules(
    query: dict[str, Any], partial_filter: dict[str, Any], proven: bool
):
    assert implies(query, partial_filter) is proven


def test_the_table_has_every_field_of_the_api(project: Path):
    schema = build_schema((project / "schema.graphql").read_text())
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    fields = {*schema.query_type.fields, *schema.mutation_type.fields}
    assert set(table(project)) == {*ASKED, *ROUTES}
    assert {re.split(r"\W", name)[0] for name in ASKED} == fields - NOTHING_READ
