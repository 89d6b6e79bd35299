"""GraphQL types of the checks of a text."""

from typing import Self

import strawberry

from cms_blog.blogs.content.checks.claims import Claim, ClaimKind
from cms_blog.blogs.content.checks.style_guide import Finding
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


@strawberry.type(description="Words that break a rule of the operator's style guide.")
class StyleFinding:
    rule: str = strawberry.field(description="The rule, as the style guide states it.")
    quote: str = strawberry.field(description="The words that break it.")
    suggestion: str | None = strawberry.field(
        description="The replacement; null if the style guide has none."
    )
    anchor: str | None = strawberry.field(
        description="Anchor of their section; null before the first heading."
    )

    @classmethod
    def of(cls, finding: Finding) -> Self:
        return cls(
            rule=finding.rule,
            quote=finding.quote,
            suggestion=finding.suggestion,
            anchor=finding.anchor,
        )
