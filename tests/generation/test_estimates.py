"""Estimates of generation steps: their price, the budgets, and blogs with the same keyword."""

from typing import Any

import pytest
from api import Api, Person
from emulator_app import EmulatorApp, opened
from generation_documents import BRIEF
from limits.aio.storage import MemoryStorage

from cms_blog.accounts.budgets import Budgets, SiteBudget
from cms_blog.blogs import queries
from cms_blog.context import Services

ESTIMATE = """
  query ($input: GenerationEstimateInput!) {
    generationEstimate(input: $input) {
      __typename
      ... on GenerationEstimateSuccess { tokens costUsd fits overlapping { id title } }
      ... on InvalidInputError { fields { path message } }
    }
  }
"""
EVERY = ["IDEAS", "TITLES", "INTROS", "OUTLINES", "IMAGE_PROMPTS", "COVER_IMAGE", "BLOG"]
PLENTY = 10**9


async def estimate(api: Api, author: Person, *steps: str, **brief: Any) -> dict[str, Any]:
    given = {"brief": BRIEF | brief, "steps": list(steps)}
    return await api.execute(ESTIMATE, {"input": given}, as_user=author)


async def test_without_steps_all_of_them_are_estimated(lab: EmulatorApp, author: Person):
    given = {"input": {"brief": BRIEF}}
    every = await lab.api.execute(ESTIMATE, given, as_user=author)
    assert every == await estimate(lab.api, author, *EVERY)
    single = [await estimate(lab.api, author, step) for step in EVERY]
    assert every["tokens"] == sum(each["tokens"] for each in single)
    assert every["costUsd"] == pytest.approx(sum(each["costUsd"] for each in single))
    assert 0.05 < every["costUsd"] < 0.25
    assert all(each["tokens"] > 1_000 and each["costUsd"] > 0 for each in single)


async def test_repeated_steps_count_once_and_none_cost_nothing(lab: EmulatorApp, author: Person):
    once = await estimate(lab.api, author, "BLOG")
    assert await estimate(lab.api, author, "BLOG", "BLOG") == once
    nothing = await estimate(lab.api, author)
    assert (nothing["tokens"], nothing["costUsd"], nothing["fits"]) == (0, 0, True)


async def test_an_estimate_makes_no_call(lab: EmulatorApp, author: Person):
    calls = lab.emulator.calls
    await estimate(lab.api, author, *EVERY)
    assert lab.emulator.calls == calls


@pytest.mark.parametrize("step", ["INTROS", "OUTLINES", "BLOG"])
async def test_a_longer_post_costs_more(lab: EmulatorApp, author: Person, step: str):
    short = await estimate(lab.api, author, step, length="SHORT")
    long = await estimate(lab.api, author, step, length="LONG")
    assert short["tokens"] < long["tokens"]


async def test_links_that_are_read_cost_tokens(lab: EmulatorApp, author: Person):
    without = await estimate(lab.api, author, "IDEAS", referenceLinks=[])
    linked = await estimate(lab.api, author, "IDEAS")
    assert linked["tokens"] - without["tokens"] > 9_900


@pytest.mark.parametrize("owner", ["user", "site"])
@pytest.mark.parametrize("missing", [0, 1])
async def test_it_fits_if_the_budgets_cover_exactly_what_a_step_reserves(
    services: Services, api: Api, author: Person, owner: str, missing: int
):
    async with opened(services) as lab:
        price = round((await estimate(lab.api, author, "IDEAS"))["costUsd"] * 1_000_000)
    limit = {"user": PLENTY, "site": PLENTY} | {owner: price - missing}
    budgets = Budgets(limit["user"], SiteBudget(limit["site"], MemoryStorage()))
    async with opened(services, budgets=budgets) as lab:
        assert (await estimate(lab.api, author, "IDEAS"))["fits"] is (missing == 0)
        told = await lab.run("generateIdeas", author)
        assert told.reason == ("QUOTA_EXCEEDED" if missing else None)
        # Some of the budget is spent now.
        if not missing:
            assert not (await estimate(lab.api, author, "IDEAS"))["fits"]


async def test_sample_content_costs_nothing(api: Api, author: Person):
    found = await estimate(api, author, *EVERY)
    assert found["tokens"] > 10_000
    assert (found["costUsd"], found["fits"]) == (None, True)


async def test_an_unknown_price_is_null(lab: EmulatorApp, author: Person):
    model, lab.gateway.text_model = lab.gateway.text_model, "gemini-99-unheard-of"
    try:
        assert (await estimate(lab.api, author, *EVERY))["costUsd"] is None
        assert (await estimate(lab.api, author, "COVER_IMAGE"))["costUsd"] > 0
    finally:
        lab.gateway.text_model = model


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"steps": ["IDEAS"] * 8}, ["steps"]),
        ({"brief": BRIEF | {"targetedKeyword": " "}}, ["brief", "targetedKeyword"]),
    ],
)
async def test_invalid_fields_are_reported(
    api: Api, author: Person, change: dict[str, Any], path: list[str]
):
    given = {"input": {"brief": BRIEF} | change}
    found = await api.execute(ESTIMATE, given, as_user=author)
    assert [field["path"] for field in found["fields"]] == [path]


async def test_estimates_require_authentication(api: Api):
    error = await api.error(ESTIMATE, {"input": {"brief": BRIEF}})
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


async def titles(api: Api, author: Person, keyword: str) -> list[str]:
    found = await estimate(api, author, targetedKeyword=keyword)
    return [blog["title"] for blog in found["overlapping"]]


async def save(api: Api, author: Person, title: str, keyword: str) -> dict[str, Any]:
    return await api.make_blog(author, title=title, brief=BRIEF | {"targetedKeyword": keyword})


async def test_own_blogs_with_the_same_keyword_overlap(api: Api, author: Person):
    other = await api.make_user()
    await save(api, other, "Not mine", "Red Tomatoes")
    for number, keyword in enumerate(
        ("red tomatoes", "RED  tomatoes", "red tomato", "Red Tomatoes")
    ):
        await save(api, author, f"Blog {number}", keyword)
    assert await titles(api, author, "Red tomatoes") == ["Blog 3", "Blog 1", "Blog 0"]
    assert await titles(api, author, "red") == []
    assert await titles(api, other, "red tomatoes") == ["Not mine"]


@pytest.mark.parametrize(
    ("stored", "asked"),
    [("Straße", "STRASSE"), ("cafe\u0301", "café"), ("Ｔomato", "tomato"), ("it’s", "it's")],  # noqa: RUF001
)
async def test_keywords_are_compared_as_in_the_keyword_report(
    api: Api, author: Person, stored: str, asked: str
):
    await save(api, author, "Mine", stored)
    assert await titles(api, author, asked) == ["Mine"]


async def test_the_five_newest_of_the_newest_blogs_are_returned(
    api: Api, author: Person, monkeypatch: pytest.MonkeyPatch
):
    for number in range(7):
        await save(api, author, f"Blog {number}", "pots")
    assert await titles(api, author, "pots") == [f"Blog {number}" for number in (6, 5, 4, 3, 2)]
    monkeypatch.setattr(queries, "MAX_COMPARED", 3)
    assert await titles(api, author, "pots") == ["Blog 6", "Blog 5", "Blog 4"]


async def test_blogs_of_earlier_releases_may_lack_a_keyword(api: Api, author: Person):
    await save(api, author, "Mine", "pots")
    blogs = api.services.database["blogs"]
    found = await blogs.find_one({})
    assert found is not None
    for meta in ({}, None, {"targeted_keyword": None}):
        await blogs.insert_one(
            {key: kept for key, kept in found.items() if key not in {"_id", "slug"}}
            | {"meta": meta}
        )
    assert await titles(api, author, "pots") == ["Mine"]
