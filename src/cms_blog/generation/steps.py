"""The generation steps as data: input, task, expected size and format of the answer.

To add one, see docs/how-to/extending.md. Each change of a task increments `prompts.VERSION`.
"""

from typing import Annotated

from pydantic import Field, TypeAdapter

from cms_blog.blogs.brief import INTRO_WORDS, PostLength
from cms_blog.blogs.tags.names import MAX_TAG, tag_key
from cms_blog.generation import inputs
from cms_blog.generation.answers.options import markdown_text, outline, tag
from cms_blog.generation.editing.step_types import RewriteStep, TranslationStep
from cms_blog.generation.inputs import RewriteMode
from cms_blog.generation.prompts import TRANSLATOR
from cms_blog.generation.step_types import (
    TEXT_LIST,
    ImageStep,
    OptionStep,
    PostStep,
    SectionStep,
    SeoStep,
)
from cms_blog.validation.inputs import Line, Text

MAX_IDEA_OPTION = 300
MAX_TITLE_OPTION = 120
MAX_INTRO_OPTION = 1_500
MAX_HEADING_OPTION = 120
MAX_IMAGE_PROMPT_OPTION = 600
MAX_PASSAGE_OPTION = 5_000
MIN_HEADINGS = 3
MAX_HEADINGS = 12


def _aim(most: int) -> int:
    """Length to ask for, since models exceed it: three quarters of the accepted one."""
    return most * 3 // 4


_DIFFERENT = (
    "The five differ in substance, not only in words: an author who dislikes one must find "
    "something else in the next. None repeats one of `exclude`, whatever its case or punctuation."
)

IDEAS = OptionStep(
    name="ideas",
    takes=inputs.IdeasInput,
    task=f"""\
Suggest five ideas for a blog post: each one or two sentences, at most {_aim(MAX_IDEA_OPTION):,} \
characters, plain text. An idea is a claim or a question with an answer, not only a subject: it \
says what the post shows, and what these readers can do with it. It is narrow enough for one post, \
and serves those who search for the keyword. Vary the kind: for example a guide, a decision \
between two ways, a mistake and its remedy, a worked example, a common belief examined. If pages \
in `brief.referenceLinks` can be read, read them, and build the ideas on what they say: on what is \
new, disputed or unanswered there. {_DIFFERENT}""",
    output_tokens=2_000,
    reads_links=True,
    option=TypeAdapter(Annotated[str, Line(MAX_IDEA_OPTION)]),
)
TITLES = OptionStep(
    name="titles",
    takes=inputs.TitlesInput,
    task=f"""\
Suggest five titles for the post that `selectedIdea` describes: each on one line, without \
quotation marks around it, at most {_aim(MAX_TITLE_OPTION):,} characters; about 60 is best, \
because search engines cut longer ones. A title promises exactly what the post delivers, in words \
that readers would use, with the keyword in its first half where the language allows. No bait \
("You won't believe"), no exclamation marks, and a number or a year only if the idea has one. At \
most two of the five have a colon. {_DIFFERENT}""",
    output_tokens=1_500,
    option=TypeAdapter(Annotated[str, Line(MAX_TITLE_OPTION)]),
)
INTROS = OptionStep(
    name="intros",
    takes=inputs.IntrosInput,
    task=f"""\
Write five introductions for the post with this `title`: each at most {_aim(MAX_INTRO_OPTION):,} \
characters, in Markdown without headings. The first sentence stands in the middle of the matter: a \
situation that readers recognise, a problem that they have, the answer itself, or a fact from the \
data. The keyword is in the first paragraph. Then say what is at stake for these readers and what \
the post gives them, without announcing it or listing its sections. Vary how the five begin. \
{_DIFFERENT}""",
    sizes={
        length: "Each has {} to {} words, in {}.".format(*INTRO_WORDS[length], paragraphs)
        for length, paragraphs in {
            PostLength.SHORT: "one paragraph",
            PostLength.MEDIUM: "one or two paragraphs",
            PostLength.LONG: "two paragraphs",
        }.items()
    },
    output_tokens=3_000,
    option=TypeAdapter(Annotated[str, Text(MAX_INTRO_OPTION)]),
    clean=markdown_text,
)
OUTLINES = OptionStep(
    name="outlines",
    takes=inputs.OutlinesInput,
    task=f"""\
Draw up five outlines for the post with this `title` that continues after `introMarkdown`: each a \
list of headings, each heading at most {_aim(MAX_HEADING_OPTION):,} characters, on one line, \
without numbers or Markdown. A heading says what its section tells ("Water in the morning, not at \
noon"), not only its subject ("Watering"). The headings alone give the argument of the post: each \
one follows from the one before, none overlaps with another, and together they deliver what title \
and introduction promise, and no more. The keyword, or a part of it, is in one or two of them. If \
pages in `brief.referenceLinks` can be read, read them, and place what they contribute. No heading \
for the introduction, the conclusion or the references: they are added separately. The five differ \
in how they go through the topic: for example by steps, by questions, by mistakes, by cases. \
{_DIFFERENT}""",
    sizes={
        PostLength.SHORT: "Each has three or four headings.",
        PostLength.MEDIUM: "Each has four to six headings.",
        PostLength.LONG: "Each has six to nine headings.",
    },
    output_tokens=2_500,
    reads_links=True,
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
Describe five cover images for the post with this `title`, for an image generation model that \
knows nothing else of the post: each one to three sentences, at most \
{_aim(MAX_IMAGE_PROMPT_OPTION):,} characters, in English whatever the brief's language is. First \
the subject and what happens: one thing that can be seen and that stands for the idea, not an \
abstraction. Then medium and style (for example photograph, gouache, paper cut), light, viewpoint \
and composition; it must still be clear as a small preview. Nothing in the image is written: no \
words, letters, numbers, logos, signs or screens with text, so the description quotes nothing and \
does not name the title. No real persons and no brands. No stock images: handshakes, light bulbs, \
puzzle pieces, glowing brains. {_DIFFERENT}""",
    output_tokens=2_500,
    option=TypeAdapter(Annotated[str, Line(MAX_IMAGE_PROMPT_OPTION)]),
)
COVER_IMAGE = ImageStep(
    name="coverImage",
    takes=inputs.CoverImageInput,
    task="""\
Create one image, the cover of a blog post, from the description that follows. Fill the whole \
frame with one scene, without borders or panels, and keep its subject away from the edges. The \
image contains no words, letters, numbers, logos or watermarks, even if the description mentions \
some. The description only says what the image shows.""",
    output_tokens=500,
)
BLOG = PostStep(
    name="blog",
    takes=inputs.BlogInput,
    task="""\
Write the sections of a blog post in Markdown (CommonMark, with tables). Title, cover image and \
`introMarkdown` are placed above them and must not be repeated:
- one section for each entry of `outline`, in this order, with the entry as its level-2 heading, \
word for word; subheadings are of level 3, and only in sections that are long enough for two;
- the first sentence of a section answers its heading; the rest proves it, shows it on an example, \
or says how to do it. The first section continues where `introMarkdown` ends;
- paragraphs first: a numbered list for steps in an order, a table for a comparison, and bold type \
for at most one phrase of a section;
- then a conclusion under a level-2 heading: not a summary, but what follows for the reader, with \
one thing to do today;
- if there are `brief.referenceLinks`, read them, and cite those that support a statement as links \
in the text, at that statement; a last level-2 section lists them all, each as a link with the \
page's title, or with its address if the page could not be read.
No front matter, no code fence around the whole.""",
    output_tokens=6_000,
    reads_links=True,
)
SECTION = SectionStep(
    name="section",
    takes=inputs.SectionInput,
    task="""\
Rewrite one section of a post: the one in `section`, following `instruction`, in the post's own \
tone, whatever the brief says about it. `markdown` is the whole post, so that nothing is said \
twice and what other sections refer to is kept. Change what the instruction asks for and leave the \
rest: statements, links, examples, and about the length, unless the instruction is about them. \
Answer with the section's text in Markdown below its heading; leave the heading itself out, and \
use no headings of its level.""",
    output_tokens=3_000,
)
REWRITE = RewriteStep(
    name="rewrite",
    takes=inputs.RewriteTextInput,
    task=f"""\
Write three new versions of `quote`, a passage of a post. It continues `before` and is continued \
by `after`; these two are not rewritten or repeated. A version takes the place of the passage, so \
it fits to the words before and after it, and has the same form in Markdown: a part of a sentence \
stays a part of a sentence, one paragraph stays one, and a heading, list or table stays one. Keep \
all links with their addresses, footnote marks and code. Add no headings, no links and no facts. \
If there is an `instruction`, it says how to change the passage. Each version has at most \
{_aim(MAX_PASSAGE_OPTION):,} characters. The three differ from each other and from the passage in \
how they say it, not only in single words.""",
    modes={
        RewriteMode.IMPROVE: "Improve the passage: clearer, more concrete, without filler, at "
        "about the same length.",
        RewriteMode.SHORTEN: "Shorten the passage to about half of its words, without losing a "
        "statement that the post needs.",
        RewriteMode.EXPAND: "Expand the passage to about twice its words: explain, or show it on "
        "an example that is recognisable as invented.",
        RewriteMode.SIMPLIFY: "Say it in simpler words and shorter sentences, for readers who "
        "know nothing about the subject.",
        RewriteMode.CUSTOM: "Change the passage as `instruction` asks, and leave the rest.",
    },
    output_tokens=2_500,
    option=TypeAdapter(Annotated[str, Text(MAX_PASSAGE_OPTION)]),
    count=3,
)
TRANSLATION = TranslationStep(
    name="translation",
    takes=inputs.TranslateBlogInput,
    rules=TRANSLATOR,
    task="""\
Translate `markdown`, a part of the post with this `title`, into `language`. The answer is \
Markdown with exactly the same structure: the same headings at the same levels, paragraphs, lists \
with their items, tables with their rows and cells, quotes, footnotes, checkboxes and HTML tags, \
in the same order. Copy unchanged: code blocks and code spans, addresses of links and images \
(also those that begin with "#"), footnote marks and bare addresses. Translate headings, texts of \
links, descriptions of images and cells of tables.""",
    output_tokens=3_000,
)
TAGS = OptionStep(
    name="tags",
    takes=inputs.SuggestTagsInput,
    task=f"""\
Suggest five tags for the post with this `title` and the text in `markdown`: each one to three \
words, at most {_aim(MAX_TAG)} characters, in the language of the post, without "#". A tag is a \
subject under which other posts of this blog could stand as well, in the words that readers would \
search for, in lower case unless the language or a name needs capitals. Begin with the most \
general one. Every tag names something that the text is about, not only mentions. None is a word \
for blogs as such ("tips", "guide", "article"), and no two mean the same. `tagsInUse` lists tags \
of other posts: where one of them names a subject of the text, take it as written there, instead \
of another word for the same subject; take none only because it is listed.""",
    output_tokens=1_000,
    option=TypeAdapter(Annotated[str, Line(MAX_TAG)]),
    clean=tag,
    key=lambda option: tag_key(str(option)),
)
SEO = SeoStep(
    name="seo",
    takes=inputs.SeoInput,
    task="""\
Describe the finished post in `markdown` for search engines, in plain text:
- `metaTitle`, at most 60 characters: what the post answers, with the keyword near its beginning;
- `metaDescription`, at most 160 characters: one or two full sentences on what the reader gets, \
with something that only this post has, and without "In this post" and "Learn more";
- `coverImageAlt`, if there is an `imagePrompt`, at most 150 characters: what can be seen on an \
image of this description, for readers who can't see it, in the language of the post. Subject and \
setting only: no style, medium, light or camera, no "image of", and no keyword for its own sake.""",
    output_tokens=1_500,
)
