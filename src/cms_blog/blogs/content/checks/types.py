"""GraphQL types of the checks of a text."""

from typing import Self

import strawberry

from cms_blog.blogs.content.checks.claims import Claim, ClaimKind
from cms_blog.graphql.types.enums import describe_enum

describe_enum(
    ClaimKind,
    "Reason why a sentence needs a source.",
    FIGURE="A number, a ratio or a multiple.",
    QUOTATION="A text in quotation marks, or a block quote without an attribution.",
    SUPERLATIVE='A superlative, for example "the largest" or "the only".',
)


@strawberry.type(description="A sentence that makes a claim without a source.")
class UnsourcedClaim:
    kind: ClaimKind = strawberry.field(description="Reason why the sentence needs a source.")
    sentence: str = strawberry.field(
        description="The sentence as plain text, truncated at 500 characters."
    )
    anchor: str | None = strawberry.field(
        description="Anchor of its section; null before the first heading."
    )

    @classmethod
    def of(cls, claim: Claim) -> Self:
        return cls(kind=claim.kind, sentence=claim.sentence, anchor=claim.anchor)
