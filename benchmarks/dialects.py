"""The workloads for each kind of server.

W1: the author's 20 newest blogs with their author and excerpt; W2: one whole blog; W3: counts of
the author's blogs by status; W4: the 20 oldest blogs in the review queue, with names and addresses;
W5: a save of six kilobytes of Markdown; W6: a published article by GET, without a token, and the
same with If-None-Match; W7: the 20 latest entries of the queue, which have working copies; W8: five
ideas from a Gemini server that responds at once.
"""

import json
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

# W6 with If-None-Match.
NOT_MODIFIED = "W6, 304"
WORKLOADS = ("W1", "W2", "W3", "W4", "W5", "W6", NOT_MODIFIED, "W7", "W8")

# Placeholders in requests. `EDIT` and `REVISION` are as long as their values.
BLOG = "{{blog}}"
MARKDOWN = "{{markdown}}"
EDIT = "@edit-no@"
REVISION = "@revision@"
# Without characters that URLs escape.
SLUG = "SLUG-OF-THE-POST"


@dataclass(frozen=True)
class Ask:
    """A workload as a request.

    `path` is the location of the result in the response. `names` maps fields of the database to
    different names of the server; camelCase and snake_case are equivalent. `signed_in`: with a
    token.
    """

    body: Any = None
    method: str = "POST"
    url: str = ""
    path: str = ""
    names: dict[str, str] = field(default_factory=dict[str, str])
    signed_in: bool = True


@dataclass(frozen=True)
class Dialect:
    """Requests of a kind of server, for the workloads that it has.

    `global_ids`: ids are the Base64 of `Type:hex`.
    """

    asks: dict[str, Ask]
    graphql: bool = True
    global_ids: bool = False


def _graphql(query: str, path: str, names: dict[str, str] | None = None, **variables: Any) -> Ask:
    body = {"query": query, "variables": variables}
    return Ask(body=body, path=f"data.{path}", names=names or {})


_ARTICLE = """
    query Post($slug: String!) {
      publishedBlog(slug: $slug) {
        id slug title publishedAt coverImageUrl author { id name }
        content { %s excerpt wordCount readingMinutes }%s
      }
    }"""


def _by_get(query: str, path: str, **variables: str) -> Ask:
    parts = urlencode({"query": " ".join(query.split()), "variables": json.dumps(variables)})
    return Ask(method="GET", url=f"/graphql?{parts}", path=f"data.{path}", signed_in=False)


def _with_article(dialect: Dialect, ask: Ask) -> Dialect:
    return replace(dialect, asks=dialect.asks | {"W6": ask, NOT_MODIFIED: ask})


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
                content { excerpt wordCount readingMinutes }
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

FLOOR = _with_article(REST, Ask(method="GET", url=f"/posts/{SLUG}", signed_in=False))
MERCURIUS = _with_article(PEER, _by_get(_ARTICLE % ("", " html"), "publishedBlog", slug=SLUG))

BRIEF = {
    "language": "English",
    "tone": "friendly",
    "creativity": "MEDIUM",
    "focusOrNiche": "home cooking",
    "targetedKeyword": "sourdough bread",
    "targetedAudience": "beginners",
    "length": "MEDIUM",
}

_OURS = Dialect(
    global_ids=True,
    asks={
        "W1": _graphql(
            """
            query MyBlogs($first: Int!) {
              blogs(first: $first) {
                nodes {
                  id title status createdAt updatedAt coverImageUrl author { id name }
                  content { excerpt wordCount readingMinutes }
                }
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
        "W7": _graphql(
            """
            query Changes($last: Int!) {
              adminQueue(last: $last) {
                nodes {
                  id title status createdAt authorEmail author { id name }
                  workingCopy {
                    status title updatedAt requestedAt
                    content { excerpt wordCount readingMinutes }
                  }
                }
              }
            }""",
            "adminQueue.nodes",
            last=20,
        ),
        "W8": _graphql(
            """
            mutation Ideas($input: GenerateIdeasInput!) {
              generateIdeas(input: $input) {
                ... on GenerateIdeasSuccess { options }
                ... on UserError { message }
              }
            }""",
            "generateIdeas.options",
            input={"brief": BRIEF},
        ),
    },
)
OURS = _with_article(_OURS, _by_get(_ARTICLE % ("html", ""), "publishedBlog", slug=SLUG))
