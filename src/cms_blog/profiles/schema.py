"""GraphQL fields of profiles."""

from typing import Annotated, Any

import strawberry

from cms_blog.accounts.service import MAX_NAME
from cms_blog.accounts.types import Viewer
from cms_blog.context import Info
from cms_blog.graphql.types.errors import InvalidInputError
from cms_blog.graphql.types.scalars import URL
from cms_blog.profiles import service
from cms_blog.profiles.service import MAX_BIO


@strawberry.input(description="Kinds of mail to get or not. Values that are omitted stay.")
class MailPreferencesInput:
    decisions: bool | None = strawberry.field(
        default=None, description="Decisions about the viewer's blogs."
    )
    notes: bool | None = strawberry.field(default=None, description="Notes on the viewer's blogs.")
    review_requests: bool | None = strawberry.field(
        default=None, description="Blogs that wait for review; sent to admins only."
    )


@strawberry.input(description="Changes of the viewer's profile. Fields that are omitted stay.")
class UpdateProfileInput:
    name: strawberry.Maybe[str | None] = strawberry.field(
        description=f"Display name: 1 to {MAX_NAME} characters, without line breaks; not null."
    )
    bio: strawberry.Maybe[str | None] = strawberry.field(
        description=f"Plain text of 1 to {MAX_BIO} characters. Null removes it."
    )
    avatar_url: strawberry.Maybe[URL | None] = strawberry.field(
        description="An `Image.url` of `uploadImage`. Null removes the picture."
    )
    website_url: strawberry.Maybe[URL | None] = strawberry.field(
        description="Address of a website. Null removes it."
    )
    mail: strawberry.Maybe[MailPreferencesInput | None] = strawberry.field(
        description="Kinds of mail to get; not null."
    )

    def given(self) -> dict[str, Any]:
        """Return the fields that were given."""
        fields: dict[str, strawberry.Some[Any] | None] = vars(self)
        return {name: field.value for name, field in fields.items() if field is not None}


@strawberry.type(description="The profile was changed.")
class UpdateProfileSuccess:
    viewer: Viewer = strawberry.field(description="The viewer after the change.")


UpdateProfileResult = Annotated[
    UpdateProfileSuccess | InvalidInputError,
    strawberry.union("UpdateProfileResult", description="Result of `updateProfile`."),
]


@strawberry.type
class ProfilesMutation:
    @strawberry.mutation(
        description="Change the viewer's public profile, or the kinds of mail to get."
    )
    async def update_profile(
        self,
        info: Info,
        input: Annotated[UpdateProfileInput, strawberry.argument(description="The changes.")],
    ) -> UpdateProfileResult:
        viewer, services = info.context.signed_in(), info.context.services
        with (
            info.context.auditing("update_profile"),
            services.user_cache.invalidating(viewer.oid),
        ):
            user = await service.update_profile(viewer, input.given(), storage=services.storage)
        return UpdateProfileSuccess(viewer=Viewer.of(user))
