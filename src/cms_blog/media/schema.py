"""GraphQL types and fields of image uploads."""

from typing import Annotated, Any, Self, cast

import strawberry

from cms_blog.context import Info
from cms_blog.graphql.execution.limits import holds
from cms_blog.graphql.types.errors import UserError
from cms_blog.graphql.types.scalars import URL, Upload
from cms_blog.media import service
from cms_blog.media.formats import MEDIA_TYPES, UnusableImage
from cms_blog.media.image_store import WIDTHS
from cms_blog.media.images import MAX_BYTES, MAX_FRAMES, MAX_PIXELS
from cms_blog.media.service import UploadedFile
from cms_blog.media.storage import StoredImage

_LIMITS = (
    f"at most 8 MB ({MAX_BYTES:,} bytes) and {MAX_PIXELS // 1_000_000} megapixels. The frames of "
    f"an animation count together, and it has at most {MAX_FRAMES:,} frames"
)


_WIDTHS = f"{', '.join(map(str, WIDTHS[:-1]))} and {WIDTHS[-1]}"


@strawberry.type(description="A stored image in one size. The content under its URL never changes.")
class ImageVariant:
    url: URL = strawberry.field(description="Public URL of the image in this size.")
    width: int = strawberry.field(description="Width in pixels.")
    height: int = strawberry.field(description="Height in pixels.")


@strawberry.type(description="A stored image. The content under its URL never changes.")
class Image:
    url: URL = strawberry.field(description="Public URL of the image.")
    width: int = strawberry.field(description="Width in pixels, after rotation to upright.")
    height: int = strawberry.field(description="Height in pixels, after rotation to upright.")
    bytes: int = strawberry.field(description="Size of the stored file in bytes.")
    media_type: str = strawberry.field(
        description="Media type: `image/png`, `image/jpeg`, `image/webp` or `image/gif`."
    )
    alt: str | None = strawberry.field(
        description="Text for people who can't see the image; null if it is not a cover."
    )
    variants: list[ImageVariant] = strawberry.field(
        description=(
            f"The image at each available width, narrowest first: at {_WIDTHS} pixels as WebP, "
            f"and the image itself unless it is wider than {WIDTHS[-1]}. Empty for animations."
        ),
        metadata=holds(len(WIDTHS)),
    )
    srcset: str = strawberry.field(
        description=(
            "Value of `srcset` attributes, which also need `sizes`: every variant as `URL WIDTHw`, "
            "comma-separated. Empty for animations."
        )
    )

    @classmethod
    def of(cls, image: StoredImage, alt: str | None = None) -> Self:
        return cls(
            url=URL(image.url),
            width=image.width,
            height=image.height,
            bytes=image.bytes,
            media_type=image.media_type,
            alt=alt,
            variants=[
                ImageVariant(url=URL(each.url), width=each.width, height=each.height)
                for each in image.variants
            ],
            srcset=", ".join(f"{each.url} {each.width}w" for each in image.variants),
        )


@strawberry.type(
    description=(
        "The file is not an acceptable image; `message` gives the reason. Nothing was stored."
    )
)
class UnusableImageError(UserError):
    max_bytes: int = strawberry.field(description="Maximum file size in bytes.")
    media_types: list[str] = strawberry.field(
        description=(
            "Accepted media types. The type is detected from the content, not from the file name."
        )
    )


class UnusableImageHandler(strawberry.ExceptionHandler[UnusableImage, UnusableImageError]):
    def handle(self, exception: UnusableImage, **_: Any) -> UnusableImageError:
        return UnusableImageError(
            message=exception.message, max_bytes=MAX_BYTES, media_types=list(MEDIA_TYPES)
        )


HANDLERS = (UnusableImageHandler(),)


@strawberry.input(description="An image to store.")
class UploadImageInput:
    file: Upload = strawberry.field(
        description=f"PNG, JPEG, WebP, GIF, AVIF or HEIC image of {_LIMITS}. SVG is not accepted."
    )


@strawberry.type(description="The image was stored.")
class UploadImageSuccess:
    image: Image = strawberry.field(
        description="The stored image. Its `url` can be used as `coverImageUrl`."
    )


UploadImageResult = Annotated[
    UploadImageSuccess | UnusableImageError,
    strawberry.union("UploadImageResult", description="Result of `uploadImage`."),
]


@strawberry.type
class MediaMutation:
    @strawberry.mutation(
        description=(
            "Store an image. It is decoded and re-encoded in the same format, upright, in sRGB and "
            "without metadata (location, camera, comments). AVIF and HEIC, and an opaque PNG that "
            "is much smaller as WebP, are converted to WebP. GIF, WebP and AVIF stay animated, "
            "cropped to their canvas; of an animated PNG or a HEIC with several images, the "
            "default image is kept. The same image always gets the same URL. Requires a signed-in "
            "viewer."
        )
    )
    async def upload_image(
        self,
        info: Info,
        input: Annotated[UploadImageInput, strawberry.argument(description="The image.")],
    ) -> UploadImageResult:
        info.context.signed_in()
        await info.context.limited("upload")
        # The Upload scalar passes the transport's file object through unchanged.
        file = cast("UploadedFile", input.file)
        stored = await service.store_upload(file, storage=info.context.services.storage)
        return UploadImageSuccess(image=Image.of(stored))
