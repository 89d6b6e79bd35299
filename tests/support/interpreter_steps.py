"""Counts the interpreter's instructions: a measure of work that is independent of other load."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

# An id that neither debuggers, coverage nor the profiler of mutation testing use.
_TOOL = 3
_EVENT = sys.monitoring.events.INSTRUCTION


# Maximum cost of a rejected request, or of a request at the limits.
MOST_STEPS = 3_000_000


class Steps:
    """Number of instructions executed by all threads."""

    count = 0


@contextmanager
def counted_steps() -> Generator[Steps]:
    """Count during the block, which runs about ten times slower."""
    steps = Steps()

    def step(*_: object) -> None:
        steps.count += 1

    sys.monitoring.use_tool_id(_TOOL, "steps")
    try:
        sys.monitoring.register_callback(_TOOL, _EVENT, step)
        sys.monitoring.set_events(_TOOL, _EVENT)
        yield steps
    finally:
        sys.monitoring.set_events(_TOOL, 0)
        sys.monitoring.register_callback(_TOOL, _EVENT, None)
        sys.monitoring.free_tool_id(_TOOL)
