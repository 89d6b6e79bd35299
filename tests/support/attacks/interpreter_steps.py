"""Counts calls and jumps of the interpreter: work, independent of the speed of the machine."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

# An id that neither debuggers, coverage nor the profiler of mutation testing use.
_TOOL = 3
_EVENTS = (
    sys.monitoring.events.PY_START,
    sys.monitoring.events.PY_RESUME,
    sys.monitoring.events.JUMP,
)

# Maximum cost of a rejected request, or of a request at the limits.
MOST_STEPS = 250_000


class Steps:
    """Number of calls, resumptions and jumps in all threads, once the block has ended."""

    count = 0


@contextmanager
def counted_steps() -> Generator[Steps]:
    """Count during the block."""
    steps = Steps()
    count = 0

    # A local variable and no `*args`: the callback takes most of the time of what is counted.
    def step(_code: object, _offset: object, _target: object = None) -> None:
        nonlocal count
        count += 1

    sys.monitoring.use_tool_id(_TOOL, "steps")
    try:
        for event in _EVENTS:
            sys.monitoring.register_callback(_TOOL, event, step)
        sys.monitoring.set_events(_TOOL, sum(_EVENTS))
        yield steps
    finally:
        sys.monitoring.set_events(_TOOL, 0)
        for event in _EVENTS:
            sys.monitoring.register_callback(_TOOL, event, None)
        sys.monitoring.free_tool_id(_TOOL)
        steps.count = count
