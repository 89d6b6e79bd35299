"""Habits of real models, through the endpoint and the real client."""

import pytest
from api import Person
from emulator_app import EmulatorApp
from generation_documents import INTRO, OPTION_STEPS, OUTLINE

from cms_blog.generation.emulator.habits import Habit

# Their answers contain additional text, which is kept.
ADDED = {Habit.LONE_SURROGATE: "\n\nThe end \ufffd."}


@pytest.mark.parametrize("step", ["generateBlog", "stream"])
@pytest.mark.parametrize("habit", Habit)
async def test_posts_are_the_same_with_every_habit(
    lab: EmulatorApp, author: Person, habit: Habit, step: str
):
    plain = (await lab.run("generateBlog", author)).last
    lab.emulator.habits.append(habit)
    events = [event async for event in lab.events(step, author)]
    assert plain is not None
    content = events[-1]["content"]
    assert content["markdown"] == plain["content"]["markdown"] + ADDED.get(habit, "")
    assert content["markdown"].startswith(f"{INTRO}\n\n## {OUTLINE[0]}\n\n")
    if step == "stream":
        assert "".join(event["markdown"] for event in events[:-1]) == content["markdown"]


@pytest.mark.parametrize("step", OPTION_STEPS)
@pytest.mark.parametrize("habit", [Habit.FENCE_WITH_REMARKS, Habit.NUMBERS, Habit.CITATIONS])
async def test_options_are_the_same_with_every_habit(
    lab: EmulatorApp, author: Person, habit: Habit, step: str
):
    plain = await lab.run(step, author)
    lab.emulator.habits.append(habit)
    told = await lab.run(step, author)
    assert plain.last is not None
    assert told.last is not None
    assert told.last["options"] == plain.last["options"]
    assert told.calls == 1
