"""Operations whose database commands the tests observe: one for each row of the table."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from api import BRIEF, PASSWORD, SAVE, Commands
from field_calls import made_links
from query_world import World

from cms_blog.graphql.types.node_ids import encode_id, oid_of


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
        "restoreVersion", "edited", argument="input: {revision: 1, expectedRevision: 2}"
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
