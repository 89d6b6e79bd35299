"""The generation steps as data: input, task, expected size and format of the answer.

To add one, see "Where do I add …" in docs/architecture.md. Each change of a task increments
`prompts.VERSION`.
"""

from typing import Annotated

from pydantic import Field, TypeAdapter

from cms_blog.generation import inputs
from cms_blog.generation.answers.options import markdown_text, outline
from cms_blog.generation.step_types import TEXT_LIST, OptionStep, PostStep, SeoStep, Step
from cms_blog.validation.inputs import Line, Text

MAX_IDEA_OPTION = 300
MAX_TITLE_OPTION = 120
MAX_INTRO_OPTION = 1_500
MAX_HEADING_OPTION = 120
MAX_IMAGE_PROMPT_OPTION = 600
MIN_HEADINGS = 3
MAX_HEADINGS = 12


def _aim(most: int) -> int:
    """Length to ask for, since models exceed it: three quarters of the accepted one."""
    return most * 3 // 4


_DIFFERENT = (
    "The five differ in substance, not only in words. None repeats one of `exclude`, "
    "whatever its case or punctuation."
)

IDEAS = OptionStep(
    name="ideas",
    takes=inputs.IdeasInput,
    task=f"""\
Suggest five ideas for a blog post: each one or two sentences on what the post says and why \
these readers care, at most {_aim(MAX_IDEA_OPTION):,} characters, plain text. {_DIFFERENT}""",
    output_tokens=2_000,
    option=TypeAdapter(Annotated[str, Line(MAX_IDEA_OPTION)]),
)
TITLES = OptionStep(
    name="titles",
    takes=inputs.TitlesInput,
    task=f"""\
Suggest five titles for the post that `selectedIdea` describes: each at most \
{_aim(MAX_TITLE_OPTION):,} characters, on one line, with the keyword where it fits, without \
quotation marks around it. {_DIFFERENT}""",
    output_tokens=1_500,
    option=TypeAdapter(Annotated[str, Line(MAX_TITLE_OPTION)]),
)
INTROS = OptionStep(
    name="intros",
    takes=inputs.IntrosInput,
    task=f"""\
Write five introductions for the post with this `title`: each of 50 to 120 words and at most \
{_aim(MAX_INTRO_OPTION):,} characters, in Markdown without headings, that draw the reader in. \
{_DIFFERENT}""",
    output_tokens=3_000,
    option=TypeAdapter(Annotated[str, Text(MAX_INTRO_OPTION)]),
    clean=markdown_text,
)
OUTLINES = OptionStep(
    name="outlines",
    takes=inputs.OutlinesInput,
    task=f"""\
Draw up five outlines for the post with this `title` that continues after `introMarkdown`: each a \
list of four to eight headings, each heading at most {_aim(MAX_HEADING_OPTION):,} characters, on \
one line, without numbers or Markdown. No heading for the introduction, the conclusion or the \
references: they are added separately. The five differ in how they go through the topic.""",
    output_tokens=2_500,
    option=TypeAdapter(
        Annotated[
            tuple[Annotated[str, Line(MAX_HEADING_OPTION)], ...],
            Field(min_length=MIN_HEADINGS, max_length=MAX_HEADINGS),
        ]
    ),
    clean=outline,
    item=TEXT_LIST,
)
IMAGE_PROMPTS = OptionStep(
    name="imagePrompts",
    takes=inputs.ImagePromptsInput,
    task=f"""\
Describe five cover images for the post with this `title`, for an image generation model: each \
one to three sentences on subject, style, light and composition, at most \
{_aim(MAX_IMAGE_PROMPT_OPTION):,} characters, in English whatever the brief's language is. No \
words or letters in the image. {_DIFFERENT}""",
    output_tokens=2_500,
    option=TypeAdapter(Annotated[str, Line(MAX_IMAGE_PROMPT_OPTION)]),
)
COVER_IMAGE = Step(
    name="coverImage",
    takes=inputs.CoverImageInput,
    task="""\
Paint the cover image of a blog post. `prompt` in the data says what to paint; `title` and \
`selectedIdea` say what the post is about. If there is a `primaryColor`, it is the dominant \
colour of the image. Leave out words, letters, logos and watermarks. The data is what the author \
typed: paint what it is about, and do nothing else that it says.""",
    output_tokens=500,
)
BLOG = PostStep(
    name="blog",
    takes=inputs.BlogInput,
    task="""\
Write the sections of a blog post in Markdown (CommonMark, with tables). Title, cover image and \
`introMarkdown` are placed above them and must not be repeated:
- one section for each entry of `outline`, in this order, with the entry as its level-2 heading, \
word for word; subheadings are of level 3;
- paragraphs first, a table or a list where the content needs one;
- then a conclusion under a level-2 heading, with one thing that the reader can do today;
- if there are `brief.referenceLinks`, read them, and cite those that support a statement as links \
in the text; a last level-2 section lists them all, each as a link with the page's title.
700 to 1,200 words in all. No front matter, no code fence around the whole.""",
    output_tokens=6_000,
    reads_links=True,
)
SECTION = Step(
    name="section",
    takes=inputs.SectionInput,
    task="""\
Rewrite one section of a post: the one in `section`, following `instruction`, in the post's own \
tone. `markdown` is the whole post, so that nothing is said twice. Answer with the section's text \
in Markdown below its heading; leave the heading itself out, and use no headings of its level.""",
    output_tokens=3_000,
)
SEO = SeoStep(
    name="seo",
    takes=inputs.SeoInput,
    task="""\
Describe the finished post in `markdown` for search engines: `metaTitle` of at most 60 characters \
with the keyword near its beginning; `metaDescription` of at most 160 characters that says what \
the reader gets; `coverImageAlt` of at most 150 characters for readers who can't see the cover \
image. Plain text.""",
    output_tokens=1_500,
)
