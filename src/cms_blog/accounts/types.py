"""GraphQL types of users and sessions."""

from datetime import datetime
from typing import Self

import strawberry
from bson import ObjectId

from cms_blog.accounts.budgets import DailyBudget
from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.accounts.service import SignedIn
from cms_blog.context import Info
from cms_blog.database.clock import now
from cms_blog.graphql.types.enums import describe_enum
from cms_blog.graphql.types.node_ids import Node, encode_id
from cms_blog.graphql.types.scalars import URL

describe_enum(
    Role,
    "Role of an account.",
    USER="Can write blogs and request their publication.",
    ADMIN="Can also read all blogs and approve, reject, unpublish and republish them.",
)


@strawberry.type(description="Public profile of a user.")
class User(Node):
    name: str = strawberry.field(description="Display name.")
    joined_at: datetime = strawberry.field(description="Time when the account was created.")
    bio: str | None = strawberry.field(
        default=None, description="Plain text about the user; null if not set."
    )
    avatar_url: URL | None = strawberry.field(
        default=None, description="Address of the user's picture; null if not set."
    )
    website_url: URL | None = strawberry.field(
        default=None, description="Address of the user's website; null if not set."
    )

    @classmethod
    def of(cls, user: UserDocument) -> Self:
        return cls(
            id=encode_id("User", user.oid),
            name=user.name,
            joined_at=user.created_at,
            bio=user.bio,
            avatar_url=None if user.avatar_url is None else URL(user.avatar_url),
            website_url=None if user.website_url is None else URL(user.website_url),
        )

    @classmethod
    def deleted(cls, user_id: ObjectId) -> Self:
        """Placeholder for a user whose account was deleted."""
        return cls(
            id=encode_id("User", user_id), name="Deleted user", joined_at=user_id.generation_time
        )


@strawberry.type(
    description=(
        "The viewer's daily budget for generation, in millionths of a US dollar: 1,000,000 is "
        "1 USD. Each call to the model reserves its estimated price first; a step whose estimate "
        "exceeds the remaining budget fails with QUOTA_EXCEEDED."
    )
)
class GenerationBudget:
    used: int = strawberry.field(
        description="Amount spent today, including the estimates of running steps."
    )
    limit: int = strawberry.field(description="Budget for one day.")
    resets_at: datetime = strawberry.field(description="Time of the next reset: midnight UTC.")

    @classmethod
    def of(cls, budget: DailyBudget) -> Self:
        return cls(used=budget.used, limit=budget.limit, resets_at=budget.resets_at)


@strawberry.type(description="Kinds of mail that the viewer gets.")
class MailPreferences:
    decisions: bool = strawberry.field(description="Decisions about the viewer's blogs.")
    notes: bool = strawberry.field(description="Notes on the viewer's blogs.")
    review_requests: bool = strawberry.field(
        description="Blogs that wait for review; sent to admins only."
    )


@strawberry.type(description="The signed-in user, with private data that only this user can read.")
class Viewer:
    document: strawberry.Private[UserDocument]
    id: strawberry.ID = strawberry.field(
        description="Opaque id of the viewer, the same in all sessions of the account."
    )
    user: User = strawberry.field(description="The viewer's public profile.")
    email: str = strawberry.field(description="E-mail address for login.")
    email_verified: bool = strawberry.field(
        description="Whether the viewer has opened a link that was mailed to the address."
    )
    pending_email: str | None = strawberry.field(
        description="New address that replaces `email` when it is confirmed; see `changeEmail`."
    )
    role: Role = strawberry.field(description="The viewer's role.")
    mail: MailPreferences = strawberry.field(description="Kinds of mail that the viewer gets.")

    @classmethod
    def of(cls, user: UserDocument) -> Self:
        return cls(
            document=user,
            id=encode_id("Viewer", user.oid),
            user=User.of(user),
            email=user.email,
            email_verified=user.email_verified,
            pending_email=user.waiting_email(now()),
            role=user.role,
            mail=MailPreferences(**user.mail.model_dump()),
        )

    @strawberry.field(
        description="Generation budget of today; null while the server generates offline."
    )
    async def generation_budget(self, info: Info) -> GenerationBudget | None:
        budgets = info.context.services.gateway.budgets
        return None if budgets is None else GenerationBudget.of(await budgets.today(self.document))


@strawberry.type(description="A signed-in session.")
class Session:
    access_token: str = strawberry.field(
        description=(
            "Access token. Send it with each request: `Authorization: Bearer <accessToken>`."
        )
    )
    expires_at: datetime = strawberry.field(
        description="Expiry time of the token. Call `renewSession` before then, or log in again."
    )
    viewer: Viewer = strawberry.field(description="The signed-in user.")

    @classmethod
    def of(cls, signed_in: SignedIn) -> Self:
        return cls(
            access_token=signed_in.token.text,
            expires_at=signed_in.token.expires_at,
            viewer=Viewer.of(signed_in.user),
        )
