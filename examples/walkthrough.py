"""The flow of a blog from signup to the public page and its edits: a client's calls, in order.

    python examples/walkthrough.py [URL]

URL is the address of a running server. Default: the variable URL, or port PORT (8000) on this
machine. Run it on the server's machine and in its folder, because `cms-blog create-admin` creates
the admin, with a random password that is not stored.
"""

import os
import secrets
import subprocess
import sys
from typing import Any

import httpx
from editorial import change_published, read, review, schedule
from operations import Api, Failed, counted
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
    draft = generate(author, http, report)
    blog_id = save(author, report, draft)
    editor, reader = admin(http, report, f"demo-admin-{unique}@example.com"), Api(http)
    slug = review(author, editor, report, blog_id)
    read(reader, report, slug)
    change_published(author, editor, reader, report, blog_id, slug)
    schedule(author, editor, report, draft)
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


if __name__ == "__main__":
    main()
