"""Counts the interpreter's steps: a measure of work that no other load on the machine changes."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

# Neither a debugger, nor coverage, nor the profiler that mutation testing uses.
_TOOL = 3
_EVENT = sys.monitoring.events.INSTRUCTION


# The most that a request may cost that is refused, or that asks for all it may.
MOST_STEPS = 3_000_000


class Steps:
    """Instructions that the interpreter has executed, in all threads."""

    count = 0


@contextmanager
def counted_steps() -> Generator[Steps]:
    """Count while the block runs; it runs about ten times as long."""
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
