"""GraphQL types of accounts, as admins see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

import strawberry

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.accounts.types import User
from cms_blog.administration.service import ACCOUNTS
from cms_blog.blogs.stats import DashboardStats, stats_of
from cms_blog.database.pagination import Page
from cms_blog.graphql.types.node_ids import Node, encode_id
from cms_blog.graphql.types.page_info import PageInfo
from cms_blog.graphql.types.selection import below

_NOT_SELECTED = DashboardStats(
    total=0, saved=0, pending=0, published=0, rejected=0, scheduled=0, published_with_changes=0
)


@strawberry.type(description="An account, with data that only admins can read.")
class Account(Node):
    user: User = strawberry.field(description="The public profile.")
    email: str = strawberry.field(description="E-mail address for login.")
    email_verified: bool = strawberry.field(
        description="Whether the owner has opened a link that was mailed to the address."
    )
    role: Role = strawberry.field(description="The role.")
    suspended: bool = strawberry.field(
        description="Whether the account is suspended: it can't sign in, and has no sessions."
    )
    last_login_at: datetime | None = strawberry.field(
        description="Time of the latest `login`; null before the first one."
    )

    stats: DashboardStats = strawberry.field(description="Number of the account's blogs by status.")

    @classmethod
    async def all(cls, users: Sequence[UserDocument], paths: frozenset[str]) -> list[Self]:
        """Build the accounts; `paths` are the paths selected below each of them."""
        if not users or "stats" not in paths:
            return [cls._of(user, _NOT_SELECTED) for user in users]
        stats = await stats_of([user.oid for user in users], below(paths, "stats"))
        return [cls._of(user, each) for user, each in zip(users, stats, strict=True)]

    @classmethod
    def _of(cls, user: UserDocument, stats: DashboardStats) -> Self:
        return cls(
            id=encode_id("Account", user.oid),
            user=User.of(user),
            email=user.email,
            email_verified=user.email_verified,
            role=user.role,
            suspended=bool(user.suspended),
            last_login_at=user.last_login_at,
            stats=stats,
        )


@strawberry.type(description="An account in a list, with its cursor.")
class AccountEdge:
    cursor: str = strawberry.field(
        description="The position in the list: pass it as `after` to continue from here."
    )
    node: Account = strawberry.field(description="The account.")


@strawberry.type(description="A page of a list of accounts.")
class AccountConnection:
    edges: list[AccountEdge] = strawberry.field(description="The accounts with their cursors.")
    nodes: list[Account] = strawberry.field(description="The accounts without their cursors.")
    page_info: PageInfo = strawberry.field(
        description="Whether there are more pages, and the cursors of this one."
    )
    total_count: int = strawberry.field(
        description="The number of accounts in the whole list. Counted only if selected."
    )

    @classmethod
    async def of(cls, page: Page[UserDocument], paths: frozenset[str]) -> Self:
        """Build the page; `paths` are the paths selected below the connection."""
        nodes = await Account.all(page.items, below(paths, "nodes", "edges.node"))
        cursors = [ACCOUNTS.cursor(position) for position in page.positions]
        return cls(
            edges=[AccountEdge(cursor=c, node=n) for c, n in zip(cursors, nodes, strict=True)],
            nodes=nodes,
            page_info=PageInfo.of(page, cursors),
            total_count=page.total or 0,
        )
