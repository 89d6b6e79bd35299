"""Images in the API."""

from typing import Annotated, Any, Self, cast

import strawberry

from cms_blog.context import Info
from cms_blog.graphql.types.errors import UserError
from cms_blog.graphql.types.scalars import URL, Upload
from cms_blog.media import service
from cms_blog.media.images import MAX_BYTES, MAX_FRAMES, MAX_PIXELS, MEDIA_TYPES, UnusableImage
from cms_blog.media.service import StoredImage, UploadedFile

_LIMITS = (
    f"8 MB ({MAX_BYTES:,} bytes) and {MAX_PIXELS // 1_000_000} megapixels at most; of an "
    f"animation, all frames count, and there may be {MAX_FRAMES:,}"
)


@strawberry.type(description="An image that the server keeps. It never changes under its URL.")
class Image:
    url: URL = strawberry.field(description="Where everybody can fetch it.")
    width: int = strawberry.field(description="In pixels, upright.")
    height: int = strawberry.field(description="In pixels, upright.")
    bytes: int = strawberry.field(description="The size of the file that is served.")
    media_type: str = strawberry.field(
        description="`image/png`, `image/jpeg`, `image/webp` or `image/gif`."
    )

    @classmethod
    def of(cls, image: StoredImage) -> Self:
        return cls(
            url=URL(image.url),
            width=image.width,
            height=image.height,
            bytes=image.bytes,
            media_type=image.media_type,
        )


@strawberry.type(
    description="The file is no image that can be taken; `message` says why. Nothing was kept."
)
class UnusableImageError(UserError):
    max_bytes: int = strawberry.field(description="How many bytes a file may have.")
    media_types: list[str] = strawberry.field(
        description="What can be taken. The content decides, not the file's name."
    )


class UnusableImageHandler(strawberry.ExceptionHandler[UnusableImage, UnusableImageError]):
    def handle(self, exception: UnusableImage, **_: Any) -> UnusableImageError:
        return UnusableImageError(
            message=exception.message, max_bytes=MAX_BYTES, media_types=list(MEDIA_TYPES)
        )


HANDLERS = (UnusableImageHandler(),)


@strawberry.input(description="An image to keep.")
class UploadImageInput:
    file: Upload = strawberry.field(
        description=f"A PNG, JPEG, WebP or GIF image: {_LIMITS}. SVG is not taken."
    )


@strawberry.type(description="The image is kept.")
class UploadImageSuccess:
    image: Image = strawberry.field(
        description="The image as it is served: take its `url` for `coverImageUrl`."
    )


UploadImageResult = Annotated[
    UploadImageSuccess | UnusableImageError,
    strawberry.union("UploadImageResult", description="The image, or why it can't be taken."),
]


@strawberry.type
class MediaMutation:
    @strawberry.mutation(
        description=(
            "Keep an image. It is decoded and encoded again, upright, in sRGB and without metadata "
            "(place, camera, comments), in its own format; an opaque PNG that is much smaller as "
            "WebP becomes WebP. GIF and WebP stay animated, cropped to their canvas; of an "
            "animated PNG, the default image stays. The same image again gets the same URL. "
            "For people who are signed in."
        )
    )
    async def upload_image(
        self,
        info: Info,
        input: Annotated[UploadImageInput, strawberry.argument(description="The image.")],
    ) -> UploadImageResult:
        info.context.signed_in()
        await info.context.limited("upload")
        # The endpoint's object, which the scalar lets through as it is.
        file = cast("UploadedFile", input.file)
        stored = await service.store_upload(file, storage=info.context.services.storage)
        return UploadImageSuccess(image=Image.of(stored))
