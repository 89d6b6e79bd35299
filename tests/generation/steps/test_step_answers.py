"""Prompts of the steps, and validation of answers at each limit and beyond it."""

import json
from typing import Any

import pytest
from post_inputs import BRIEF, GIVEN

from cms_blog.blogs.brief import PostLength
from cms_blog.blogs.content.seo import Seo
from cms_blog.generation import prompts, steps
from cms_blog.generation.step_types import InvalidAnswer, OptionStep, Step

LINK = "https://a.example/"
LINKED = BRIEF.model_copy(update={"reference_links": (LINK,)})
CHOSEN: dict[str, Any] = {
    "selected_idea": "An idea",
    "title": "A title",
    "intro_markdown": "An intro.",
    "prompt": "A pot.",
    "image_prompt": "A pot.",
    "outline": ("One", "Two"),
    "markdown": "Text.",
    "anchor": "section-a",
    "instruction": "Shorter.",
}
ALL = (
    steps.IDEAS,
    steps.TITLES,
    steps.INTROS,
    steps.OUTLINES,
    steps.IMAGE_PROMPTS,
    steps.COVER_IMAGE,
    steps.BLOG,
    steps.SECTION,
    steps.SEO,
)
TEXTS = {"ideas": 300, "titles": 120, "intros": 1_500, "imagePrompts": 600}
# Steps whose request has the author's data as JSON.
WITH_DATA = [step for step in ALL if step is not steps.COVER_IMAGE]
READ_LINKS = (steps.IDEAS, steps.OUTLINES, steps.BLOG)
OF_TEXTS = [step for step in ALL if step.name in TEXTS]


def material(step: Step[Any], **changes: Any) -> Any:
    fields = step.takes.model_fields
    chosen = {name: value for name, value in CHOSEN.items() if name in fields}
    return step.takes.model_validate(chosen | {"brief": BRIEF} | changes)


def answer(*options: object) -> str:
    return json.dumps({f"option_{number}": each for number, each in enumerate(options, start=1)})


def five(changed: object, at: int = 2) -> str:
    options: list[object] = ["One", "Two", "Three", "Four", "Five"]
    options[at] = changed
    return answer(*options)


def outlines(changed: object) -> str:
    options: list[object] = [[f"{n} {each}" for each in ("a", "b", "c")] for n in range(5)]
    options[2] = changed
    return answer(*options)


def rejection(step: OptionStep[Any, Any], text: str, **changes: Any) -> str:
    with pytest.raises(InvalidAnswer) as raised:
        step.read(text, material(step, **changes))
    assert str(raised.value) == raised.value.reason
    return raised.value.reason


def test_step_names_and_inputs():
    assert [(step.name, step.takes.__name__) for step in ALL] == [
        ("ideas", "IdeasInput"),
        ("titles", "TitlesInput"),
        ("intros", "IntrosInput"),
        ("outlines", "OutlinesInput"),
        ("imagePrompts", "ImagePromptsInput"),
        ("coverImage", "CoverImageInput"),
        ("blog", "BlogInput"),
        ("section", "SectionInput"),
        ("seo", "SeoInput"),
    ]


@pytest.mark.parametrize("step", WITH_DATA, ids=[step.name for step in WITH_DATA])
def test_prompts_contain_the_task_and_the_data(step: Step[Any]):
    given = material(step)
    prompt = step.prompt(given)
    assert prompt.task.startswith(step.task)
    assert (prompt.step, prompt.creativity) == (step.name, given.brief.creativity)
    assert prompt.schema == step.schema()
    assert prompt.objections == ()
    mark, _, data = prompt.data.partition("\n")
    assert mark == prompts.DATA_MARK.strip()
    sent = json.loads(data)
    assert sent["task"] == step.name
    assert sent["brief"] == {
        "language": "English",
        "tone": "Informative",
        "creativity": "Medium",
        "focusOrNiche": "Gardens",
        "targetedKeyword": "pots",
        "targetedAudience": "families",
        "referenceLinks": [],
        "length": "Medium",
    }
    assert "coverImageUrl" not in sent
    assert ("imagePrompt" in sent) is (step is steps.SEO)


def test_data_uses_api_names_and_includes_additions():
    prompt = steps.SECTION.prompt(material(steps.SECTION), section="## A")
    sent = json.loads(prompt.data.partition("\n")[2])
    assert {name: sent[name] for name in sent if name != "brief"} == {
        "task": "section",
        "title": "A title",
        "markdown": "Text.",
        "anchor": "section-a",
        "instruction": "Shorter.",
        "section": "## A",
    }


def test_image_models_get_the_description_as_prose():
    given = material(steps.COVER_IMAGE, brief=LINKED, primary_color="#1a2b3c")
    prompt = steps.COVER_IMAGE.prompt(given)
    assert prompt.data == "A pot.\n\nThe dominant colour of the image is #1a2b3c."
    assert steps.COVER_IMAGE.prompt(material(steps.COVER_IMAGE)).data == "A pot."
    sent = prompt.task + prompt.data
    brief = (LINK, given.brief.tone, given.brief.targeted_audience, given.brief.targeted_keyword)
    assert not [text for text in (given.title, given.selected_idea, *brief) if text in sent]


@pytest.mark.parametrize("step", ALL, ids=[step.name for step in ALL])
def test_ideas_outlines_and_posts_read_links(step: Step[Any]):
    assert step.prompt(material(step, brief=LINKED)).reads_links is (step in READ_LINKS)
    assert step.prompt(material(step)).reads_links is False


def test_a_repair_does_not_read_the_links_again():
    given = material(steps.IDEAS, brief=LINKED)
    assert steps.IDEAS.repair(given, five(""), ("One", "Two"), "reason").reads_links is False


def of_length(step: Step[Any], length: str, **changes: Any) -> prompts.Prompt:
    """The prompt of a step for a post of this length."""
    brief = BRIEF.model_copy(update={"length": PostLength(length)})
    return step.prompt(material(step, brief=brief, **changes))


@pytest.mark.parametrize(
    ("step", "length", "size"),
    [
        (steps.INTROS, "Short", "40 to 70 words"),
        (steps.INTROS, "Medium", "50 to 120 words"),
        (steps.INTROS, "Long", "80 to 150 words"),
        (steps.OUTLINES, "Short", "three or four headings"),
        (steps.OUTLINES, "Medium", "four to six headings"),
        (steps.OUTLINES, "Long", "six to nine headings"),
        (steps.BLOG, "Short", "The post has 400 to 700 words, with the introduction: about 230 "),
        (steps.BLOG, "Medium", "The post has 700 to 1,200 words, with the introduction: about 430"),
        (steps.BLOG, "Long", "The post has 1,500 to 2,500 words, with the introduction: about 950"),
    ],
)
def test_the_length_of_the_brief_is_part_of_the_task(step: Step[Any], length: str, size: str):
    sizes = {each: of_length(step, each).task for each in PostLength}
    assert [each for each, task in sizes.items() if size in task] == [length]


@pytest.mark.parametrize(
    ("words", "headings", "section"),
    [
        # 950 words, less the introduction and 80 for the conclusion, by the number of headings.
        (70, 5, 160),
        (70, 1, 800),
        (69, 1, 800),
        (71, 1, 790),
        # At least 40.
        (70, 20, 40),
        (70, 30, 40),
        (870, 1, 40),
        (990, 1, 40),
    ],
)
def test_words_for_one_section(words: int, headings: int, section: int):
    given = {"intro_markdown": "word " * words, "outline": ("Heading",) * headings}
    task = of_length(steps.BLOG, "Medium", **given).task
    assert f"about {section} words for a section" in task


def test_long_posts_have_a_higher_estimate():
    tokens = [of_length(steps.BLOG, each).output_tokens for each in PostLength]
    assert tokens == [6_000, 6_000, 8_600]


def test_the_alternative_text_is_requested_only_with_an_image_prompt():
    without = steps.SEO.prompt(material(steps.SEO, image_prompt=None))
    keys = ["metaTitle", "metaDescription"]
    properties = {key: {"type": "string"} for key in keys}
    assert without.schema == {"type": "object", "properties": properties, "required": keys}


@pytest.mark.parametrize("step", ALL, ids=[step.name for step in ALL])
def test_json_schemas_of_answers(step: Step[Any]):
    options = ["option_1", "option_2", "option_3", "option_4", "option_5"]
    text = {"type": "string"}
    headings = {"type": "array", "items": text}
    keys, item = {
        "outlines": (options, headings),
        "seo": (["metaTitle", "metaDescription", "coverImageAlt"], text),
    }.get(step.name, (options, text))
    expected = {"type": "object", "properties": dict.fromkeys(keys, item), "required": keys}
    plain = step in (steps.COVER_IMAGE, steps.BLOG, steps.SECTION)
    assert step.schema() == (None if plain else expected)


@pytest.mark.parametrize("step", OF_TEXTS, ids=[step.name for step in OF_TEXTS])
def test_options_up_to_the_maximum_length_are_accepted(step: OptionStep[Any, str]):
    longest = "x" * TEXTS[step.name]
    for at in range(5):
        assert step.read(five(longest, at), material(step))[at] == longest
        assert rejection(step, five(longest + "x", at)).startswith(f"option_{at + 1}: ")
    assert step.read(five(" x "), material(step)) == ("One", "Two", "x", "Four", "Five")
    for wrong in ("", " ", None, 7, ["x"], {"a": 1}):
        assert "option_3: " in rejection(step, five(wrong))


@pytest.mark.parametrize("step", OF_TEXTS, ids=[step.name for step in OF_TEXTS])
def test_lines_are_joined_except_in_introductions(step: OptionStep[Any, str]):
    found = step.read(five("a\n\nb"), material(step))[2]
    assert found == ("a\n\nb" if step is steps.INTROS else "a b")


def test_an_outline_has_three_to_twelve_headings_of_120_characters():
    given = material(steps.OUTLINES)
    longest = "x" * 120
    for headings in (["a", "b", longest], [f"{number}" for number in range(12)]):
        read = steps.OUTLINES.read(outlines(headings), given)
        assert read[2] == tuple(headings)
        assert read[0] == ("0 a", "0 b", "0 c")
    for wrong in (["a", "b"], [f"{number}" for number in range(13)], "a\nb", [1, 2, 3], None):
        assert rejection(steps.OUTLINES, outlines(wrong)).startswith("option_3")
    assert rejection(steps.OUTLINES, outlines(["a", "b", longest + "x"])).startswith("option_3.2: ")
    assert rejection(steps.OUTLINES, outlines(["a", " ", "c"])).startswith("option_3.1: ")


def test_outlines_with_equal_headings_are_duplicates():
    assert "option_3 repeats another option" in rejection(
        steps.OUTLINES, outlines(["0 A", "0 b!", "0 C"])
    )
    steps.OUTLINES.read(outlines(["0 a", "0 b", "0 d"]), material(steps.OUTLINES))


@pytest.mark.parametrize("same", ["one", "ONE!", " o n e ", "*One*", "\uff2fne"])
def test_options_equal_except_for_case_spaces_and_punctuation_are_duplicates(same: str):
    usable = "4 of 5 options are usable"
    assert rejection(steps.IDEAS, five(same, 4)) == f"option_5 repeats another option; {usable}"
    reason = rejection(steps.IDEAS, five("Other", 0), exclude=("Unknown", same, "two"))
    assert reason == f"option_2 is one of those in `exclude`; {usable}"
    read = steps.IDEAS.read(five("Other", 0), material(steps.IDEAS, exclude=(same,)))
    assert read == ("Other", "Two", "Three", "Four", "Five")


@pytest.mark.parametrize(
    "text",
    ["", "Five ideas", "[]", "{", "null", '"One"', answer("One", "Two", "Three", "Four"), "{}"],
)
def test_malformed_answers_are_rejected(text: str):
    assert rejection(steps.IDEAS, text)


def test_the_reason_names_what_is_missing():
    assert rejection(steps.IDEAS, "{") == "0 of 5 options are usable"
    missing = rejection(steps.IDEAS, answer("One", "Two", "Three", "Four"))
    assert missing == "4 of 5 options are usable"


def test_of_six_options_the_first_five_good_ones_are_taken():
    more = json.dumps(json.loads(five("x")) | {"option_6": "Six"})
    assert steps.IDEAS.read(f"```json\n{more}\n```", material(steps.IDEAS))[2] == "x"
    spare = json.dumps(json.loads(five("x" * 301)) | {"option_6": "Six"})
    read = steps.IDEAS.read(spare, material(steps.IDEAS))
    assert read == ("One", "Two", "Four", "Five", "Six")


@pytest.mark.parametrize("bad", ["x" * 301, "One", "seen", "", None])
def test_only_unusable_options_are_requested_again(bad: object):
    given, text = material(steps.IDEAS, exclude=("Seen",)), five(bad)
    with pytest.raises(InvalidAnswer) as raised:
        steps.IDEAS.read(text, given)
    accepted = raised.value.accepted
    assert accepted == ("One", "Two", "Four", "Five")
    prompt = steps.IDEAS.repair(given, text, accepted, raised.value.reason)
    assert prompt.schema is not None
    assert prompt.schema["required"] == ["option_1"]
    assert json.loads(prompt.data.partition("\n")[2])["exclude"] == ["Seen", *accepted]
    ((earlier, objection),) = prompt.objections
    assert earlier == text
    assert "Answer with 1 new option" in objection
    read = steps.IDEAS.read(answer("Two", "New"), given, accepted)
    assert read == (*accepted, "New")


def described(**values: object) -> Seo:
    return steps.SEO.read(json.dumps(values))


@pytest.mark.parametrize(
    ("name", "field", "most"),
    [
        ("metaTitle", "meta_title", 60),
        ("metaDescription", "meta_description", 160),
        ("coverImageAlt", "cover_image_alt", 200),
    ],
)
def test_seo_fields_up_to_the_maximum_length_are_accepted(name: str, field: str, most: int):
    assert described(**{name: "x" * most}) == Seo(**{field: "x" * most})
    assert described(**{name: "x"}) == Seo(**{field: "x"})
    assert described(**{name: " x\n y "}) == Seo(**{field: "x y"})
    for wrong in ("x" * (most + 1), "", " \n", "\u200b \u3164", None, 7, ["x"]):
        assert described(**{name: wrong, "other": "x"}) == Seo()


def test_seo_answers_are_never_rejected():
    whole = {"metaTitle": "a", "metaDescription": "b", "coverImageAlt": "c"}
    assert described(**whole) == Seo("a", "b", "c")
    assert steps.SEO.read(f"```json\n{json.dumps(whole)}\n```") == Seo("a", "b", "c")
    for other in ("", "Sorry", "[]", '["metaTitle"]', "null", "7", '"metaTitle"'):
        assert steps.SEO.read(other) == Seo()


def test_the_cover_url_is_not_sent_to_gemini():
    assert (
        steps.BLOG.prompt(GIVEN).data
        == steps.BLOG.prompt(
            GIVEN.model_copy(update={"cover_image_url": "https://example.com/a.png"})
        ).data
    )
