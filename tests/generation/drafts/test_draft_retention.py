"""Drafts: ownership and retention."""

import asyncio

import pytest
from bson import ObjectId
from draft_sources import OWNER
from post_inputs import GIVEN

from cms_blog.generation.drafts import MAX_DRAFTS, RETENTION_SECONDS, Drafts


def test_drafts_are_kept_for_ten_minutes():
    now = 1_000.0
    drafts = Drafts(lambda: now)
    made = drafts.begin(OWNER, GIVEN, "brought", 3)
    assert (made.earlier_text, made.earlier_count, made.given) == ("brought", 3, GIVEN)
    assert RETENTION_SECONDS == 600
    now = 1_599.999
    assert drafts.find(made.id, OWNER) is made
    now = 1_600.0
    assert drafts.find(made.id, OWNER) is None
    now = 1_000.0
    assert drafts.find(made.id, OWNER) is None


def test_a_new_draft_drops_expired_ones_and_no_others():
    now = 0.0
    drafts = Drafts(lambda: now)
    old = drafts.begin(OWNER, GIVEN)
    now = 1.0
    young = drafts.begin(OWNER, GIVEN)
    now = 600.0
    drafts.begin(OWNER, GIVEN)
    now = 0.0
    assert drafts.find(old.id, OWNER) is None
    assert drafts.find(young.id, OWNER) is young


def test_drafts_are_found_only_by_their_owner():
    drafts = Drafts(lambda: 0)
    made, other = drafts.begin(OWNER, GIVEN), drafts.begin(ObjectId(), GIVEN)
    assert made.id != other.id
    # An id has 96 bits, so it can't be guessed.
    assert len(made.id) == 16
    assert drafts.find(made.id, OWNER) is made
    assert drafts.find(made.id, ObjectId()) is None
    assert drafts.find(other.id, OWNER) is None
    assert drafts.find("unknown", OWNER) is None


def test_above_the_limit_the_oldest_draft_is_dropped():
    drafts = Drafts(lambda: 0)
    made = [drafts.begin(OWNER, GIVEN) for _ in range(MAX_DRAFTS)]
    assert MAX_DRAFTS == 1_000
    assert drafts.find(made[0].id, OWNER) is made[0]
    made.append(drafts.begin(OWNER, GIVEN))
    assert drafts.find(made[0].id, OWNER) is None
    assert all(drafts.find(each.id, OWNER) is each for each in made[1:])


async def test_the_clock_is_the_event_loop_s_by_default():
    drafts = Drafts()
    made = drafts.begin(OWNER, GIVEN)
    assert made.expires_at == pytest.approx(asyncio.get_running_loop().time() + 600, abs=60)
    assert drafts.find(made.id, OWNER) is made
