"""GraphQL types and fields of invitations."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from cms_blog.accounts.documents import Role
from cms_blog.accounts.invitations import service
from cms_blog.accounts.invitations.mails import INVITATION_PAGE
from cms_blog.accounts.invitations.service import OpenInvitation, invitation_token
from cms_blog.accounts.links.schema import InvalidLinkError
from cms_blog.accounts.schema import (
    EMAIL_RULES,
    NAME_RULES,
    PASSWORD_RULES,
    EmailTakenError,
    SignupClosedError,
)
from cms_blog.accounts.service import check_signups
from cms_blog.accounts.types import Session, User
from cms_blog.context import Info
from cms_blog.graphql.types.errors import InvalidInputError, NotFoundError
from cms_blog.graphql.types.node_ids import encode_part_id, part_of
from cms_blog.graphql.types.scalars import URL


@strawberry.type(
    description=(
        "An open invitation. It ends when it is accepted or revoked, when it expires, and when its "
        "inviter is no longer an admin."
    )
)
class Invitation:
    id: strawberry.ID = strawberry.field(description="Opaque id of the invitation.")
    email: str = strawberry.field(description="The invited e-mail address.")
    role: Role = strawberry.field(description="Role of the new account.")
    invited_by: User = strawberry.field(description="The admin who made the invitation.")
    expires_at: datetime = strawberry.field(description="Expiry time of the invitation.")

    @classmethod
    def of(cls, opened: OpenInvitation) -> Self:
        invitation = opened.invitation
        return cls(
            id=encode_part_id("Invitation", opened.inviter.oid, invitation.id),
            email=invitation.email,
            role=invitation.role,
            invited_by=User.of(opened.inviter),
            expires_at=invitation.expires_at,
        )


@strawberry.input(description="The invited person.")
class InviteUserInput:
    email: str = strawberry.field(description=EMAIL_RULES)
    role: Role = strawberry.field(default=Role.USER, description="Role of the new account.")


@strawberry.type(
    description=(
        "The invitation is stored, and mailed if the server sends mail. It replaces an earlier one "
        "of the viewer to the same address."
    )
)
class InviteUserSuccess:
    invitation: Invitation = strawberry.field(description="The invitation.")
    url: URL = strawberry.field(
        description=(
            "The link, to pass on where no mail is sent. Shown once; anyone who has it can accept "
            "the invitation."
        )
    )


@strawberry.type(description="The invitation has ended: its link does not work any more.")
class RevokeInvitationSuccess:
    revoked_id: strawberry.ID = strawberry.field(description="Id of the revoked invitation.")


@strawberry.input(description="Data of the new account.")
class AcceptInviteInput:
    token: str = strawberry.field(description="The token in the fragment of the link.")
    name: str = strawberry.field(description=NAME_RULES)
    password: str = strawberry.field(description=PASSWORD_RULES)


@strawberry.type(description="The account was created and is signed in.")
class AcceptInviteSuccess:
    session: Session = strawberry.field(description="The first session of the new account.")


InviteUserResult = Annotated[
    InviteUserSuccess | InvalidInputError | EmailTakenError | SignupClosedError,
    strawberry.union("InviteUserResult", description="Result of `inviteUser`."),
]
RevokeInvitationResult = Annotated[
    RevokeInvitationSuccess | NotFoundError,
    strawberry.union("RevokeInvitationResult", description="Result of `revokeInvitation`."),
]
AcceptInviteResult = Annotated[
    AcceptInviteSuccess
    | InvalidInputError
    | InvalidLinkError
    | EmailTakenError
    | SignupClosedError,
    strawberry.union("AcceptInviteResult", description="Result of `acceptInvite`."),
]


@strawberry.type
class InvitationsQuery:
    @strawberry.field(description="Open invitations of all admins, newest first. Admins only.")
    async def invitations(self, info: Info) -> list[Invitation]:
        info.context.admin()
        return list(map(Invitation.of, await service.open_invitations()))


@strawberry.type
class InvitationsMutation:
    @strawberry.mutation(
        description=(
            "Invite a person to create an account, within 7 days. Admins only; at most 50 times a "
            "day."
        )
    )
    async def invite_user(
        self,
        info: Info,
        input: Annotated[InviteUserInput, strawberry.argument(description="The invited person.")],
    ) -> InviteUserResult:
        viewer, services = info.context.admin(), info.context.services
        settings = services.settings
        with (
            info.context.auditing("invite_user", email=input.email, role=input.role.value),
            services.user_cache.invalidating(viewer.oid),
        ):
            check_signups(settings, invited=True)
            made = await service.invite(
                viewer,
                input,
                mail=services.mail,
                rate_limits=services.rate_limits,
                special_use=settings.special_use_domains,
            )
        token = invitation_token(made, services.link_tokens, mailed=False)
        return InviteUserSuccess(
            invitation=Invitation.of(made), url=URL(settings.link_to(INVITATION_PAGE, token.text))
        )

    @strawberry.mutation(description="End an open invitation of any admin. Admins only.")
    async def revoke_invitation(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Id of the invitation.")],
    ) -> RevokeInvitationResult:
        info.context.admin()
        with info.context.auditing("revoke_invitation"):
            await service.revoke(part_of("Invitation", id))
        return RevokeInvitationSuccess(revoked_id=id)

    @strawberry.mutation(
        description="Create an account with the link of an invitation, and sign it in."
    )
    async def accept_invite(
        self,
        info: Info,
        input: Annotated[AcceptInviteInput, strawberry.argument(description="The new account.")],
    ) -> AcceptInviteResult:
        services = info.context.services
        with info.context.auditing("accept_invite") as entry:
            await info.context.limited("signup")
            check_signups(services.settings, invited=True)
            signed_in = await service.accept(
                services.link_tokens.opened("invitation", input.token),
                {"name": input.name, "password": input.password},
                passwords=services.passwords,
                tokens=services.tokens,
                admin_email=services.settings.admin_email,
            )
            entry.actor = signed_in.user.oid
        return AcceptInviteSuccess(session=Session.of(signed_in))
