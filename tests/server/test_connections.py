"""Limits of single connections, driven without a network or a clock."""

import asyncio

import pytest
from driven_connections import MOST, Served, ServedSocket

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
# An empty ping of a client, masked with zeros.
PING = b"\x89\x80\x00\x00\x00\x00"
PONG = b"\x8a\x00"


async def test_trailers_do_not_reach_the_request():
    served = Served()
    served.send(HEAD, b"1\r\nx\r\n0\r\n", b"A: 1\r\n" * 50, b"\r\n")
    assert await served.answered() == b"204"
    assert [name for name, _ in served.scopes[0]["headers"]] == [b"host", b"transfer-encoding"]


@pytest.mark.parametrize(
    ("head", "sizes"),
    [(HEAD + b"0\r\n", [MOST]), (HEAD + b"0\r\n", [1_000, 999, 1]), (b"", [MOST])],
    ids=["one trailer", "several trailers", "headers"],
)
async def test_headers_and_trailers_are_bounded_by_bytes(head: bytes, sizes: list[int]):
    for more, expected in [(0, b""), (1, b"431")]:
        served = Served()
        served.send(*([head] if head else []))
        start = b"X: " if head else b"GET / HTTP/1.1\r\nX: "
        pieces = [b"x" * size for size in sizes]
        pieces[0] = start + pieces[0][len(start) :]
        pieces[-1] += b"x" * more
        served.send(*pieces)
        assert served.status == expected
        assert served.transport.closing is bool(more)


async def test_chunks_of_a_long_body_are_not_counted_as_trailers():
    served = Served()
    served.send(HEAD)
    for _ in range(20):
        # The size of the next chunk comes together with the body of the last one.
        served.send(b"3e8\r\n" + b"x" * 1_000 + b"\r\n3e8\r\n", b"x" * 1_000, b"\r\n")
    served.send(b"0\r\n\r\n")
    assert await served.answered() == b"204"


async def test_a_request_after_trailers_has_its_own_headers():
    served = Served()
    served.send(HEAD, b"0\r\nA: 1\r\n\r\n")
    assert await served.answered() == b"204"
    served.send(b"GET / HTTP/1.1\r\nHost: localhost\r\nB: 2\r\n\r\n")
    await served.answered()
    assert served.scopes[1]["headers"] == [(b"host", b"localhost"), (b"b", b"2")]


@pytest.mark.parametrize("request_before", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"])
async def test_an_idle_connection_of_a_replaced_worker_expires(request_before: bytes):
    served = Served()
    served.send(request_before)
    await served.answered()
    served.connection.shutdown()
    assert not served.transport.closing
    served.loop.fire(5)
    assert served.transport.closing


async def test_a_request_on_a_connection_of_a_replaced_worker_is_answered():
    served = Served()
    served.connection.shutdown()
    served.send(HEAD)
    served.loop.fire(5)
    assert not served.transport.closing
    served.send(b"0\r\n\r\n")
    assert await served.answered() == b"204"
    assert b"connection: close" in served.transport.written
    assert served.transport.closing


async def test_an_idle_connection_is_closed_at_once_with_the_node():
    served = Served()
    served.drain.stop_advertising()
    served.connection.shutdown()
    assert served.transport.closing


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HTTP/1.1\r\nX: ", HEAD + b"0\r\n\r\nGET / HTTP/1.1\r\nX: "]
)
async def test_a_client_that_sends_headers_slowly_is_disconnected(sent: bytes):
    served = Served()
    served.send(sent)
    await served.answered()
    # An answer in the meantime is progress.
    for aborted in [False, True] if HEAD in sent else [True]:
        served.send(*([b"x"] if sent else []))
        served.loop.fire(7)
        assert served.transport.aborted is aborted


async def test_a_socket_whose_client_stops_reading_is_aborted():
    served = ServedSocket()
    await served.open()
    served.block(100_000)
    served.transport.unsent -= 1
    served.loop.fire(7)
    assert not served.transport.aborted
    served.loop.fire(7)
    assert served.transport.aborted
    served.connection.connection_lost(None)
    served.leave.set()


async def test_a_socket_whose_client_reads_stays_open():
    served = ServedSocket()
    await served.open()
    served.block(100_000)
    served.connection.resume_writing()
    served.loop.fire(7)
    assert not served.transport.aborted
    served.leave.set()


async def test_pings_are_not_answered_while_the_client_does_not_read():
    served = ServedSocket()
    await served.open()
    served.connection.data_received(PING)
    assert served.transport.written == PONG
    served.block(100_000)
    served.connection.data_received(PING * 1_000)
    assert served.transport.written == PONG
    served.connection.resume_writing()
    served.connection.data_received(PING)
    assert served.transport.written == PONG * 2
    served.leave.set()


async def test_a_socket_that_does_not_finish_closing_is_aborted():
    served = ServedSocket()
    await served.open()
    served.transport.unsent = 1_000
    served.leave.set()
    for _ in range(5):
        await asyncio.sleep(0)
    assert not served.transport.aborted
    served.loop.fire(7)
    assert served.transport.aborted
