"""Closes sockets whose connection attempt is cancelled.

PyMongo 4.20 leaves them to the garbage collector, whose ResourceWarning would fail any later test.
"""

import asyncio
from typing import Any

_connect = asyncio.SelectorEventLoop.sock_connect


async def _closing_connect(self: asyncio.SelectorEventLoop, sock: Any, address: Any) -> None:
    try:
        await _connect(self, sock, address)
    except asyncio.CancelledError:
        sock.close()
        raise


def close_cancelled_connects() -> None:
    """Apply to all event loops of this process."""
    asyncio.SelectorEventLoop.sock_connect = _closing_connect
