"""Fields of the requests of steps, without a model."""

import json
from dataclasses import replace
from typing import Any

import pytest
from post_inputs import BRIEF, GIVEN

from cms_blog.generation import posts, prompts, steps
from cms_blog.generation.inputs import (
    IdeasInput,
    RewriteMode,
    RewriteTextInput,
    SectionInput,
    SuggestTagsInput,
    TranslateBlogInput,
)
from cms_blog.generation.prompts import Prompt
from cms_blog.generation.step_types import InvalidAnswer, Step

IDEAS = IdeasInput(brief=BRIEF)
TRANSLATED = TranslateBlogInput(title="A title", markdown="Text.", language="German")
TAGGED = SuggestTagsInput(brief=BRIEF, title="A title", markdown="Text.")
SECTION = SectionInput(
    brief=BRIEF, title="A title", markdown="Text.", anchor="section-a", instruction="Shorter."
)
LINKED = BRIEF.model_copy(update={"reference_links": ("https://a.example/",)})


def data_of(prompt: Prompt) -> Any:
    return json.loads(prompt.data.partition("\n")[2])


@pytest.mark.parametrize(
    ("step", "given", "rules", "tokens"),
    [
        (steps.IDEAS, IDEAS, prompts.SYSTEM, 2_000),
        (steps.SECTION, SECTION, prompts.SYSTEM, 3_000),
        (steps.TAGS, TAGGED, prompts.SYSTEM, 1_000),
        (steps.TRANSLATION, TRANSLATED, steps.TRANSLATION.rules, 3_000),
    ],
    ids=["ideas", "section", "tags", "translation"],
)
def test_a_request_has_the_fields_of_its_step(step: Step[Any], given: Any, rules: str, tokens: int):
    prompt = step.prompt(given)
    assert (prompt.task, prompt.step) == (step.task, step.name)
    assert (prompt.rules, prompt.output_tokens) == (rules, tokens)
    assert prompt.reads_links is False
    assert steps.TRANSLATION.rules != prompts.SYSTEM


def test_a_translation_has_no_brief():
    prompt = steps.TRANSLATION.prompt(TRANSLATED)
    assert prompt.creativity is None
    assert prompt.schema is None
    sent = {"title": "A title", "markdown": "Text.", "language": "German"}
    assert data_of(prompt) == {"task": "translation"} | sent


def test_only_steps_that_read_links_read_those_of_the_brief():
    assert steps.IDEAS.prompt(IdeasInput(brief=LINKED)).reads_links is True
    tagged = TAGGED.model_copy(update={"brief": LINKED})
    assert steps.TAGS.prompt(tagged).reads_links is False


def test_each_option_may_have_its_own_number():
    answer = {f"option_{n}": f"{n}. {name}" for n, name in enumerate("abcde", start=1)}
    assert steps.IDEAS.read(json.dumps(answer), IDEAS) == tuple("abcde")


def test_an_input_without_exclusions_excludes_nothing():
    answer = json.dumps({f"option_{n}": name for n, name in enumerate("abcde", start=1)})
    assert steps.TAGS.excluded(TAGGED) == ()
    assert steps.TAGS.read(answer, TAGGED) == tuple("abcde")


def test_several_missing_options_are_requested_at_once():
    given = IdeasInput(brief=BRIEF, exclude=("Seen",))
    prompt = steps.IDEAS.repair(given, "answer", ("One", "Two"), "reason")
    ((earlier, objection),) = prompt.objections
    assert earlier == "answer"
    assert objection.startswith("That can't be used as it is: reason. Answer with 3 new options in")
    assert data_of(prompt)["exclude"] == ["Seen", "One", "Two"]
    keys = ["option_1", "option_2", "option_3"]
    properties = {key: {"type": "string"} for key in keys}
    assert prompt.schema == {"type": "object", "properties": properties, "required": keys}


def test_the_reasons_are_in_the_order_of_the_options():
    answer = {"option_1": "One", "option_2": "", "option_3": "one", "option_4": 4}
    with pytest.raises(InvalidAnswer) as raised:
        steps.IDEAS.read(json.dumps(answer), IDEAS)
    reasons = raised.value.reason.split("; ")
    assert [reason.partition(" ")[0] for reason in reasons] == [
        *("option_2:", "option_3", "option_4:", "1")
    ]


def test_unfit_versions_of_a_passage_are_rejected_with_their_reasons():
    given = RewriteTextInput(
        brief=BRIEF, markdown="Some text. Other text.", quote="Some text.", mode=RewriteMode.IMPROVE
    )
    options = ("See https://c.example/", "New text.", "See https://b.example/", "Fresh text.")
    answer = {f"option_{number}": each for number, each in enumerate(options, start=1)}
    with pytest.raises(InvalidAnswer) as raised:
        steps.REWRITE.read(json.dumps(answer), given)
    assert raised.value.accepted == ("New text.", "Fresh text.")
    one, three, usable = raised.value.reason.split("; ")
    assert one.startswith("option_1 ")
    assert three.startswith("option_3 ")
    assert usable == "2 of 3 options are usable"


def test_links_are_read_only_if_there_is_a_brief():
    reading = replace(steps.TRANSLATION, reads_links=True)
    assert reading.prompt(TRANSLATED).reads_links is False


def test_the_number_of_a_list_belongs_to_a_title():
    assert steps.SEO.read('{"metaTitle": "1. Pots"}').meta_title == "1. Pots"


@pytest.mark.parametrize("answer", ["", "## One", "## One\n\nText.\n\n## Two\n\nMore text."])
def test_a_request_for_a_post_knows_what_an_answer_lacks(answer: str):
    prompt = steps.BLOG.prompt(GIVEN)
    assert prompt.lacking(answer) == posts.lacking(GIVEN)(answer) != ""


def test_a_request_for_a_section_knows_what_an_answer_lacks():
    lacking = steps.SECTION.prompt(SECTION).lacking
    assert (lacking("Whole."), lacking("Half a")) == ("", "the rest of the section")
