"""Inputs of a generated post, as the generation steps take them."""

from generation_documents import IDEA, INTRO, OUTLINE, TITLE

from cms_blog.blogs.brief import Brief
from cms_blog.generation.inputs import BlogInput

BRIEF = Brief(focus_or_niche="Gardens", targeted_keyword="pots", targeted_audience="families")
GIVEN = BlogInput(
    brief=BRIEF,
    selected_idea=IDEA,
    title=TITLE,
    intro_markdown=INTRO,
    outline=tuple(OUTLINE),
)
