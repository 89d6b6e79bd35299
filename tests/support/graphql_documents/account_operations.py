"""Operations on the own account."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from api import LOGIN, PASSWORD, Api
from httpx import ASGITransport, AsyncClient

from cms_blog.context import Services
from cms_blog.server.app import create_app

VIEWER = "{ viewer { email role user { id name joinedAt } } }"


CHANGE = """
  mutation Change($current: String!, $new: String!) {
    changePassword(input: {currentPassword: $current, newPassword: $new}) {
      __typename
      ... on ChangePasswordSuccess { session { accessToken } }
      ... on InvalidInputError { fields { path message code } }
      ... on UserError { message }
    }
  }
"""


LOGOUT = "mutation { logoutEverywhere { ... on LogoutEverywhereSuccess { viewer { email } } } }"


@asynccontextmanager
async def serving(services: Services) -> AsyncGenerator[Api]:
    """A client of a second server on the same database."""
    transport = ASGITransport(create_app(services), client=("192.0.2.99", 50_000))
    async with AsyncClient(transport=transport, base_url="http://testserver") as http:
        yield Api(http, services)


async def log_in(api: Api, email: str, password: str = PASSWORD) -> dict[str, Any]:
    return await api.execute(LOGIN, {"email": email, "password": password})
