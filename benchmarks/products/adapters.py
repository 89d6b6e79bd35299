"""The products' interfaces for the same requests, as their documentation describes them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from benchmarks.products.requests import PAGE, Author, called
from benchmarks.servers import Server

type Raw = dict[str, Any]


@dataclass(frozen=True)
class Product:
    """The interface of a product: see its documentation for each path."""

    name: str
    scheme: str
    # Path that responds as soon as the server is ready.
    ready: str
    created_status: int
    signed_up: Callable[[Server, int], Author]
    # Body of a new post of an author.
    made: Callable[[Raw, Author], Raw]
    create_path: str
    # Paths by workload for an author and the id of a post.
    paths: Callable[[Author, Any], dict[str, str]]
    # Id of a created post, and rows or values of a response, in the terms of `post`.
    id_of: Callable[[Any], Any]
    rows: Callable[[Any], list[Raw]]
    one: Callable[[Any], Raw]


def _payload_author(server: Server, number: int) -> Author:
    account = {"email": f"user{number}@example.com", "password": "password-of-a-user"}
    made = called(server, "/api/users", account | {"name": f"User {number}"})
    token = called(server, "/api/users/login", account)["token"]
    return Author(made["doc"]["id"], token)


def _payload_paths(author: Author, post_id: Any) -> dict[str, str]:
    def listed(*fields: str) -> str:
        options = {"where[author][equals]": author.id, "sort": "-createdAt", "limit": PAGE}
        options |= {"depth": 1, "pagination": "false", "populate[users][name]": "true"}
        options |= {f"select[{name}]": "true" for name in fields}
        return f"/api/posts?{urlencode(options)}"

    summary = ("title", "status", "createdAt", "author")
    return {
        "excerpt": listed(*summary, "excerpt"),
        "list": listed(*summary),
        "W2": f"/api/posts/{post_id}?depth=1&populate[users][name]=true",
        "W3": "/api/counts",
    }


PAYLOAD = Product(
    name="Payload",
    scheme="JWT",
    ready="/api/access",
    created_status=201,
    signed_up=_payload_author,
    made=lambda values, author: values | {"author": author.id},
    create_path="/api/posts",
    paths=_payload_paths,
    id_of=lambda answer: answer["doc"]["id"],
    rows=lambda answer: answer["docs"],
    one=lambda answer: answer,
)


def _strapi_author(server: Server, number: int) -> Author:
    name = f"user{number}"
    account = {"username": name, "email": f"{name}@example.com", "password": "password-of-a-user"}
    made = called(server, "/api/auth/local/register", account)
    return Author(made["user"]["id"], made["jwt"])


def _strapi_paths(author: Author, post_id: Any) -> dict[str, str]:
    def listed(*fields: str) -> str:
        options = {"filters[author][id][$eq]": author.id, "sort": "createdAt:desc"}
        options |= {"pagination[pageSize]": PAGE, "pagination[withCount]": "false"}
        options |= {"populate[author][fields][0]": "username"}
        options |= {f"fields[{n}]": name for n, name in enumerate(fields)}
        return f"/api/posts?{urlencode(options)}"

    summary = ("title", "state", "createdAt")
    return {
        "excerpt": listed(*summary, "excerpt"),
        "list": listed(*summary),
        "W2": f"/api/posts/{post_id}?populate[author][fields][0]=username",
        "W3": "/api/counts",
    }


def _from_strapi(row: Raw) -> Raw:
    return {"status" if name == "state" else name: value for name, value in row.items()}


def _to_strapi(values: Raw, author: Author) -> Raw:
    stored = {"state" if name == "status" else name: value for name, value in values.items()}
    return {"data": stored | {"author": author.id}}


STRAPI = Product(
    name="Strapi",
    scheme="Bearer",
    ready="/_health",
    created_status=201,
    signed_up=_strapi_author,
    made=_to_strapi,
    create_path="/api/posts",
    paths=_strapi_paths,
    id_of=lambda answer: answer["data"]["documentId"],
    rows=lambda answer: [_from_strapi(row) for row in answer["data"]],
    one=lambda answer: _from_strapi(answer.get("data", answer)),
)
