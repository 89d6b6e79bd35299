"""GraphQL fields for links that are sent by mail: reset, verification, change of address."""

from typing import Annotated, Any

import strawberry

from cms_blog.accounts.links import addresses, passwords
from cms_blog.accounts.links.tokens import InvalidLink
from cms_blog.accounts.schema import (
    EMAIL_RULES,
    PASSWORD_RULES,
    AccountSuspendedError,
    InvalidCredentialsError,
)
from cms_blog.accounts.types import Session, Viewer
from cms_blog.context import Info
from cms_blog.graphql.types.errors import InvalidInputError, UserError
from cms_blog.mail.service import MailUnavailable

_RESET_REQUESTED = (
    "If an account has this address, a mail with a link is on its way. The link works for an hour. "
    "If no mail arrives, check the address and the spam folder."
)
_VERIFICATION_SENT = "A mail with a link is on its way. The link works for a day."
_VERIFIED_BEFORE = "Your address is verified already. No mail was sent."


@strawberry.type(
    description=(
        "The link is unknown, altered, expired or used, or what it was for has ended. The error "
        "does not reveal which of these."
    )
)
class InvalidLinkError(UserError):
    pass


@strawberry.type(description="This server sends no mail. `message` says what to do instead.")
class MailUnavailableError(UserError):
    pass


@strawberry.input(description="The account whose password was forgotten.")
class RequestPasswordResetInput:
    email: str = strawberry.field(description=EMAIL_RULES)


@strawberry.type(
    description="The same result, after the same time, whether or not an account has the address."
)
class RequestPasswordResetSuccess:
    message: str = strawberry.field(description="Text for the user: what to do next.")


@strawberry.input(description="The token of a link, and the new password.")
class ResetPasswordInput:
    token: str = strawberry.field(description="The token in the fragment of the mailed link.")
    new_password: str = strawberry.field(description=PASSWORD_RULES)


@strawberry.type(
    description=(
        "The password was changed, all earlier tokens are revoked, and the address is verified."
    )
)
class ResetPasswordSuccess:
    session: Session = strawberry.field(description="A new session.")


@strawberry.type(description="The mail is on its way, or the address is verified already.")
class SendVerificationEmailSuccess:
    message: str = strawberry.field(description="Text for the user: what to do next.")


@strawberry.input(description="The token of a link.")
class VerifyEmailInput:
    token: str = strawberry.field(description="The token in the fragment of the mailed link.")


@strawberry.type(description="The address is verified. A new address has replaced the old one.")
class VerifyEmailSuccess:
    email: str = strawberry.field(description="The account's address.")


@strawberry.input(description="A new address, and the password.")
class ChangeEmailInput:
    new_email: str = strawberry.field(description=EMAIL_RULES)
    password: str = strawberry.field(description="The viewer's password, for confirmation.")


@strawberry.type(
    description=(
        "The new address replaces the current one when the link that is mailed to it is opened, "
        "within a day. A notice is mailed to the current address. The result is the same if "
        "another account has the new address; then the link does not work."
    )
)
class ChangeEmailSuccess:
    viewer: Viewer = strawberry.field(description="The viewer, with `pendingEmail`.")


RequestPasswordResetResult = Annotated[
    RequestPasswordResetSuccess | InvalidInputError | MailUnavailableError,
    strawberry.union("RequestPasswordResetResult", description="Result of `requestPasswordReset`."),
]
ResetPasswordResult = Annotated[
    ResetPasswordSuccess | InvalidInputError | InvalidLinkError | AccountSuspendedError,
    strawberry.union("ResetPasswordResult", description="Result of `resetPassword`."),
]
SendVerificationEmailResult = Annotated[
    SendVerificationEmailSuccess | MailUnavailableError,
    strawberry.union(
        "SendVerificationEmailResult", description="Result of `sendVerificationEmail`."
    ),
]
VerifyEmailResult = Annotated[
    VerifyEmailSuccess | InvalidLinkError,
    strawberry.union("VerifyEmailResult", description="Result of `verifyEmail`."),
]
ChangeEmailResult = Annotated[
    ChangeEmailSuccess | InvalidInputError | InvalidCredentialsError | MailUnavailableError,
    strawberry.union("ChangeEmailResult", description="Result of `changeEmail`."),
]


@strawberry.type
class LinksMutation:
    @strawberry.mutation(
        description=(
            "Mail a link that sets a new password. At most 3 times an hour for an address and for "
            "a client."
        )
    )
    async def request_password_reset(
        self,
        info: Info,
        input: Annotated[
            RequestPasswordResetInput, strawberry.argument(description="The account.")
        ],
    ) -> RequestPasswordResetResult:
        services = info.context.services
        with info.context.auditing("request_password_reset", email=input.email):
            await passwords.request_reset(
                input,
                mail=services.mail,
                rate_limits=services.rate_limits,
                client=info.context.address,
                special_use=services.settings.special_use_domains,
            )
        return RequestPasswordResetSuccess(message=_RESET_REQUESTED)

    @strawberry.mutation(
        description=(
            "Set a new password with the link of `requestPasswordReset`, which works once and for "
            "an hour. Ends all sessions of the account except the returned one."
        )
    )
    async def reset_password(
        self,
        info: Info,
        input: Annotated[
            ResetPasswordInput, strawberry.argument(description="The token and the new password.")
        ],
    ) -> ResetPasswordResult:
        services = info.context.services
        with info.context.auditing("reset_password") as entry:
            link = services.link_tokens.opened("reset", input.token)
            entry.actor = link.subject
            with services.user_cache.invalidating(link.subject):
                signed_in = await passwords.reset_by_link(
                    link,
                    input.new_password,
                    passwords=services.passwords,
                    tokens=services.tokens,
                    admin_email=services.settings.admin_email,
                )
        return ResetPasswordSuccess(session=Session.of(signed_in))

    @strawberry.mutation(
        description=(
            "Mail a link that verifies the viewer's address. At most 3 times an hour for an "
            "address and for a client."
        )
    )
    async def send_verification_email(self, info: Info) -> SendVerificationEmailResult:
        viewer, services = info.context.signed_in(), info.context.services
        is_sent = await addresses.send_verification(
            viewer,
            mail=services.mail,
            rate_limits=services.rate_limits,
            client=info.context.address,
        )
        return SendVerificationEmailSuccess(
            message=_VERIFICATION_SENT if is_sent else _VERIFIED_BEFORE
        )

    @strawberry.mutation(
        description=(
            "Verify the address that a link of `sendVerificationEmail` or `changeEmail` was mailed "
            "to. Needs no session. Each link works once and for a day."
        )
    )
    async def verify_email(
        self,
        info: Info,
        input: Annotated[VerifyEmailInput, strawberry.argument(description="The token.")],
    ) -> VerifyEmailResult:
        services = info.context.services
        tokens, token = services.link_tokens, input.token
        with info.context.auditing("verify_email") as entry:
            link = tokens.read("verification", token) or tokens.opened("email_change", token)
            entry.actor = link.subject
            with services.user_cache.invalidating(link.subject):
                user = await addresses.confirm(
                    link, mail=services.mail, admin_email=services.settings.admin_email
                )
        return VerifyEmailSuccess(email=user.email)

    @strawberry.mutation(description="Change the viewer's e-mail address once it is confirmed.")
    async def change_email(
        self,
        info: Info,
        input: Annotated[
            ChangeEmailInput, strawberry.argument(description="The address and the password.")
        ],
    ) -> ChangeEmailResult:
        viewer, services = info.context.signed_in(), info.context.services
        with (
            info.context.auditing("change_email"),
            services.user_cache.invalidating(viewer.oid),
        ):
            user = await addresses.change_email(
                viewer,
                input,
                guard=info.context.password_guard,
                mail=services.mail,
                special_use=services.settings.special_use_domains,
            )
        return ChangeEmailSuccess(viewer=Viewer.of(user))


class InvalidLinkHandler(strawberry.ExceptionHandler[InvalidLink, InvalidLinkError]):
    def handle(self, exception: InvalidLink, **_: Any) -> InvalidLinkError:
        return InvalidLinkError(message=exception.message)


class MailUnavailableHandler(strawberry.ExceptionHandler[MailUnavailable, MailUnavailableError]):
    def handle(self, exception: MailUnavailable, **_: Any) -> MailUnavailableError:
        return MailUnavailableError(message=exception.message)


HANDLERS = (InvalidLinkHandler(), MailUnavailableHandler())
