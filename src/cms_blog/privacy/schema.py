"""GraphQL types and fields of account deletion and data export."""

from datetime import datetime
from typing import Annotated

import strawberry

from cms_blog.accounts.documents import BlogsAtDeletion
from cms_blog.accounts.schema import AdminNeededError, InvalidCredentialsError
from cms_blog.context import Info
from cms_blog.graphql.types.enums import describe_enum
from cms_blog.graphql.types.errors import InvalidInputError
from cms_blog.graphql.types.node_ids import encode_id
from cms_blog.graphql.types.scalars import URL
from cms_blog.privacy import service
from cms_blog.privacy.files import URL_PATH, ticket_for

describe_enum(
    BlogsAtDeletion,
    "Handling of a user's blogs when the account is deleted.",
    DELETE="Delete all blogs, including published ones.",
    KEEP=(
        'Keep published blogs public, with "Deleted user" as author. Drafts, pending and rejected '
        "blogs are deleted."
    ),
)


@strawberry.input(description="Deletion of the viewer's account.")
class DeleteAccountInput:
    password: str = strawberry.field(description="The viewer's password, for confirmation.")
    blogs: BlogsAtDeletion = strawberry.field(description="Handling of the viewer's blogs.")


@strawberry.type(
    description=(
        "The account was deleted and all its tokens are revoked. The e-mail address can be used "
        "for a new account."
    )
)
class DeleteAccountSuccess:
    deleted_id: strawberry.ID = strawberry.field(
        description="Id of the deleted user. Kept blogs still refer to it."
    )


@strawberry.type(description="The export is ready for download.")
class ExportMyDataSuccess:
    url: URL = strawberry.field(
        description=(
            "Download link. It needs no headers, so a browser can open it. Anyone who has the "
            "link can download the file."
        )
    )
    expires_at: datetime = strawberry.field(
        description="Expiry time of the link. Request a new export after that."
    )


DeleteAccountResult = Annotated[
    DeleteAccountSuccess | InvalidInputError | InvalidCredentialsError | AdminNeededError,
    strawberry.union("DeleteAccountResult", description="Result of `deleteAccount`."),
]
ExportMyDataResult = Annotated[
    ExportMyDataSuccess,
    strawberry.union("ExportMyDataResult", description="Result of `exportMyData`."),
]


@strawberry.type
class PrivacyMutation:
    @strawberry.mutation(
        description=(
            "Delete the viewer's account permanently. Requires the password; wrong passwords are "
            "rate-limited as in `login`. A concurrent `saveBlog` fails."
        )
    )
    async def delete_account(
        self,
        info: Info,
        input: Annotated[
            DeleteAccountInput,
            strawberry.argument(description=("The password, and the handling of blogs.")),
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
                store=services.storage.store,
            )
        services.wakeup.wake()
        return DeleteAccountSuccess(deleted_id=encode_id("User", viewer.oid))

    @strawberry.mutation(
        description=(
            "Export all data about the viewer as a JSON file: the account, and all blogs with "
            "brief, text, status, feedback and decisions. Returns a download link."
        )
    )
    async def export_my_data(self, info: Info) -> ExportMyDataResult:
        viewer = info.context.signed_in()
        services = info.context.services
        with info.context.auditing("export_data"):
            ticket = ticket_for(viewer, services.link_tokens)
        url = f"{services.settings.base_url}{URL_PATH}?ticket={ticket.text}"
        return ExportMyDataSuccess(url=URL(url), expires_at=ticket.expires_at)
