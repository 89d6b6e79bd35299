"""The flow of a blog from signup to the public page: all calls of a client, in order.

    python examples/walkthrough.py [URL]

URL is the address of a running server. Default: the variable URL, or port PORT (8000) on this
machine. Run it on the server's machine and in its folder, because `cms-blog create-admin` creates
the admin, with a random password that is not stored.
"""

import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from report import Report

BRIEF = {
    "focusOrNiche": "Urban gardening",
    "targetedKeyword": "balcony composting",
    "targetedAudience": "busy families",
    "referenceLinks": ["https://en.wikipedia.org/wiki/Compost"],
    "tone": "Friendly",
    "creativity": "MEDIUM",
    "language": "English",
    "length": "SHORT",
}

# Text of each operation by name.
OPERATIONS = {
    match[1]: match[0]
    for match in re.finditer(
        r"^(?:query|mutation|subscription) (\w+).*?^}",
        Path(__file__).with_suffix(".graphql").read_text(),
        re.MULTILINE | re.DOTALL,
    )
}


class Failed(Exception):
    """A step failed, with the reason."""


class Api:
    """Calls of one user."""

    def __init__(self, http: httpx.Client, token: str | None = None) -> None:
        self._http = http
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}

    def call(self, operation: str, **variables: Any) -> Any:
        """Execute an operation and return the value of its root field.

        Raises:
            Failed: there are errors, or the value is the failure in a result union.
        """
        body = {"query": OPERATIONS[operation], "variables": variables}
        response = self._http.post("/graphql", json=body, headers=self._headers)
        try:
            answer = response.json()
        except ValueError:
            raise Failed(f"HTTP {response.status_code} without a GraphQL response") from None
        return value_in(answer)

    def follow(self, operation: str, **variables: Any) -> Iterator[Any]:
        """Execute a subscription over server-sent events and yield the values of its root field.

        Raises:
            Failed: as for `call`.
        """
        body = {"query": OPERATIONS[operation], "variables": variables}
        headers = self._headers | {"Accept": "text/event-stream"}
        with self._http.stream("POST", "/graphql", json=body, headers=headers) as response:
            for line in response.iter_lines():
                name, _, data = line.partition(":")
                # The last event, `complete`, has no data.
                if name == "data" and data.strip():
                    yield value_in(json.loads(data))


def value_in(answer: dict[str, Any]) -> Any:
    """The value of the root field of a response.

    Raises:
        Failed: there are errors, or the value is the failure in a result union.
    """
    if answer.get("errors"):
        raise Failed(answer["errors"][0]["message"])
    (value,) = answer["data"].values()
    if value is None:
        raise Failed("the response is null")
    if "message" in value:
        raise Failed(value["message"])
    return value


def main() -> None:
    """Run the flow once; exit with status 1 if a step fails."""
    default = f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
    url = (sys.argv[1:] or [os.environ.get("URL") or default])[0].rstrip("/")
    report = Report()
    try:
        with httpx.Client(base_url=url, timeout=200) as http:
            walk(http, report)
    except Failed as failure:
        sys.exit(f"{report.place}: {failure}")
    except (httpx.ConnectError, httpx.InvalidURL, httpx.UnsupportedProtocol):
        sys.exit(f"{report.place}: there is no server at {url}. `make run` starts one.")
    except httpx.HTTPError as error:
        sys.exit(f"{report.place}: the server at {url} does not answer: {error}")


def walk(http: httpx.Client, report: Report) -> None:
    """The whole flow, with a new author and a new admin."""
    service = Api(http).call("Service")
    print(f"{http.base_url}: {service['textModel']} writes, {service['imageModel']} paints")
    if service["provider"] == "OFFLINE":
        print("Both are offline samples: set GEMINI_API_KEY for Gemini itself.")
    unique = secrets.token_hex(4)
    author = sign_up(http, report, f"demo-author-{unique}@example.com")
    blog_id = save(author, report, generate(author, http, report))
    editor = admin(http, report, f"demo-admin-{unique}@example.com")
    slug = review(author, editor, report, blog_id)
    read(Api(http), report, slug)
    report.end("The flow is complete.")


def sign_up(http: httpx.Client, report: Report, email: str) -> Api:
    report.step("Sign up")
    given = {"name": "Ada Author", "email": email, "password": secrets.token_urlsafe()}
    session = Api(http).call("Signup", input=given)["session"]
    viewer = session["viewer"]
    report.done(f"{viewer['user']['name']}, {email}, is signed in as {viewer['role']}")
    author = Api(http, session["accessToken"])

    report.step("Open the dashboard")
    report.done(counted(author.call("Stats")))
    return author


def counted(stats: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in stats.items())


def generate(author: Api, http: httpx.Client, report: Report) -> dict[str, Any]:
    """Input of `saveBlog`: the seven generation steps with a choice after each, and tags."""
    report.step(f"Ideas for {BRIEF['targetedKeyword']}, for {BRIEF['targetedAudience']}")
    ideas: list[str] = author.call("Ideas", input={"brief": BRIEF})["options"]
    report.options(ideas, chosen=0)
    about: dict[str, Any] = {"brief": BRIEF, "selectedIdea": ideas[0]}

    report.step("Titles for that idea")
    titles: list[str] = author.call("Titles", input=about)["options"]
    report.options(titles, chosen=1)
    about["title"] = titles[1]

    report.step("Introductions below that title")
    offered = author.call("Intros", input=about)
    intros: list[str] = offered["options"]
    report.options(intros, chosen=0)
    text = about | {"introMarkdown": intros[0]}

    report.step("Outlines")
    outlines = [option["headings"] for option in author.call("Outlines", input=text)["options"]]
    report.options([" | ".join(headings) for headings in outlines], chosen=2)
    text["outline"] = outlines[2]

    report.step("Cover descriptions")
    prompts: list[str] = author.call("ImagePrompts", input=about)["options"]
    report.options(prompts, chosen=0)
    text["imagePrompt"] = prompts[0]
    text["coverImageUrl"] = cover(author, http, report, about | {"prompt": prompts[0]})

    report.step("The whole post, streamed")
    event: dict[str, Any] = {}
    for event in author.follow("WholePost", input=text):
        report.piece(event.get("piece", ""))
    if "content" not in event:
        raise Failed("the stream ended before the post was complete")
    content = event["content"]
    claims, findings = content["unsourcedClaims"], content["styleFindings"]
    report.done(
        f"{content['wordCount']:,} words, {content['readingMinutes']} min to read",
        f"To check: {len(claims)} claims without a source, {len(findings)} style findings",
    )
    receipts = [offered["receipt"], event["receipt"]]
    post = {"brief": BRIEF, "title": text["title"], "markdown": content["markdown"]}
    return text | post | {"receipts": receipts, "tags": tags(author, report, post)}


def tags(author: Api, report: Report, post: dict[str, Any]) -> list[str]:
    report.step("Tags")
    offered: list[str] = author.call("SuggestedTags", input=post)["options"]
    report.done(", ".join(offered), "The first three are taken.")
    return offered[:3]


def cover(author: Api, http: httpx.Client, report: Report, about: dict[str, Any]) -> str:
    report.step("A cover, 16:9, in green")
    asked = {"aspectRatio": "LANDSCAPE_16_9", "quality": "STANDARD", "primaryColor": "#2E7D32"}
    image = author.call("CoverImage", input=about | asked)["image"]
    served = http.get(image["url"])
    if not served.is_success or len(served.content) != image["bytes"]:
        raise Failed(f"{image['url']} does not serve the image: HTTP {served.status_code}")
    size = f"{image['width']} by {image['height']} pixels, {image['bytes']:,} bytes"
    report.done(f"{image['mediaType']}, {size}", image["url"])
    return image["url"]


def save(author: Api, report: Report, draft: dict[str, Any]) -> str:
    report.step("Save")
    blog = author.call("Save", input=draft)["blog"]
    origin = blog["provenance"]
    report.done(
        f"{blog['status']}, revision {blog['revision']}, tags: {', '.join(blog['tags'])}",
        f"{origin['generated']} of {origin['sentences']} sentences stand as generated",
        counted(author.call("Stats")),
    )
    return blog["id"]


def admin(http: httpx.Client, report: Report, email: str) -> Api:
    """Create an admin and sign in."""
    report.step("Create an admin with `cms-blog create-admin`, and log in")
    password = secrets.token_urlsafe()
    command = [sys.executable, "-m", "cms_blog", "create-admin", "--password-stdin"]
    made = subprocess.run(  # noqa: S603 - our own command, and an address of our own making
        [*command, "--email", email, "--name", "Eve Editor"],
        input=password,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise Failed((made.stderr.splitlines() or ["create-admin failed"])[-1])
    try:
        session = Api(http).call("Login", input={"email": email, "password": password})["session"]
    except Failed:
        raise Failed(f"{http.base_url} has another database; run this in its folder") from None
    report.done(f"{session['viewer']['user']['name']}, {email}: {session['viewer']['role']}")
    return Api(http, session["accessToken"])


def review(author: Api, editor: Api, report: Report, blog_id: str) -> str:
    """Review and publish the blog; return its slug."""
    report.step("The author requests publication")
    report.done(author.call("RequestPublish", id=blog_id)["blog"]["status"])

    report.step("The admin opens the queue and rejects the blog")
    waiting = editor.call("Queue")["totalCount"]
    decision = {
        # The decision fails if the blog was edited after this revision.
        "expectedRevision": editor.call("Feedback", id=blog_id)["revision"],
        "feedback": "Lovely. Say in the title that it needs no garden.",
    }
    blog = editor.call("Reject", id=blog_id, input=decision)["blog"]
    report.done(f"{waiting} in the queue", f"{blog['status']}: {blog['feedback']}")

    report.step("The author reads the feedback, edits and requests publication again")
    blog = author.call("Feedback", id=blog_id)
    change = {"expectedRevision": blog["revision"], "title": "Composting Without a Garden"}
    edited = author.call("Update", id=blog_id, input=change)["blog"]
    asked = author.call("RequestPublish", id=blog_id)["blog"]
    may = ", ".join(action.lower().replace("_", " ") for action in blog["viewerActions"])
    report.done(
        f"Could {may}", f"{edited['title']}, revision {edited['revision']}: {asked['status']}"
    )

    report.step("The admin approves the blog")
    reviewed = {"expectedRevision": edited["revision"]}
    approved = editor.call("Approve", id=blog_id, input=reviewed)["blog"]
    report.done(f"{approved['status']} as {approved['slug']}")
    return approved["slug"]


def read(reader: Api, report: Report, slug: str) -> None:
    report.step("Everyone can read it without signing in")
    blog = reader.call("Public", slug=slug)
    content = blog["content"]
    report.done(
        f"{blog['title']}, by {blog['author']['name']}",
        f"{content['wordCount']:,} words, {content['readingMinutes']} min to read",
        *("#" * section["level"] + " " + section["heading"] for section in content["sections"]),
    )


if __name__ == "__main__":
    main()
