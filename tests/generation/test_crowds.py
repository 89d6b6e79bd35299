"""Two hundred concurrent generations with all faults. See also `measurements.py`."""

import pytest
from api import Api
from generation_crowd import GENERATIONS, KINDS, gathered

from cms_blog.context import Services
from cms_blog.generation.emulator.faults import Fault


# google-genai warns about unknown finish reasons.
@pytest.mark.filterwarnings("ignore:.*is not a valid FinishReason:UserWarning")
@pytest.mark.slow
async def test_concurrent_generations_end_in_success_or_typed_failure(api: Api, services: Services):
    async with gathered(services) as crowd:
        crowd.spoil(0.05, *KINDS)
        outcomes, _ = await crowd.generate()
    assert outcomes.total() == GENERATIONS
    assert outcomes["success"]
    assert len(outcomes) > 3


def test_every_fault_belongs_to_one_kind():
    faults = [fault for kind in KINDS.values() for fault in kind]
    assert sorted(faults) == sorted(set(Fault) - {Fault.ECHO})
