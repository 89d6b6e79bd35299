"""Requests to receivers: addresses, TLS, proxies."""

import asyncio
import socket
import ssl
from collections.abc import AsyncGenerator, Callable
from ipaddress import ip_address
from typing import Any

import pytest
import trustme
from httpcore2 import ConnectError, NetworkError, ProtocolError
from webhook_receiver import WebhookReceiver, webhook_receiver

from cms_blog.webhooks.addresses import ForbiddenAddress, is_public, resolve
from cms_blog.webhooks.transport import Transport

type Answers = list[str]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "100.100.100.200", "192.0.0.192", "224.0.0.1", "255.255.255.255"),
        *(
            "168.63.129.16",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "fec0::1",
            "ff02::1",
        ),
        *("ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1"),
        *("2002:7f00:1::", "2002:a00:1::", "2001:0:4136:e378:8000:63bf:f5ff:fffe"),
    ],
)
def test_private_addresses(address: str):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.216.34", "::ffff:1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"],
)
def test_public_addresses(address: str):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0", "0177.0.0.1", "::ffff:127.0.0.1"],
)
async def test_spellings_of_private_addresses_are_refused(host: str):
    with pytest.raises(ForbiddenAddress):
        await resolve(host, 80, allow_private=False)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[list[str]]], list[str]]:
    """Replace the answers of the resolver; returns the names that are asked for."""

    def replace(given: list[list[str]]) -> list[str]:
        asked: list[str] = []

        async def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
            asked.append(host)
            family, kind = socket.AF_INET, socket.SOCK_STREAM
            return [(family, kind, 6, "", (address, port)) for address in given.pop(0)]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo, raising=False)
        return asked

    return replace


async def test_one_private_address_among_others_is_refused(answers: Any):
    answers([["1.1.1.1", "127.0.0.1"]])
    with pytest.raises(ForbiddenAddress):
        await resolve("hooks.example.com", 443, allow_private=False)


@pytest.fixture
async def receiver() -> AsyncGenerator[WebhookReceiver]:
    async with webhook_receiver() as made:
        yield made


async def test_a_name_is_resolved_once_for_the_check_and_the_connection(
    receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
):
    """A second answer of a hostile name server, with another address, is never used."""
    asked: list[str] = []

    async def resolved(host: str, port: int, *, allow_private: bool) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    monkeypatch.setattr("cms_blog.webhooks.transport.resolve", resolved)
    url = f"http://rebind.invalid:{receiver.port}/"
    with pytest.raises((NetworkError, ProtocolError)):
        # The receiver closes the connection, because there is no signature.
        await Transport(allow_private=False).post(url, {}, b"{}")
    assert asked == ["rebind.invalid"]


async def test_the_next_address_is_tried(answers: Any, receiver: WebhookReceiver):
    answers([["127.0.0.9", "127.0.0.1"]])
    with pytest.raises(Exception) as failure:  # noqa: PT011 - the receiver refuses the signature
        await Transport(allow_private=True).post(f"http://x.test:{receiver.port}/", {}, b"{}")
    assert not isinstance(failure.value, ConnectError)


async def test_proxy_variables_are_ignored(
    receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{receiver.port}")
    with pytest.raises(OSError, match=r".*"):
        await Transport(allow_private=True).post("http://name.invalid/", {}, b"{}")
    assert receiver.requests == []


async def test_certificates_are_verified_for_the_host_of_the_url(
    answers: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
):
    authority, names = trustme.CA(), list[str | None]()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate = authority.issue_cert("hooks.test")
    certificate.configure_cert(context)  # pyright: ignore[reportUnknownMemberType] - of PyOpenSSL
    context.sni_callback = lambda _, name, __: names.append(name)

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        hosts.append(head.decode().lower().partition("host: ")[2].partition("\r\n")[0])
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        await writer.drain()
        writer.close()

    hosts: list[str] = []
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    server = await asyncio.start_server(respond, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    answers([["127.0.0.1"]] * 3)
    transport = Transport(allow_private=True)
    with pytest.raises(ConnectError):
        # An unknown authority.
        await transport.post(f"https://hooks.test:{port}/", {}, b"{}")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    await transport.post(f"https://hooks.test:{port}/", {}, b"{}")
    with pytest.raises(ConnectError):
        await transport.post(f"https://other.test:{port}/", {}, b"{}")
    assert hosts == [f"hooks.test:{port}"]
    assert names == ["hooks.test", "hooks.test", "other.test"]
    server.close()
