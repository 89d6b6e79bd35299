"""Measurements of `cms-blog eval`: options, headings, lengths, keyword, language."""

import json
from collections.abc import Sequence

import pytest

from cms_blog.blogs.brief import Brief, PostLength
from cms_blog.blogs.content.markdown import render
from cms_blog.blogs.content.seo import KeywordReport, Seo
from cms_blog.generation import steps
from cms_blog.generation.evals.briefs import EvalBrief, eval_briefs
from cms_blog.generation.evals.languages import is_written_in
from cms_blog.generation.evals.measures import (
    headings_kept,
    is_keyword_used,
    lengths,
    total,
    usable_options,
    words_in,
)
from cms_blog.generation.inputs import IdeasInput

IDEAS = ["Worms eat peel.", "Peel feeds worms.", "Bins need holes.", "Lids keep dry.", "Mix."]
OUTLINE = ("Why Now", "First Steps", "Mistakes")
SAMPLES = {
    "en": "The worms eat the peel of your fruit, and you can use what they leave for the pots.",
    "de": "Die Würmer fressen die Schalen, und das ist nicht nur für den Garten von Nutzen.",
    "fr": "Les vers mangent les épluchures, et vous pouvez nourrir la terre avec le compost.",
    "es": "Las lombrices comen las cáscaras, y con el compost se alimenta la tierra de la maceta.",
    "pt": "As minhocas comem as cascas, e com o composto você alimenta a terra dos vasos.",
    "hi": "केंचुए छिलके खाते हैं, और इससे मिट्टी बेहतर होती है।",
    "ar": "تأكل الديدان القشور، ثم تغذي التربة في الأصص.",
    "he": "התולעים אוכלות את הקליפות ומזינות את האדמה.",
    "ja": "ミミズは皮を食べて、土をよくします。",
    "zh": "蚯蚓吃掉果皮。土壤变得更好。",
}


@pytest.mark.parametrize(
    ("answer", "usable"),
    [
        (json.dumps(dict(enumerate(IDEAS))), 5),
        (json.dumps(dict(enumerate(IDEAS[:4]))), 4),
        (json.dumps(dict(enumerate([*IDEAS[:4], IDEAS[0]]))), 4),
        (json.dumps(dict(enumerate([*IDEAS[:4], "x" * (steps.MAX_IDEA_OPTION + 1)]))), 4),
        ("I can't do that.", 0),
        ("", 0),
    ],
)
def test_usable_options_of_an_answer_are_counted(answer: str, usable: int):
    brief = Brief(focus_or_niche="Gardens", targeted_keyword="worms", targeted_audience="all")
    assert usable_options(steps.IDEAS, answer, IdeasInput(brief=brief)) == usable


@pytest.mark.parametrize(
    ("headings", "kept"),
    [
        (["## Why Now", "## First Steps", "## Mistakes", "## Conclusion"], 3),
        (["## Why Now", "### Detail", "## First Steps", "## Mistakes"], 3),
        (["## **Why Now**", "## First Steps", "## Mistakes"], 3),
        (["## 1. Why Now", "## First steps", "## Mistakes"], 1),
        (["# Why Now", "### First Steps", "**Mistakes**"], 0),
        (["## First Steps", "## Why Now", "## Mistakes"], 2),
        (["```", "## Why Now", "```"], 0),
        ([], 0),
    ],
)
def test_headings_count_if_they_are_verbatim_in_order_and_of_level_two(
    headings: Sequence[str], kept: int
):
    assert headings_kept(render("\n\nText.\n\n".join(headings)), OUTLINE) == kept


@pytest.mark.parametrize(
    ("text", "words"), [("", 0), ("One two, three.", 3), ("果皮", 1), ("one 果皮が二", 3)]
)
def test_two_ideographs_count_as_one_word(text: str, words: int):
    assert words_in(text) == words


@pytest.mark.parametrize(
    ("length", "least", "most"),
    [(PostLength.SHORT, 30, 87), (PostLength.MEDIUM, 38, 150), (PostLength.LONG, 60, 187)],
)
def test_an_introduction_has_a_minimum_and_a_maximum_length(
    length: PostLength, least: int, most: int
):
    within = {words: lengths(length, ["word " * words], 0, Seo())[1] for words in range(200)}
    assert [words for words in within if within[words]] == list(range(least, most + 1))


@pytest.mark.parametrize(
    ("length", "least", "most"),
    [
        (PostLength.SHORT, 300, 875),
        (PostLength.MEDIUM, 525, 1_500),
        (PostLength.LONG, 1_125, 3_125),
    ],
)
def test_a_post_has_a_minimum_and_a_maximum_length(length: PostLength, least: int, most: int):
    within = {words: lengths(length, [], words, Seo())[1] for words in range(4_000)}
    assert [words for words in within if within[words]] == list(range(least, most + 1))


@pytest.mark.parametrize(
    ("seo", "within"),
    [(Seo(), 0), (Seo("Title"), 1), (Seo(None, "Text"), 1), (Seo("Title", "Text", "Alt"), 3)],
)
def test_missing_seo_fields_miss_their_length(seo: Seo, within: int):
    assert lengths(PostLength.MEDIUM, [], 0, seo) == (4, within)


@pytest.mark.parametrize(
    ("occurrences", "in_title", "in_first", "words", "used"),
    [
        (1, True, False, 40, True),
        (1, False, True, 40, True),
        (1, False, False, 40, False),
        (0, True, False, 40, False),
        (1, True, True, 39, False),
        (25, True, True, 1_000, True),
        (26, True, True, 1_000, False),
    ],
)
def test_a_keyword_is_used_near_the_beginning_and_once_in_forty_words_at_most(
    occurrences: int, in_title: bool, in_first: bool, words: int, used: bool
):
    report = KeywordReport(occurrences, 0, in_title, in_first, 0)
    assert is_keyword_used(report, words) == used


@pytest.mark.parametrize(
    ("costs", "whole"), [([], None), ([None], None), ([1.5, None], None), ([1.5, 0, 2], 3.5)]
)
def test_a_total_needs_all_costs(costs: list[float | None], whole: float | None):
    assert total(costs) == whole


@pytest.mark.parametrize("code", SAMPLES)
def test_a_text_is_in_one_language_only(code: str):
    assert [each for each, text in SAMPLES.items() if is_written_in(text, code)] == [code]


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("", "hi", True),
        ("42 %", "de", True),
        # Without a frequent word, the script decides.
        ("Kompost", "en", True),
        (f"{SAMPLES['hi']} GraphQL API", "hi", True),
        ("中a", "zh", True),
        ("中ab", "zh", False),
        ("中" * 9 + "の", "ja", True),
        ("中" * 10 + "の", "ja", False),
    ],
)
def test_a_language_is_recognised_by_most_of_its_letters(text: str, code: str, expected: bool):
    assert is_written_in(text, code) == expected


def test_the_briefs_cover_ten_languages_and_names_fit_the_table():
    briefs = eval_briefs()
    assert len({each.name for each in briefs}) == len(briefs) == 20
    assert max(len(each.name) for each in briefs) <= 11
    assert {each.code for each in briefs} == SAMPLES.keys()
    # The first five are in five languages: one from right to left, one of East Asia.
    assert [each.code for each in briefs[:5]] == ["en", "de", "ar", "ja", "fr"]


@pytest.mark.parametrize("brief", eval_briefs(), ids=lambda each: each.name)
def test_the_audience_of_a_brief_is_in_its_language(brief: EvalBrief):
    assert is_written_in(brief.brief.targeted_audience, brief.code)
