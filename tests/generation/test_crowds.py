"""Two hundred generations at once on Gemini's worst day; `measurements.py` weighs it, too."""

import pytest
from api import Api
from generation_crowd import GENERATIONS, KINDS, gathered

from cms_blog.context import Services
from cms_blog.generation.emulator.faults import Fault


# The client warns of a finish reason that it does not know.
@pytest.mark.filterwarnings("ignore:.*is not a valid FinishReason:UserWarning")
@pytest.mark.slow
async def test_every_generation_of_a_crowd_ends_in_a_success_or_a_typed_failure(
    api: Api, services: Services
):
    async with gathered(services) as crowd:
        crowd.spoil(0.05, *KINDS)
        outcomes, _ = await crowd.generate()
    assert outcomes.total() == GENERATIONS
    assert outcomes["success"]
    assert len(outcomes) > 3


def test_every_fault_is_of_one_kind():
    faults = [fault for kind in KINDS.values() for fault in kind]
    assert sorted(faults) == sorted(set(Fault) - {Fault.ECHO})
