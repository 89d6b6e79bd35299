"""GraphQL types of accounts, as admins see them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self

import strawberry
from graphql import GRAPHQL_MAX_INT

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.accounts.types import User
from cms_blog.accounts.usage import DAYS, recent_usage
from cms_blog.administration.service import ACCOUNTS
from cms_blog.blogs.stats import DashboardStats, stats_of
from cms_blog.database.pagination import Page
from cms_blog.graphql.types.node_ids import Node, encode_id
from cms_blog.graphql.types.page_info import PageInfo
from cms_blog.graphql.types.selection import below
from cms_blog.settings import MICRO_USD

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
    generation_tokens: int = strawberry.field(
        description=(
            f"Tokens of all calls to Gemini in the last {DAYS} days (UTC), today included; "
            f"{GRAPHQL_MAX_INT:,} at most. Of cancelled calls, the estimate."
        )
    )
    generation_cost_usd: float | None = strawberry.field(
        description=(
            "Price of these tokens in US dollars, as charged to the daily budgets: an unknown "
            "price counts as the highest known one. Offline generation is free."
        )
    )

    @classmethod
    async def all(
        cls, users: Sequence[UserDocument], paths: frozenset[str], today: date
    ) -> list[Self]:
        """Build the accounts; `paths` are the paths selected below each of them.

        `today` is the last day of their usage, in UTC.
        """
        if not users or "stats" not in paths:
            return [cls._of(user, _NOT_SELECTED, today) for user in users]
        stats = await stats_of([user.oid for user in users], below(paths, "stats"))
        return [cls._of(user, each, today) for user, each in zip(users, stats, strict=True)]

    @classmethod
    def _of(cls, user: UserDocument, stats: DashboardStats, today: date) -> Self:
        tokens, micro_usd = recent_usage(user.usage, today)
        return cls(
            id=encode_id("Account", user.oid),
            user=User.of(user),
            email=user.email,
            email_verified=user.email_verified,
            role=user.role,
            suspended=bool(user.suspended),
            last_login_at=user.last_login_at,
            stats=stats,
            generation_tokens=min(tokens, GRAPHQL_MAX_INT),
            generation_cost_usd=micro_usd / MICRO_USD,
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
    async def of(cls, page: Page[UserDocument], paths: frozenset[str], today: date) -> Self:
        """Build the page; `paths` are the paths selected below the connection."""
        nodes = await Account.all(page.items, below(paths, "nodes", "edges.node"), today)
        cursors = [ACCOUNTS.cursor(position) for position in page.positions]
        return cls(
            edges=[AccountEdge(cursor=c, node=n) for c, n in zip(cursors, nodes, strict=True)],
            nodes=nodes,
            page_info=PageInfo.of(page, cursors),
            total_count=page.total or 0,
        )
