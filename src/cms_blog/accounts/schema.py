"""Accounts in the API."""

from datetime import datetime
from typing import Annotated, Any, Self

import strawberry
from bson import ObjectId

from cms_blog.accounts import service
from cms_blog.accounts.allowance import Allowance
from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.accounts.password_guard import MAX_PASSWORD, InvalidCredentials
from cms_blog.accounts.service import (
    MAX_EMAIL,
    MAX_NAME,
    MIN_PASSWORD,
    EmailTaken,
    SignedIn,
)
from cms_blog.context import Info
from cms_blog.graphql.types.enums import describe_enum
from cms_blog.graphql.types.errors import InvalidInputError, UserError
from cms_blog.graphql.types.node_ids import Node, encode_id

_PASSWORD = (
    f"{MIN_PASSWORD} to {MAX_PASSWORD:,} characters, of any kind, taken as they are. Blanks alone "
    "and the most common passwords are refused."
)

describe_enum(
    Role,
    "What an account may do.",
    USER="Writes blogs and sends them for review.",
    ADMIN="Does that too, and decides on everybody's.",
)


@strawberry.type(description="What everybody may see of a person.")
class User(Node):
    name: str = strawberry.field(description="The name that the person goes by.")
    joined_at: datetime = strawberry.field(description="When the account was made.")

    @classmethod
    def of(cls, user: UserDocument) -> Self:
        return cls(id=encode_id("User", user.oid), name=user.name, joined_at=user.created_at)

    @classmethod
    def gone(cls, user_id: ObjectId) -> Self:
        """In the place of somebody whose account is not there any more."""
        return cls(
            id=encode_id("User", user_id), name="Deleted user", joined_at=user_id.generation_time
        )


@strawberry.type(
    description=(
        "What the viewer may spend on generation a day, in millionths of a US dollar: 1,000,000 is "
        "1 USD. Each call to the model reserves its estimated price first; a step whose estimate "
        "exceeds what is left fails with QUOTA_EXCEEDED."
    )
)
class GenerationBudget:
    used: int = strawberry.field(
        description="Spent today, including the estimates of running steps."
    )
    limit: int = strawberry.field(description="Budget for one day.")
    resets_at: datetime = strawberry.field(description="When the next day begins: midnight UTC.")

    @classmethod
    def of(cls, allowance: Allowance) -> Self:
        return cls(used=allowance.used, limit=allowance.limit, resets_at=allowance.resets_at)


@strawberry.type(description="The signed-in user: all that is private hangs here.")
class Viewer:
    document: strawberry.Private[UserDocument]
    user: User = strawberry.field(description="What everybody may see of the viewer.")
    email: str = strawberry.field(description="The address that the viewer logs in with.")
    role: Role = strawberry.field(description="Whether the viewer is an admin.")

    @classmethod
    def of(cls, user: UserDocument) -> Self:
        return cls(document=user, user=User.of(user), email=user.email, role=user.role)

    @strawberry.field(
        description="Generation budget of today; null while the server generates offline."
    )
    async def generation_budget(self, info: Info) -> GenerationBudget | None:
        budgets = info.context.services.gateway.budgets
        return None if budgets is None else GenerationBudget.of(await budgets.of(self.document))


@strawberry.type(description="A signed-in session.")
class Session:
    access_token: str = strawberry.field(
        description="Send it with each request: `Authorization: Bearer <accessToken>`."
    )
    expires_at: datetime = strawberry.field(
        description="When the token ends by itself; log in again before that."
    )
    viewer: Viewer = strawberry.field(description="Who is signed in.")

    @classmethod
    def of(cls, signed_in: SignedIn) -> Self:
        return cls(
            access_token=signed_in.token.text,
            expires_at=signed_in.token.expires_at,
            viewer=Viewer.of(signed_in.user),
        )


@strawberry.type(
    description=(
        "There is an account with this e-mail address already. Whoever made it just now, and lost "
        "the answer, logs in."
    )
)
class EmailTakenError(UserError):
    pass


@strawberry.type(
    description=(
        "The e-mail address and the password don't belong together. Which of the two is wrong is "
        "not said."
    )
)
class InvalidCredentialsError(UserError):
    pass


@strawberry.input(description="What a new account needs.")
class SignupInput:
    name: str = strawberry.field(
        description=f"The name that others see: 1 to {MAX_NAME} characters, in one line."
    )
    email: str = strawberry.field(
        description=f"An e-mail address, compared without case; {MAX_EMAIL} characters at most."
    )
    password: str = strawberry.field(description=_PASSWORD)


@strawberry.input(description="What was given at signup.")
class LoginInput:
    email: str = strawberry.field(description="The account's address, compared without case.")
    password: str = strawberry.field(description="The account's password.")


@strawberry.input(description="The password that is, and the one that is to be.")
class ChangePasswordInput:
    current_password: str = strawberry.field(description="To prove that it is you.")
    new_password: str = strawberry.field(description=f"Another than the current one: {_PASSWORD}")


@strawberry.type(description="The account was made, and is signed in.")
class SignupSuccess:
    session: Session = strawberry.field(description="The first session of the new account.")


@strawberry.type(description="The viewer is signed in.")
class LoginSuccess:
    session: Session = strawberry.field(description="The session that begins.")


@strawberry.type(description="The password is changed. Every earlier token has died.")
class ChangePasswordSuccess:
    session: Session = strawberry.field(description="A new session, to go on with.")


@strawberry.type(description="Every token of the viewer has died, the one just used included.")
class LogoutEverywhereSuccess:
    viewer: Viewer = strawberry.field(description="Who was signed in.")


SignupResult = Annotated[
    SignupSuccess | InvalidInputError | EmailTakenError,
    strawberry.union("SignupResult", description="What `signup` answers."),
]
LoginResult = Annotated[
    LoginSuccess | InvalidCredentialsError,
    strawberry.union("LoginResult", description="What `login` answers."),
]
ChangePasswordResult = Annotated[
    ChangePasswordSuccess | InvalidInputError | InvalidCredentialsError,
    strawberry.union("ChangePasswordResult", description="What `changePassword` answers."),
]


@strawberry.type
class AccountsQuery:
    @strawberry.field(description="Who is signed in; null when signed out.")
    def viewer(self, info: Info) -> Viewer | None:
        user = info.context.viewer
        return None if user is None else Viewer.of(user)


@strawberry.type
class AccountsMutation:
    @strawberry.mutation(description="Make an account and sign it in.")
    async def signup(
        self,
        info: Info,
        input: Annotated[SignupInput, strawberry.argument(description="The new account.")],
    ) -> SignupResult:
        services = info.context.services
        with info.context.auditing("signup", email=input.email) as entry:
            await info.context.limited("signup")
            signup = service.checked_signup(
                input, special_use=services.settings.special_use_domains
            )
            signed_in = await service.sign_up(
                signup,
                passwords=services.passwords,
                tokens=services.tokens,
                admin_email=services.settings.admin_email,
            )
            entry.actor = signed_in.user.oid
        return SignupSuccess(session=Session.of(signed_in))

    @strawberry.mutation(description="Sign in with an e-mail address and a password.")
    async def login(
        self,
        info: Info,
        input: Annotated[LoginInput, strawberry.argument(description="Who you are.")],
    ) -> LoginResult:
        tokens = info.context.services.tokens
        with info.context.auditing("login", email=input.email) as entry:
            signed_in = await service.log_in(
                input.email, input.password, guard=info.context.password_guard, tokens=tokens
            )
            entry.actor = signed_in.user.oid
        return LoginSuccess(session=Session.of(signed_in))

    @strawberry.mutation(
        description="Change the viewer's password. It ends every session but the one it returns."
    )
    async def change_password(
        self,
        info: Info,
        input: Annotated[ChangePasswordInput, strawberry.argument(description="Old and new.")],
    ) -> ChangePasswordResult:
        viewer = info.context.signed_in()
        services = info.context.services
        with (
            info.context.auditing("change_password"),
            services.people.changing(viewer.oid),
        ):
            signed_in = await service.change_password(
                viewer,
                input.current_password,
                input.new_password,
                guard=info.context.password_guard,
                tokens=services.tokens,
            )
        return ChangePasswordSuccess(session=Session.of(signed_in))

    @strawberry.mutation(description="End every session of the viewer, this one included.")
    async def logout_everywhere(self, info: Info) -> LogoutEverywhereSuccess:
        viewer = info.context.signed_in()
        with (
            info.context.auditing("logout_everywhere"),
            info.context.services.people.changing(viewer.oid),
        ):
            user = await service.log_out_everywhere(viewer)
        return LogoutEverywhereSuccess(viewer=Viewer.of(user))


class EmailTakenHandler(strawberry.ExceptionHandler[EmailTaken, EmailTakenError]):
    def handle(self, exception: EmailTaken, **_: Any) -> EmailTakenError:
        return EmailTakenError(message=exception.message)


class InvalidCredentialsHandler(
    strawberry.ExceptionHandler[InvalidCredentials, InvalidCredentialsError]
):
    def handle(self, exception: InvalidCredentials, **_: Any) -> InvalidCredentialsError:
        return InvalidCredentialsError(message=exception.message)


HANDLERS = (EmailTakenHandler(), InvalidCredentialsHandler())
