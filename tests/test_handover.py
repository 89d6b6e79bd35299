"""Connections on their way from the process that accepts them to those that serve them."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from typing import override

import pytest

from cms_blog.handover import Arrivals, Door, channel


class Named(asyncio.Protocol):
    """Tells its clients who serves them."""

    def __init__(self, name: str) -> None:
        self._name = name

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._name.encode())
        transport.close()


class Hall:
    """A door on a free port, and workers behind it that are all in this process."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = self.listener.getsockname()
        self.door = Door(self.listener)
        self.arrivals: list[Arrivals] = []
        self.ends: list[socket.socket] = []

    def worker(self, name: str | None) -> socket.socket:
        """A worker with this name, which its inlet stands for; None serves nobody."""
        inlet, outlet = channel()
        self.ends += [inlet, outlet]
        if name is not None:
            self.arrivals.append(Arrivals(outlet, lambda: Named(name)))
        self.door.add(inlet)
        return inlet

    async def served_by(self) -> str:
        """Who serves a new client; nothing where nobody does."""
        reader, writer = await asyncio.open_connection(*self.address)
        try:
            return (await reader.read()).decode()
        except ConnectionError:
            return ""
        finally:
            writer.close()


@pytest.fixture
async def hall() -> AsyncGenerator[Hall]:
    hall = Hall()
    yield hall
    hall.door.close()
    for arrivals in hall.arrivals:
        await arrivals.end()
    for end in hall.ends:
        end.close()


async def test_each_worker_gets_its_turn(hall: Hall):
    for name in "abc":
        hall.worker(name)
    served = [await hall.served_by() for _ in range(9)]
    assert sorted(served) == list("aaabbbccc")
    assert sorted(await asyncio.gather(*(hall.served_by() for _ in range(90)))) == sorted(
        "abc" * 30
    )


async def test_one_that_has_died_is_passed_over(hall: Hall):
    hall.worker("a")
    hall.worker(None)
    hall.ends[-1].close()
    assert [await hall.served_by() for _ in range(4)] == list("aaaa")


async def test_with_nobody_behind_the_door_clients_wait(hall: Hall):
    inlet = hall.worker("a")
    hall.door.remove(inlet)
    waiting = asyncio.create_task(hall.served_by())
    await asyncio.sleep(0.05)
    assert not waiting.done()
    hall.worker("b")
    assert await waiting == "b"


async def test_with_all_hands_full_clients_wait(hall: Hall):
    inlet = hall.worker(None)
    outlet = hall.ends[-1]
    for end, option in ((inlet, socket.SO_SNDBUF), (outlet, socket.SO_RCVBUF)):
        end.setsockopt(socket.SOL_SOCKET, option, 1)
    many = [asyncio.create_task(hall.served_by()) for _ in range(50)]
    await asyncio.sleep(0.1)
    assert not any(task.done() for task in many)
    # It looks up again.
    hall.arrivals.append(Arrivals(outlet, lambda: Named("a")))
    assert set(await asyncio.gather(*many)) == {"a"}


async def test_who_came_before_the_door_was_closed_is_served(hall: Hall):
    hall.worker("a")
    clients = [socket.create_connection(hall.address) for _ in range(20)]
    hall.door.close()
    for client in clients:
        with client:
            client.setblocking(False)
            assert await asyncio.get_running_loop().sock_recv(client, 10) == b"a"
    with pytest.raises(ConnectionRefusedError):
        await hall.served_by()
