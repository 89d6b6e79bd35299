"""Faults of Gemini, through the endpoint and the google-genai client.

`ROWS` is the table in docs/explanation/generation/failures.md: the result of each fault in each
step, and the number of calls. A test compares the two.
"""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from api import Api, Person
from emulator_app import HASTY_LIMITS, EmulatorApp
from generation_documents import OPTION_STEPS, STEPS
from structlog.testing import capture_logs

from cms_blog.context import Services
from cms_blog.generation.emulator.faults import Fault

OPTION = "options"
COVER = "cover"
TRANSLATION = "translation"
BLOG = "post"
STREAM = "stream"
# The steps of each kind in the table.
KINDS = {
    OPTION: OPTION_STEPS,
    COVER: ["generateCoverImage"],
    TRANSLATION: ["translateBlog"],
    BLOG: ["generateBlog"],
    STREAM: ["stream"],
}


class Row(NamedTuple):
    """Outcome of a permanent fault, and the number of calls to Gemini."""

    fault: Fault
    kinds: tuple[str, ...]
    outcome: str
    calls: int


_ALL = (OPTION, COVER, TRANSLATION, BLOG, STREAM)
_WHOLE = (OPTION, COVER, TRANSLATION, BLOG)
ROWS = (
    Row(Fault.QUOTA_PER_MINUTE, _ALL, "QUOTA_EXCEEDED", 5),
    Row(Fault.QUOTA_PER_DAY, _ALL, "QUOTA_EXCEEDED", 1),
    Row(Fault.OVERLOADED, _ALL, "UNAVAILABLE", 5),
    Row(Fault.SERVER_ERROR, _ALL, "UNAVAILABLE", 3),
    Row(Fault.BAD_GATEWAY, _ALL, "UNAVAILABLE", 3),
    Row(Fault.BAD_KEY, _ALL, "UNAVAILABLE", 1),
    Row(Fault.LEAKED_KEY, _ALL, "UNAVAILABLE", 1),
    Row(Fault.NO_FREE_QUOTA, _ALL, "UNAVAILABLE", 1),
    Row(Fault.BAD_LOCATION, _ALL, "UNAVAILABLE", 1),
    Row(Fault.NO_BILLING, _ALL, "UNAVAILABLE", 1),
    Row(Fault.MODEL_CLOSED, _ALL, "UNAVAILABLE", 1),
    Row(Fault.UNKNOWN_FIELD, _ALL, "UNAVAILABLE", 2),
    Row(Fault.INPUT_TOO_LONG, _ALL, "UNUSABLE_OUTPUT", 1),
    Row(Fault.STRICT_V1, (OPTION, COVER, TRANSLATION), "success", 2),
    Row(Fault.STRICT_V1, (BLOG, STREAM), "success", 3),
    Row(Fault.MODEL_MOVED, (OPTION, COVER, TRANSLATION), "success", 2),
    Row(Fault.MODEL_MOVED, (BLOG, STREAM), "success", 3),
    Row(Fault.STORE_REFUSED, (OPTION, COVER, TRANSLATION), "success", 2),
    Row(Fault.STORE_REFUSED, (BLOG, STREAM), "success", 3),
    Row(Fault.EMPTY_BODY, _ALL, "UNUSABLE_OUTPUT", 3),
    Row(Fault.BROKEN_BODY, _WHOLE, "UNUSABLE_OUTPUT", 3),
    Row(Fault.BROKEN_BODY, (STREAM,), "UNUSABLE_OUTPUT", 1),
    Row(Fault.HANG, _ALL, "TIMED_OUT", 1),
    Row(Fault.DRIP, _ALL, "TIMED_OUT", 1),
    Row(Fault.CUT, _WHOLE, "UNAVAILABLE", 3),
    Row(Fault.CUT, (STREAM,), "UNAVAILABLE", 1),
    Row(Fault.EARLY_END, _WHOLE, "UNUSABLE_OUTPUT", 3),
    Row(Fault.EARLY_END, (STREAM,), "UNUSABLE_OUTPUT", 1),
    Row(Fault.MID_STREAM_ERROR, _WHOLE, "UNAVAILABLE", 3),
    Row(Fault.MID_STREAM_ERROR, (STREAM,), "UNAVAILABLE", 1),
    Row(Fault.BLOCKED_PROMPT, _ALL, "BLOCKED", 1),
    Row(Fault.SAFETY, _ALL, "BLOCKED", 1),
    Row(Fault.ESCALATION, _ALL, "BLOCKED", 1),
    Row(Fault.RECITATION, _ALL, "BLOCKED", 2),
    Row(Fault.ACCOUNT_LIMITED, _ALL, "UNAVAILABLE", 1),
    Row(Fault.MAX_TOKENS, (OPTION,), "UNUSABLE_OUTPUT", 2),
    Row(Fault.MAX_TOKENS, (COVER, TRANSLATION, BLOG, STREAM), "UNUSABLE_OUTPUT", 3),
    Row(Fault.MAX_TOKENS_EMPTY, _ALL, "UNUSABLE_OUTPUT", 3),
    Row(Fault.UNKNOWN_FINISH, _WHOLE, "UNUSABLE_OUTPUT", 3),
    Row(Fault.UNKNOWN_FINISH, (STREAM,), "UNUSABLE_OUTPUT", 1),
    Row(Fault.NO_IMAGE, _ALL, "UNUSABLE_OUTPUT", 3),
    Row(Fault.NOT_JSON, (OPTION,), "UNUSABLE_OUTPUT", 2),
    Row(Fault.NOT_JSON, (COVER, TRANSLATION), "success", 1),
    Row(Fault.NOT_JSON, (BLOG, STREAM), "success", 2),
    Row(Fault.FOUR_OPTIONS, (OPTION,), "success", 2),
    Row(Fault.FOUR_OPTIONS, (COVER, TRANSLATION), "success", 1),
    Row(Fault.FOUR_OPTIONS, (BLOG, STREAM), "success", 2),
    Row(Fault.REPEATED_OPTIONS, (OPTION,), "success", 2),
    Row(Fault.REPEATED_OPTIONS, (COVER, TRANSLATION), "success", 1),
    Row(Fault.REPEATED_OPTIONS, (BLOG, STREAM), "success", 2),
)
_CASES = [
    (row, step)
    for row in ROWS
    if row.outcome != "TIMED_OUT"
    for kind in row.kinds
    for step in KINDS[kind]
]


@pytest.fixture(scope="module")
async def api(services: Services, shared_lab: EmulatorApp) -> Api:
    """Client of the API, on a database that is emptied once: no step writes to it."""
    for name in ("users", "blogs", "blog_versions"):
        await services.database[name].delete_many({})
    return shared_lab.api


@pytest.fixture(scope="module")
async def author(api: Api) -> Person:
    """The author of all steps."""
    return await api.make_user()


# google-genai warns about unknown finish reasons.
@pytest.mark.filterwarnings("ignore:.*is not a valid FinishReason:UserWarning")
@pytest.mark.parametrize(("row", "step"), _CASES, ids=lambda each: getattr(each, "fault", each))
async def test_permanent_faults(lab: EmulatorApp, author: Person, row: Row, step: str):
    lab.emulator.faults.turn_on(row.fault)
    told = await lab.run(step, author)
    if row.outcome == "success":
        assert told.typename.endswith("Success"), told
    else:
        assert (told.typename, told.reason) == ("GenerationFailedError", row.outcome), told
        assert told.message is not None
        assert told.message.endswith(".")
    assert told.calls == row.calls
    assert lab.emulator.running == 0


@pytest.mark.parametrize("step", [*STEPS, "stream"])
@pytest.mark.parametrize("fault", [row.fault for row in ROWS if row.outcome == "TIMED_OUT"])
async def test_calls_that_never_end_time_out(
    hasty_lab: EmulatorApp, author: Person, fault: Fault, step: str
):
    hasty_lab.emulator.faults.turn_on(fault)
    told = await hasty_lab.run(step, author)
    assert (told.typename, told.reason) == ("GenerationFailedError", "TIMED_OUT"), told
    assert told.calls == 1
    assert told.milliseconds >= 1_000 * HASTY_LIMITS.idle_seconds
    assert hasty_lab.emulator.running == 0


@pytest.mark.parametrize("step", [*STEPS, "stream"])
@pytest.mark.parametrize(
    "fault",
    [
        Fault.QUOTA_PER_MINUTE,
        Fault.OVERLOADED,
        Fault.SERVER_ERROR,
        Fault.BAD_GATEWAY,
        Fault.EMPTY_BODY,
        Fault.RECITATION,
        Fault.MAX_TOKENS_EMPTY,
    ],
)
async def test_temporary_faults_are_retried(
    lab: EmulatorApp, author: Person, fault: Fault, step: str
):
    lab.emulator.faults.turn_on(fault, times=1)
    told = await lab.run(step, author)
    assert told.typename.endswith("Success"), told
    assert told.calls == (3 if step in {"generateBlog", "stream"} else 2)


MISCONFIGURED = {
    Fault.BAD_KEY: "GEMINI_API_KEY is invalid",
    Fault.LEAKED_KEY: "GEMINI_API_KEY was reported as leaked",
    Fault.NO_FREE_QUOTA: "does not include gemini-3.5-flash-lite: activate billing",
    Fault.BAD_LOCATION: "not available at the location",
    Fault.NO_BILLING: "needs billing",
    Fault.MODEL_CLOSED: "gemini-3.5-flash-lite is closed to new keys",
    Fault.UNKNOWN_FIELD: "does not know these fields: generationConfig",
    Fault.ACCOUNT_LIMITED: "limited the account",
}


@pytest.mark.parametrize("fault", MISCONFIGURED)
async def test_configuration_errors_are_for_the_operator(
    lab: EmulatorApp, author: Person, fault: Fault
):
    lab.emulator.faults.turn_on(fault)
    with capture_logs() as logs:
        told = await lab.run("generateIdeas", author)
    assert told.message == "The writing service is misconfigured. Contact the administrator."
    (line,) = [each for each in logs if each["event"] == "generation.refused"]
    assert line["log_level"] == "error"
    assert MISCONFIGURED[fault] in line["hint"]


@pytest.mark.parametrize("step", KINDS[OPTION])
async def test_options_cut_off_at_the_output_limit_are_requested_again_once(
    lab: EmulatorApp, author: Person, step: str
):
    lab.emulator.faults.turn_on(Fault.MAX_TOKENS, times=1)
    assert (await lab.run(step, author)).typename.endswith("Success")
    lab.emulator.faults.turn_on(Fault.MAX_TOKENS)
    told = await lab.run(step, author)
    assert told.message == (
        "Gemini's answer is unusable: it exceeds the model's output limit. Try again."
    )


@pytest.mark.parametrize("fault", [Fault.NOT_JSON, Fault.FOUR_OPTIONS, Fault.REPEATED_OPTIONS])
@pytest.mark.parametrize("step", KINDS[OPTION])
async def test_invalid_options_are_repaired_once(
    lab: EmulatorApp, author: Person, fault: Fault, step: str
):
    lab.emulator.faults.turn_on(fault, times=1)
    told = await lab.run(step, author)
    assert told.typename.endswith("Success"), told
    assert told.calls == 2


@pytest.mark.parametrize("step", ["generateBlog", "stream"])
async def test_posts_cut_off_at_the_output_limit_are_continued(
    lab: EmulatorApp, author: Person, step: str
):
    whole = (await lab.run("generateBlog", author)).last
    lab.emulator.faults.turn_on(Fault.MAX_TOKENS, times=2)
    told = await lab.run(step, author)
    assert told.last is not None
    assert whole is not None
    assert told.last["content"]["markdown"] == whole["content"]["markdown"]
    # Three calls for the text, one for the SEO fields.
    assert told.calls == 4


async def test_rate_limits_have_retry_after_seconds(lab: EmulatorApp, author: Person):
    lab.emulator.faults.turn_on(Fault.QUOTA_PER_MINUTE)
    told = await lab.run("generateIdeas", author)
    assert told.retry_after == 1


async def test_missing_seo_fields_are_derived(lab: EmulatorApp, author: Person):
    lab.emulator.faults.turn_on(Fault.NOT_JSON)
    told = await lab.run("generateBlog", author)
    assert told.last is not None
    content = told.last["content"]
    assert content["metaTitle"] == "Balcony Tomatoes: A Practical Guide"
    assert content["coverImageAlt"] == "Cover: Balcony Tomatoes: A Practical Guide"
    assert 0 < len(content["metaDescription"]) <= 160


def test_every_fault_is_in_the_table():
    assert {row.fault for row in ROWS} == set(Fault) - {Fault.ECHO}
    for fault in set(Fault) - {Fault.ECHO}:
        kinds: list[Any] = [kind for row in ROWS if row.fault is fault for kind in row.kinds]
        assert sorted(kinds) == sorted(_ALL), fault


def test_the_table_in_the_docs_is_complete(project: Path):
    docs = (project / "docs/explanation/generation/failures.md").read_text("utf-8")
    head = "| fault | steps | result | calls | |\n|---|---|---|---|---|\n"
    table = docs.partition(head)[2].partition("\n\n")[0]
    rows = [tuple(line.split(" | ")[:4]) for line in table.splitlines()]
    assert rows == [
        (f"| {row.fault}", ", ".join(row.kinds), row.outcome, str(row.calls)) for row in ROWS
    ]
