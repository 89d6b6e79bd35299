"""GraphQL fields of accounts: sign-up, login, sessions."""

from typing import Annotated, Any

import strawberry

from cms_blog.accounts import service
from cms_blog.accounts.admins.active import AdminNeeded
from cms_blog.accounts.password_guard import MAX_PASSWORD, AccountSuspended, InvalidCredentials
from cms_blog.accounts.service import (
    MAX_EMAIL,
    MAX_NAME,
    MIN_PASSWORD,
    EmailTaken,
    SignupClosed,
)
from cms_blog.accounts.types import Session, Viewer
from cms_blog.context import Info
from cms_blog.graphql.types.errors import InvalidInputError, UserError

NAME_RULES = f"Display name, visible to everyone: 1 to {MAX_NAME} characters, without line breaks."
EMAIL_RULES = f"E-mail address, case-insensitive; at most {MAX_EMAIL} characters."
PASSWORD_RULES = (
    f"{MIN_PASSWORD} to {MAX_PASSWORD:,} characters of any kind, used unchanged. Passwords of "
    "whitespace only and the most common passwords are rejected."
)


@strawberry.type(
    description=(
        "An account with this e-mail address already exists. If the response to an earlier "
        "`signup` was lost, `login` works."
    )
)
class EmailTakenError(UserError):
    pass


@strawberry.type(
    description=(
        "The e-mail address or the password is wrong. The error does not reveal which of the two."
    )
)
class InvalidCredentialsError(UserError):
    pass


@strawberry.type(description="New accounts are not allowed, or by invitation only. See `message`.")
class SignupClosedError(UserError):
    pass


@strawberry.type(
    description="The account is suspended: sign-in fails until an admin reinstates it."
)
class AccountSuspendedError(UserError):
    pass


@strawberry.type(
    description=(
        "The action would leave no active admin, or an admin's address free for a new account. "
        "`message` gives the reason. Nothing was changed."
    )
)
class AdminNeededError(UserError):
    pass


@strawberry.input(description="Data of a new account.")
class SignupInput:
    name: str = strawberry.field(description=NAME_RULES)
    email: str = strawberry.field(description=EMAIL_RULES)
    password: str = strawberry.field(description=PASSWORD_RULES)


@strawberry.input(description="Credentials of an account.")
class LoginInput:
    email: str = strawberry.field(description="E-mail address of the account, case-insensitive.")
    password: str = strawberry.field(description="Password of the account.")


@strawberry.input(description="The current and the new password.")
class ChangePasswordInput:
    current_password: str = strawberry.field(description="The current password, for confirmation.")
    new_password: str = strawberry.field(
        description=f"Must differ from the current password. {PASSWORD_RULES}"
    )


@strawberry.type(description="The account was created and is signed in.")
class SignupSuccess:
    session: Session = strawberry.field(description="The first session of the new account.")


@strawberry.type(description="The viewer is signed in.")
class LoginSuccess:
    session: Session = strawberry.field(description="The new session.")


@strawberry.type(description="The password was changed. All earlier tokens are revoked.")
class ChangePasswordSuccess:
    session: Session = strawberry.field(description="A new session that replaces the current one.")


@strawberry.type(
    description="All tokens of the viewer are revoked, including the token of this request."
)
class LogoutEverywhereSuccess:
    viewer: Viewer = strawberry.field(description="The user who was signed in.")


@strawberry.type(description="The session was renewed. The previous token stays valid.")
class RenewSessionSuccess:
    session: Session = strawberry.field(description="The session with a new token.")


SignupResult = Annotated[
    SignupSuccess | InvalidInputError | EmailTakenError | SignupClosedError,
    strawberry.union("SignupResult", description="Result of `signup`."),
]
LoginResult = Annotated[
    LoginSuccess | InvalidCredentialsError | AccountSuspendedError,
    strawberry.union("LoginResult", description="Result of `login`."),
]
ChangePasswordResult = Annotated[
    ChangePasswordSuccess | InvalidInputError | InvalidCredentialsError,
    strawberry.union("ChangePasswordResult", description="Result of `changePassword`."),
]
LogoutEverywhereResult = Annotated[
    LogoutEverywhereSuccess,
    strawberry.union("LogoutEverywhereResult", description="Result of `logoutEverywhere`."),
]
RenewSessionResult = Annotated[
    RenewSessionSuccess,
    strawberry.union("RenewSessionResult", description="Result of `renewSession`."),
]


@strawberry.type
class AccountsQuery:
    @strawberry.field(description="The signed-in user; null if the request has no token.")
    def viewer(self, info: Info) -> Viewer | None:
        user = info.context.viewer
        return None if user is None else Viewer.of(user)


@strawberry.type
class AccountsMutation:
    @strawberry.mutation(description="Create an account and sign it in.")
    async def signup(
        self,
        info: Info,
        input: Annotated[SignupInput, strawberry.argument(description="The new account.")],
    ) -> SignupResult:
        services = info.context.services
        with info.context.auditing("signup", email=input.email) as entry:
            service.check_signups(services.settings, invited=False)
            await info.context.limited("signup")
            signup = service.validate_signup(
                input, special_use=services.settings.special_use_domains
            )
            signed_in = await service.sign_up(
                signup,
                settings=services.settings,
                passwords=services.passwords,
                tokens=services.tokens,
                mail=services.mail,
            )
            entry.actor = signed_in.user.oid
        return SignupSuccess(session=Session.of(signed_in))

    @strawberry.mutation(description="Sign in with an e-mail address and a password.")
    async def login(
        self,
        info: Info,
        input: Annotated[
            LoginInput, strawberry.argument(description="E-mail address and password.")
        ],
    ) -> LoginResult:
        tokens = info.context.services.tokens
        with info.context.auditing("login", email=input.email) as entry:
            signed_in = await service.log_in(
                input.email, input.password, guard=info.context.password_guard, tokens=tokens
            )
            entry.actor = signed_in.user.oid
        return LoginSuccess(session=Session.of(signed_in))

    @strawberry.mutation(
        description="Change the viewer's password and revoke all sessions except the returned one."
    )
    async def change_password(
        self,
        info: Info,
        input: Annotated[
            ChangePasswordInput,
            strawberry.argument(description="The current and the new password."),
        ],
    ) -> ChangePasswordResult:
        viewer = info.context.signed_in()
        services = info.context.services
        with (
            info.context.auditing("change_password"),
            services.user_cache.invalidating(viewer.oid),
        ):
            signed_in = await service.change_password(
                viewer,
                input.current_password,
                input.new_password,
                guard=info.context.password_guard,
                tokens=services.tokens,
            )
        return ChangePasswordSuccess(session=Session.of(signed_in))

    @strawberry.mutation(
        description="Revoke all sessions of the viewer, including the current one."
    )
    async def logout_everywhere(self, info: Info) -> LogoutEverywhereResult:
        viewer = info.context.signed_in()
        with (
            info.context.auditing("logout_everywhere"),
            info.context.services.user_cache.invalidating(viewer.oid),
        ):
            user = await service.log_out_everywhere(viewer)
        return LogoutEverywhereSuccess(viewer=Viewer.of(user))

    @strawberry.mutation(
        description=(
            "Return a new token for the viewer's session, before the current one expires. The "
            "current token stays valid until its own expiry time."
        )
    )
    def renew_session(self, info: Info) -> RenewSessionResult:
        viewer = info.context.signed_in()
        renewed = service.renew_session(viewer, tokens=info.context.services.tokens)
        return RenewSessionSuccess(session=Session.of(renewed))


class EmailTakenHandler(strawberry.ExceptionHandler[EmailTaken, EmailTakenError]):
    def handle(self, exception: EmailTaken, **_: Any) -> EmailTakenError:
        return EmailTakenError(message=exception.message)


class InvalidCredentialsHandler(
    strawberry.ExceptionHandler[InvalidCredentials, InvalidCredentialsError]
):
    def handle(self, exception: InvalidCredentials, **_: Any) -> InvalidCredentialsError:
        return InvalidCredentialsError(message=exception.message)


class SignupClosedHandler(strawberry.ExceptionHandler[SignupClosed, SignupClosedError]):
    def handle(self, exception: SignupClosed, **_: Any) -> SignupClosedError:
        return SignupClosedError(message=exception.message)


class AccountSuspendedHandler(strawberry.ExceptionHandler[AccountSuspended, AccountSuspendedError]):
    def handle(self, exception: AccountSuspended, **_: Any) -> AccountSuspendedError:
        return AccountSuspendedError(message=exception.message)


class AdminNeededHandler(strawberry.ExceptionHandler[AdminNeeded, AdminNeededError]):
    def handle(self, exception: AdminNeeded, **_: Any) -> AdminNeededError:
        return AdminNeededError(message=exception.message)


HANDLERS = (
    EmailTakenHandler(),
    SignupClosedHandler(),
    InvalidCredentialsHandler(),
    AccountSuspendedHandler(),
    AdminNeededHandler(),
)
