"""GraphQL documents and inputs of the generation steps."""

from typing import Any

BRIEF: dict[str, Any] = {
    "focusOrNiche": "Balcony gardening",
    "targetedKeyword": "balcony tomatoes",
    "targetedAudience": "people with small flats",
    "referenceLinks": ["https://example.com/tomatoes"],
}
IDEA = "Tomatoes grow on any sunny balcony."
TITLE = "Balcony Tomatoes: A Practical Guide"
INTRO = "Six hours of sun are enough.\n\nThe rest is patience."
IMAGE_PROMPT = "A red tomato on a blue chair."
OUTLINE = ["Choosing a Pot", "Watering", "Harvest"]

PASSAGE = "They need six hours of [sun](https://example.com/sun) and a deep pot."
TEXT = f"Tomatoes grow anywhere.\n\n## Sun\n\n{PASSAGE}\n\n- Water\n- Wait\n"

USAGE = "usage { model inputTokens outputTokens thinkingTokens costUsd milliseconds }"
FAILED = """
  ... on InvalidInputError { fields { path message } }
  ... on GenerationFailedError { reason retryAfterSeconds }
  ... on UserError { message }
"""

_CONTENT = """
  content {
    markdown html excerpt wordCount metaTitle metaDescription coverImageAlt
    keywordReport { occurrences density inTitle inFirstParagraph inHeadings }
    sections { heading level anchor markdown }
  }
"""


def _mutation(name: str, success: str) -> str:
    kind = name[0].upper() + name[1:]
    return f"""
      mutation Step($input: {kind}Input!) {{
        {name}(input: $input) {{
          __typename
          ... on {kind}Success {{ {success} {USAGE} }}
          {FAILED}
        }}
      }}
    """


STEPS: dict[str, tuple[str, dict[str, Any]]] = {
    "generateIdeas": (_mutation("generateIdeas", "options"), {"brief": BRIEF}),
    "generateTitles": (
        _mutation("generateTitles", "options"),
        {"brief": BRIEF, "selectedIdea": IDEA},
    ),
    "generateIntros": (
        _mutation("generateIntros", "options"),
        {"brief": BRIEF, "selectedIdea": IDEA, "title": TITLE},
    ),
    "generateOutlines": (
        _mutation("generateOutlines", "options { headings }"),
        {"brief": BRIEF, "selectedIdea": IDEA, "title": TITLE, "introMarkdown": INTRO},
    ),
    "generateImagePrompts": (
        _mutation("generateImagePrompts", "options"),
        {"brief": BRIEF, "selectedIdea": IDEA, "title": TITLE},
    ),
    "generateCoverImage": (
        _mutation("generateCoverImage", "image { url width height bytes mediaType }"),
        {
            "brief": BRIEF,
            "selectedIdea": IDEA,
            "title": TITLE,
            "prompt": IMAGE_PROMPT,
            "quality": "STANDARD",
        },
    ),
    "generateBlog": (
        _mutation("generateBlog", f"{_CONTENT} references {{ url title status }}"),
        {
            "brief": BRIEF,
            "selectedIdea": IDEA,
            "title": TITLE,
            "introMarkdown": INTRO,
            "outline": OUTLINE,
            "imagePrompt": IMAGE_PROMPT,
            "coverImageUrl": "https://example.com/cover.png",
        },
    ),
}
STEPS["rewriteText"] = (
    _mutation("rewriteText", "options receipt"),
    {"brief": BRIEF, "markdown": TEXT, "quote": PASSAGE, "mode": "IMPROVE"},
)
STEPS["suggestTags"] = (
    _mutation("suggestTags", "options"),
    {"brief": BRIEF, "title": TITLE, "markdown": TEXT},
)
STEPS["translateBlog"] = (
    _mutation("translateBlog", f"title receipt {_CONTENT}"),
    {"title": TITLE, "markdown": TEXT, "language": "German"},
)
OPTION_STEPS = [
    name for name in STEPS if name not in {"generateCoverImage", "generateBlog", "translateBlog"}
]
# Steps whose input has `exclude`.
EXCLUDING_STEPS = [name for name in OPTION_STEPS if name.startswith("generate")]

STREAM = f"""
  subscription Stream($input: GenerateBlogInput!, $resume: GenerateBlogResume) {{
    generateBlog(input: $input, resume: $resume) {{
      __typename
      ... on BlogDelta {{ runId position markdown }}
      ... on GenerateBlogSuccess {{ {_CONTENT} references {{ url title status }} {USAGE} }}
      {FAILED}
    }}
  }}
"""
REGENERATE = f"""
  mutation Again($input: RegenerateSectionInput!) {{
    regenerateSection(input: $input) {{
      __typename
      ... on RegenerateSectionSuccess {{ newSection: markdown {_CONTENT} {USAGE} }}
      {FAILED}
    }}
  }}
"""

# A stream whose events have only their types.
TYPENAME_STREAM = """
  subscription Write($input: GenerateBlogInput!) { generateBlog(input: $input) { __typename } }
"""
POST = {
    "brief": BRIEF,
    "title": "Balcony tomatoes",
    "selectedIdea": "Tomatoes in pots",
    "introMarkdown": "They grow.",
    "outline": ["Sun", "Water", "Pots"],
}
