"""GraphQL fields of admins: the list of accounts, roles, suspension."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from typing import Annotated

import strawberry
from bson import ObjectId

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.accounts.schema import AdminNeededError
from cms_blog.administration import service
from cms_blog.administration.types import Account, AccountConnection
from cms_blog.blogs.connection import After, Before, First, Last
from cms_blog.blogs.search import MAX_SEARCH
from cms_blog.context import Info
from cms_blog.database.pagination import PageRequest
from cms_blog.graphql.types.errors import NotFoundError
from cms_blog.graphql.types.node_ids import oid_of
from cms_blog.graphql.types.selection import below
from cms_blog.observability.audit import Action

AccountId = Annotated[strawberry.ID, strawberry.argument(description="The account's `id`.")]


@strawberry.input(description="The new role of an account.")
class SetAccountRoleInput:
    role: Role = strawberry.field(description="The role.")


@strawberry.type(description="The account has the role.")
class SetAccountRoleSuccess:
    account: Account = strawberry.field(description="The account after the change.")


@strawberry.type(description="The account is suspended, and its sessions have ended.")
class SuspendAccountSuccess:
    account: Account = strawberry.field(description="The account after the change.")


@strawberry.type(description="The account is not suspended any more.")
class ReinstateAccountSuccess:
    account: Account = strawberry.field(description="The account after the change.")


SetAccountRoleResult = Annotated[
    SetAccountRoleSuccess | NotFoundError | AdminNeededError,
    strawberry.union("SetAccountRoleResult", description="Result of `setAccountRole`."),
]
SuspendAccountResult = Annotated[
    SuspendAccountSuccess | NotFoundError | AdminNeededError,
    strawberry.union("SuspendAccountResult", description="Result of `suspendAccount`."),
]
ReinstateAccountResult = Annotated[
    ReinstateAccountSuccess | NotFoundError,
    strawberry.union("ReinstateAccountResult", description="Result of `reinstateAccount`."),
]


async def account_node(info: Info, oid: ObjectId) -> Account | None:
    """Return the account with this id to admins, and None to others."""
    viewer = info.context.viewer
    if viewer is None or viewer.role is not Role.ADMIN:
        return None
    user = await service.account(oid)
    if user is None:
        return None
    (account,) = await Account.all([user], info.selected(), _today(info))
    return account


@strawberry.type
class AdministrationQuery:
    @strawberry.field(description="All accounts, newest first. Admins only.")
    async def accounts(
        self,
        info: Info,
        search: Annotated[
            str | None,
            strawberry.argument(
                description=(
                    f"Words, {MAX_SEARCH} characters at most: each must be a prefix of a word of "
                    "the name, ignoring case and accents. Or the beginning of the e-mail address. "
                    "Of each, 1,000 accounts are found at most."
                )
            ),
        ] = None,
        role: Annotated[
            Role | None,
            strawberry.argument(description="Only accounts with this role; null returns all."),
        ] = None,
        suspended: Annotated[
            bool | None,
            strawberry.argument(
                description="Only accounts that are, or are not, suspended; null returns all."
            ),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> AccountConnection:
        info.context.admin()
        paths = info.selected()
        page = await service.accounts(
            search=search,
            role=role,
            suspended=suspended,
            page=PageRequest(first, after, last, before),
            count="totalCount" in paths,
        )
        return await AccountConnection.of(page, paths, _today(info))


@strawberry.type
class AdministrationMutation:
    @strawberry.mutation(
        description=(
            "Set the role of an account. An admin who becomes a user is signed out. The last "
            "active admin stays one. Admins only."
        )
    )
    async def set_account_role(
        self,
        info: Info,
        id: AccountId,
        input: Annotated[SetAccountRoleInput, strawberry.argument(description="The new role.")],
    ) -> SetAccountRoleResult:
        with _changing(info, "set_account_role", id, role=input.role.value) as oid:
            user = await service.set_role(oid, input.role)
        return SetAccountRoleSuccess(account=await _shown(info, user))

    @strawberry.mutation(
        description=(
            "Suspend an account: its sessions and streams end, and it can't sign in. Its "
            "published and scheduled blogs stay; unpublish them one by one. Admins only."
        )
    )
    async def suspend_account(self, info: Info, id: AccountId) -> SuspendAccountResult:
        with _changing(info, "suspend_account", id) as oid:
            user = await service.suspend(oid)
        info.context.services.wakeup.wake()
        return SuspendAccountSuccess(account=await _shown(info, user))

    @strawberry.mutation(
        description="End the suspension of an account: it can sign in again. Admins only."
    )
    async def reinstate_account(self, info: Info, id: AccountId) -> ReinstateAccountResult:
        with _changing(info, "reinstate_account", id) as oid:
            user = await service.reinstate(oid)
        return ReinstateAccountSuccess(account=await _shown(info, user))


def _today(info: Info) -> date:
    return info.context.services.gateway.today()


async def _shown(info: Info, user: UserDocument) -> Account:
    (account,) = await Account.all([user], below(info.selected(), "account"), _today(info))
    return account


@contextmanager
def _changing(info: Info, action: Action, account_id: str, **facts: str) -> Generator[ObjectId]:
    """Check that the viewer is an admin, audit the action, and invalidate the cached user."""
    oid = oid_of("Account", account_id)
    account = None if oid is None else str(oid)
    with info.context.auditing(action, account=account, **facts):
        info.context.admin()
        if oid is None:
            raise service.no_account()
        with info.context.services.user_cache.invalidating(oid):
            yield oid
