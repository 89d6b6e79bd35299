"""The end of an account, and all of its data, in the API."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from cms_blog.accounts.documents import BlogsAtDeletion
from cms_blog.accounts.schema import InvalidCredentialsError
from cms_blog.context import Info
from cms_blog.graphql.types.enums import describe_enum
from cms_blog.graphql.types.errors import InvalidInputError, UserError
from cms_blog.graphql.types.node_ids import encode_id
from cms_blog.graphql.types.scalars import URL
from cms_blog.privacy import service
from cms_blog.privacy.files import URL_PATH, ticket_for
from cms_blog.privacy.service import AdminNeeded

describe_enum(
    BlogsAtDeletion,
    "What becomes of somebody's blogs when their account ends.",
    DELETE="All of them are deleted, the published too.",
    KEEP=(
        'What is published stays public, by "Deleted user". Drafts, and what waits for review or '
        "was rejected, are deleted."
    ),
)


@strawberry.type(
    description=(
        "The account is needed: without it there would be no admin, or anybody could become one. "
        "`message` says which. Nothing was done."
    )
)
class AdminNeededError(UserError):
    pass


class AdminNeededHandler(strawberry.ExceptionHandler[AdminNeeded, AdminNeededError]):
    def handle(self, exception: AdminNeeded, **_: Any) -> AdminNeededError:
        return AdminNeededError(message=exception.message)


HANDLERS = (AdminNeededHandler(),)


@strawberry.input(description="The end of the viewer's account.")
class DeleteAccountInput:
    password: str = strawberry.field(description="To prove that it is you.")
    blogs: BlogsAtDeletion = strawberry.field(description="What becomes of the viewer's blogs.")


@strawberry.type(
    description=(
        "The account is gone, and every token with it. The e-mail address is free for a new one."
    )
)
class DeleteAccountSuccess:
    deleted_id: strawberry.ID = strawberry.field(
        description="The `id` of the user who was. Blogs that were kept go on having it."
    )


@strawberry.type(description="A file is ready to be fetched.")
class ExportMyDataSuccess:
    url: URL = strawberry.field(
        description=(
            "Where to fetch it, by GET, without any header: a link that a browser can open. "
            "Whoever has it gets the file."
        )
    )
    expires_at: datetime = strawberry.field(
        description="When the link ends; ask for another one after that."
    )


DeleteAccountResult = Annotated[
    DeleteAccountSuccess | InvalidInputError | InvalidCredentialsError | AdminNeededError,
    strawberry.union("DeleteAccountResult", description="What `deleteAccount` answers."),
]


@strawberry.type
class PrivacyMutation:
    @strawberry.mutation(
        description=(
            "Delete the viewer's account for good. The password is asked for again, and wrong ones "
            "are slowed down as at `login`. A save that runs beside it fails."
        )
    )
    async def delete_account(
        self,
        info: Info,
        input: Annotated[
            DeleteAccountInput, strawberry.argument(description="The proof, and what to keep.")
        ],
    ) -> DeleteAccountResult:
        viewer = info.context.signed_in()
        services = info.context.services
        with (
            info.context.auditing("delete_account", blogs=input.blogs.value),
            services.user_cache.invalidating(viewer.oid),
        ):
            await service.delete_account(
                viewer,
                input,
                guard=info.context.password_guard,
                admin_email=services.settings.admin_email,
                place=services.storage.place,
            )
        return DeleteAccountSuccess(deleted_id=encode_id("User", viewer.oid))

    @strawberry.mutation(
        description=(
            "All that is held about the viewer, as one JSON file: the account, and every blog with "
            "its brief, text, status, feedback and decisions. It answers a link to it."
        )
    )
    async def export_my_data(self, info: Info) -> ExportMyDataSuccess:
        viewer = info.context.signed_in()
        services = info.context.services
        with info.context.auditing("export_data"):
            ticket = ticket_for(viewer, services.tokens)
        url = f"{services.settings.base_url}{URL_PATH}?ticket={ticket.text}"
        return ExportMyDataSuccess(url=URL(url), expires_at=ticket.expires_at)
