"""The emulator on a port of its own."""

from collections.abc import Sequence

from cms_blog.generation.emulator.app import OFFLINE_PACE, Emulator
from cms_blog.generation.emulator.faults import Switch


def serve(host: str, port: int, faults: Sequence[str]) -> None:
    """Serve until it is interrupted. `faults` are written as `overloaded:10%`.

    Raises:
        ValueError: there is no such fault.
    """
    import uvicorn

    emulator = Emulator(faults=[Switch.parse(fault) for fault in faults], pace=OFFLINE_PACE)
    uvicorn.run(emulator, host=host, port=port, lifespan="off", server_header=False)
