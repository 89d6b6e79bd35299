"""HTTP requests to receivers: to the address that was checked, without proxies and redirects."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from httpcore2 import AnyIOBackend, AsyncConnectionPool, AsyncNetworkBackend, ConnectError

from cms_blog.webhooks.addresses import resolve

if TYPE_CHECKING:
    from httpcore2 import AsyncNetworkStream


class Rejected(Exception):
    """The receiver did not respond with a status of 2xx."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code


class _PinnedBackend(AsyncNetworkBackend):
    """Connects to the addresses that were checked: a name is resolved once.

    TLS verifies the certificate for the host of the URL, as without it.
    """

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._network = AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface of httpcore
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> "AsyncNetworkStream":
        failure = ConnectError()
        for address in await resolve(host, port, allow_private=self._allow_private):
            try:
                return await self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except ConnectError as error:
                failure = error
        raise failure


class Transport:
    """Sends requests; the caller sets the timeout.

    The pool of httpcore reads no proxy variables and follows no redirects.
    """

    def __init__(self, *, allow_private: bool) -> None:
        self._backend = _PinnedBackend(allow_private=allow_private)

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Send a request. The body of the response is not read, whatever its size.

        Raises:
            Rejected: the status is not 2xx.
            ForbiddenAddress, OSError, httpcore2.NetworkError, httpcore2.ProtocolError
        """
        # A connection of its own for each request, so that its address is checked again.
        async with (
            AsyncConnectionPool(network_backend=self._backend, max_connections=1) as pool,
            pool.stream("POST", url, headers=[*headers.items()], content=body) as response,
        ):
            if not response.status // 100 == 2:  # noqa: PLR2004 - successful
                raise Rejected(response.status)
