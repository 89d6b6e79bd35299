"""HTTP clients that do not read their responses."""

import pytest
from driven_connections import Served


async def served_response(unsent: int) -> Served:
    """A connection with `unsent` bytes of a response that the client has not read."""
    served = Served()
    served.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    await served.answered()
    served.transport.unsent = unsent
    return served


async def test_client_that_reads_nothing_between_two_checks_is_disconnected():
    served = await served_response(unsent=100_000)
    served.loop.fire(7)
    assert not served.transport.aborted
    served.loop.fire(7)
    assert served.transport.aborted


@pytest.mark.parametrize("read", [1, 99_999])
async def test_client_that_reads_slowly_stays_connected(read: int):
    served = await served_response(unsent=100_000)
    served.loop.fire(7)
    served.transport.unsent -= read
    served.loop.fire(7)
    assert not served.transport.aborted
    # From here on, it reads nothing.
    served.loop.fire(7)
    assert served.transport.aborted


async def test_resumed_writing_counts_as_reading():
    served = await served_response(unsent=100_000)
    served.loop.fire(7)
    served.connection.resume_writing()
    served.loop.fire(7)
    assert not served.transport.aborted
    served.loop.fire(7)
    assert served.transport.aborted
