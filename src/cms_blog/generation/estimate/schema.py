"""GraphQL API of estimates."""

from typing import Annotated

import strawberry

from cms_blog.blogs.presentation import present, projection
from cms_blog.blogs.queries import MAX_COMPARED, MAX_OVERLAPPING, blogs_with_keyword
from cms_blog.blogs.types import Blog
from cms_blog.context import Info
from cms_blog.generation.estimate import service
from cms_blog.generation.estimate.service import EstimateInput, GenerationStep
from cms_blog.generation.input_types import input_type
from cms_blog.graphql.types.enums import describe_enum
from cms_blog.graphql.types.errors import InvalidInputError
from cms_blog.graphql.types.selection import below

describe_enum(
    GenerationStep,
    "Step from a brief to a post.",
    IDEAS="`generateIdeas`",
    TITLES="`generateTitles`",
    INTROS="`generateIntros`",
    OUTLINES="`generateOutlines`",
    IMAGE_PROMPTS="`generateImagePrompts`",
    COVER_IMAGE="`generateCoverImage`, of the quality HIGH.",
    BLOG="`generateBlog`",
)


@input_type(EstimateInput)
class GenerationEstimateInput:
    pass


@strawberry.type(
    description="Expected price of steps, and blogs that would overlap with the new one."
)
class GenerationEstimateSuccess:
    tokens: int = strawberry.field(
        description="Expected number of tokens in requests and answers, without retries."
    )
    cost_usd: float | None = strawberry.field(
        description=(
            "Expected cost in US dollars, without retries; null if a price is unknown, and for "
            "sample content."
        )
    )
    fits: bool = strawberry.field(
        description="Whether what is left of the budgets of the viewer and the site covers it."
    )
    overlapping: list[Blog] = strawberry.field(
        description=(
            "The viewer's blogs with the same keyword, newest first, at most "
            f"{MAX_OVERLAPPING}. Case, white space and variants of characters are ignored; the "
            f"newest {MAX_COMPARED} blogs are compared."
        )
    )


GenerationEstimateResult = Annotated[
    GenerationEstimateSuccess | InvalidInputError,
    strawberry.union("GenerationEstimateResult", description="Result of `generationEstimate`."),
]


@strawberry.type
class EstimateQuery:
    @strawberry.field(
        description=(
            "Estimate the price of generation steps, and find the viewer's blogs with the same "
            "keyword. Nothing is generated."
        )
    )
    async def generation_estimate(
        self,
        info: Info,
        input: Annotated[
            GenerationEstimateInput,
            strawberry.argument(description="The brief, and the steps still to take."),
        ],
    ) -> GenerationEstimateResult:
        viewer, context, selected = info.context.signed_in(), info.context, info.selected()
        given = service.checked(input)
        found = await service.estimate(viewer, given, gateway=context.services.gateway)
        overlapping: list[Blog] = []
        if "overlapping" in selected:
            fields = below(selected, "overlapping")
            keyword = given.brief.targeted_keyword
            blogs = await blogs_with_keyword(viewer, keyword, projection(fields))
            overlapping = await present(blogs, context, fields)
        return GenerationEstimateSuccess(
            tokens=found.tokens,
            cost_usd=found.cost_usd,
            fits=found.fits,
            overlapping=overlapping,
        )
