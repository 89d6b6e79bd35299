"""The five requests in the words of each kind of server.

W1: my twenty newest blogs with their author; W2: one blog whole; W3: how many of mine stand where;
W4: the twenty that have waited longest, with names and addresses; W5: six kilobytes of Markdown
saved into a blog.
"""

from dataclasses import dataclass, field
from typing import Any

WORKLOADS = ("W1", "W2", "W3", "W4", "W5")

# In what is sent, these stand for what changes from request to request. `EDIT` and `REVISION` are
# as long as what takes their place.
BLOG = "{{blog}}"
MARKDOWN = "{{markdown}}"
EDIT = "@edit-no@"
REVISION = "@revision@"


@dataclass(frozen=True)
class Ask:
    """One of the five.

    `path` leads to what was asked for in the answer. `names` says what the server calls a field
    where that is another name than the database's; camelCase and snake_case are one.
    """

    body: Any = None
    method: str = "POST"
    url: str = ""
    path: str = ""
    names: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Dialect:
    """How a kind of server is asked. `global_ids`: ids are the Base64 of `Type:hex`."""

    asks: dict[str, Ask]
    graphql: bool = True
    global_ids: bool = False


def _graphql(query: str, path: str, names: dict[str, str] | None = None, **variables: Any) -> Ask:
    body = {"query": query, "variables": variables}
    return Ask(body=body, path=f"data.{path}", names=names or {})


REST = Dialect(
    graphql=False,
    asks={
        "W1": Ask(method="GET", url="/blogs/mine"),
        "W2": Ask(method="GET", url=f"/blogs/{BLOG}"),
        "W3": Ask(method="GET", url="/blogs/stats"),
        "W4": Ask(method="GET", url="/admin/blogs/pending"),
        "W5": Ask(method="PUT", url=f"/blogs/{BLOG}", body={"markdown": MARKDOWN}),
    },
)

PEER = Dialect(
    asks={
        "W1": _graphql(
            """
            query MyBlogs($limit: Int!) {
              myBlogs(limit: $limit) {
                id title status createdAt updatedAt coverImageUrl author { id name }
              }
            }""",
            "myBlogs",
            limit=20,
        ),
        "W2": _graphql(
            """
            query OneBlog($id: ID!) {
              blog(id: $id) {
                id status createdAt updatedAt feedback
                meta {
                  language tone creativity focusOrNiche targetedKeyword targetedAudience
                  referenceLinks selectedIdea title introMd outline imagePrompt coverImageUrl
                }
                markdown html
              }
            }""",
            "blog",
            id=BLOG,
        ),
        "W3": _graphql(
            "query Dashboard { blogStats { saved pending published rejected total } }", "blogStats"
        ),
        "W4": _graphql(
            """
            query Queue($limit: Int!) {
              pendingBlogs(limit: $limit) { id title status createdAt author { id name email } }
            }""",
            "pendingBlogs",
            limit=20,
        ),
        "W5": _graphql(
            """
            mutation Save($id: ID!, $markdown: String!) {
              saveBlog(id: $id, markdown: $markdown) { id status updatedAt }
            }""",
            "saveBlog",
            id=BLOG,
            markdown=MARKDOWN,
        ),
    }
)

OURS = Dialect(
    global_ids=True,
    asks={
        "W1": _graphql(
            """
            query MyBlogs($first: Int!) {
              blogs(first: $first) {
                nodes { id title status createdAt updatedAt coverImageUrl author { id name } }
              }
            }""",
            "blogs.nodes",
            first=20,
        ),
        "W2": _graphql(
            """
            query OneBlog($id: ID!) {
              blog(id: $id) {
                id status createdAt updatedAt feedback
                brief {
                  language tone creativity focusOrNiche targetedKeyword targetedAudience
                  referenceLinks
                }
                selectedIdea title introMarkdown outline imagePrompt coverImageUrl
                content { markdown html }
              }
            }""",
            "blog",
            {"intro_md": "introMarkdown"},
            id=BLOG,
        ),
        "W3": _graphql(
            "query Dashboard { dashboardStats { saved pending published rejected total } }",
            "dashboardStats",
        ),
        "W4": _graphql(
            """
            query Queue($first: Int!) {
              adminQueue(first: $first) {
                nodes { id title status createdAt authorEmail author { id name } }
              }
            }""",
            "adminQueue.nodes",
            first=20,
        ),
        "W5": _graphql(
            """
            mutation Save($id: ID!, $input: UpdateBlogInput!) {
              updateBlog(id: $id, input: $input) {
                ... on UpdateBlogSuccess { blog { id status updatedAt revision } }
                ... on UserError { message }
              }
            }""",
            "updateBlog.blog",
            id=BLOG,
            input={"expectedRevision": REVISION, "markdown": MARKDOWN},
        ),
    },
)
