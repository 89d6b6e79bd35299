"""Ports for servers that can't choose one themselves."""

import socket
from contextlib import suppress
from random import SystemRandom

# Below the ports of outgoing connections, which any program could take before the server does.
_PORTS = range(20_000, 32_768)


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that is not in use."""
    while True:
        port = SystemRandom().choice(_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
