"""Requests to a server process: saving and reading blogs, and a paused upload."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

from api import BRIEF, MARKDOWN
from sample_images import TINY_GIF
from server_process import Server

SAVE = """
  mutation Save($input: SaveBlogInput!) {
    saveBlog(input: $input) { ... on SaveBlogSuccess { blog { id } } }
  }
"""
PAGE = """
  query Page($after: String) {
    blogs(first: 100, after: $after) {
      nodes { id content { markdown } }
      pageInfo { hasNextPage endCursor }
    }
  }
"""
UPLOAD = """
  mutation Upload($file: Upload!) {
    uploadImage(input: {file: $file}) { __typename }
  }
"""


async def save(server: Server, token: str) -> str:
    """Save a blog and return its id."""
    given = {"brief": BRIEF, "title": "Tomatoes", "markdown": MARKDOWN}
    return (await server.execute(SAVE, token, input=given))["blog"]["id"]


async def saved(server: Server, token: str) -> set[str]:
    """Return the ids of all blogs, after a check that each is complete."""
    ids: set[str] = set()
    after = None
    while True:
        page = await server.execute(PAGE, token, after=after)
        assert all(blog["content"]["markdown"] == MARKDOWN.strip() for blog in page["nodes"])
        ids |= {blog["id"] for blog in page["nodes"]}
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return ids


class SlowUpload:
    """An upload request that pauses before its last part."""

    def __init__(self) -> None:
        self.begun, self.may_end = asyncio.Event(), asyncio.Event()

    async def send(self, server: Server, token: str) -> Any:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "multipart/form-data; boundary=b",
        }
        response = await server.http.post("/graphql", content=self._body(), headers=headers)
        return response.json()["data"]["uploadImage"]["__typename"]

    async def _body(self) -> AsyncGenerator[bytes]:
        operations = json.dumps({"query": UPLOAD, "variables": {"file": None}})
        yield b"".join(
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
            for name, text in (("operations", operations), ("map", '{"0": ["variables.file"]}'))
        )
        yield b'--b\r\nContent-Disposition: form-data; name="0"; filename="a"\r\n\r\n'
        self.begun.set()
        await self.may_end.wait()
        yield TINY_GIF + b"\r\n--b--\r\n"
