"""`cms-blog webhooks`: events that were not delivered, and trial events."""

import argparse
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

from cms_blog.cli.commands import AddCommand, load_settings, run
from cms_blog.errors import CmsError

if TYPE_CHECKING:
    from cms_blog.settings import Settings
    from cms_blog.webhooks.receivers import Receiver
    from cms_blog.webhooks.service import Undelivered

_MAX_LISTED = 1_000
_NO_RECEIVERS = "No receivers are configured: set WEBHOOK_URLS and WEBHOOK_SECRET."


def register(add: AddCommand) -> None:
    """Add the commands."""
    command = add("webhooks", help="list events that were not delivered, and send events again")
    actions = command.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="list the receivers, and events that wait")
    listing.set_defaults(command=_listing)
    again = actions.add_parser("redeliver", help="send events again that failed")
    again.add_argument("--event", metavar="ID", help="only the event with this webhook-id")
    again.add_argument("--receiver", metavar="NAME", help="only to this receiver; see `list`")
    again.set_defaults(command=_redeliver)
    trial = actions.add_parser("test", help="send a trial event to the receivers now")
    trial.add_argument("--receiver", metavar="NAME", help="only to this receiver; see `list`")
    trial.set_defaults(command=_test)


def _run(command: "Callable[[Settings], Awaitable[None]]") -> None:
    run(command, load_settings())


def _listing(_: argparse.Namespace) -> None:
    _run(_list)


async def _list(settings: "Settings") -> None:
    from cms_blog.database.client import opened
    from cms_blog.server.documents import DOCUMENTS
    from cms_blog.webhooks.receivers import receivers_of
    from cms_blog.webhooks.service import parked, waiting

    names = {receiver.channel: receiver.name for receiver in receivers_of(settings)}
    for name in names.values():
        print(f"Receiver {name}")
    async with opened(settings, DOCUMENTS, beside_server=True):
        events = [*await waiting(_MAX_LISTED), *await parked(_MAX_LISTED)]
    for event in events:
        print(_line(event, names))
    given_up = sum(event.cause is not None for event in events)
    print(f"{len(events) - given_up} waiting, {given_up} given up.")


def _line(event: "Undelivered", names: dict[str, str]) -> str:
    from cms_blog.graphql.types.node_ids import encode_id

    entry = event.entry
    kind = "Blog" if entry.kind.startswith("blog.") else "User"
    state = f"next attempt {_time(entry.not_before)}"
    if event.cause is not None:
        state = f"given up: {event.cause}"
    receiver = names.get(entry.channel or "", entry.channel or "")
    about = f"{entry.kind}  {encode_id(kind, event.owner)}  {_time(entry.at)}"
    return f"{event.event_id}  {receiver}  {about}  {entry.attempts} attempts, {state}"


def _time(instant: datetime | None) -> str:
    return "" if instant is None else instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _redeliver(arguments: argparse.Namespace) -> None:
    event_id: str | None = arguments.event
    name: str | None = arguments.receiver

    async def send_again(settings: "Settings") -> None:
        from cms_blog.database.client import opened
        from cms_blog.server.documents import DOCUMENTS
        from cms_blog.webhooks.service import redeliver

        channels = {receiver.channel for receiver in _chosen(settings, name)}

        def wanted(event: "Undelivered") -> bool:
            return event.entry.channel in channels and event_id in {None, event.event_id}

        async with opened(settings, DOCUMENTS, beside_server=True):
            count = await redeliver(wanted)
        if event_id is not None and count == 0:
            raise CmsError(
                f"No delivery of {event_id} waits or was given up. `cms-blog webhooks list` shows "
                "those that do."
            )
        print(f"{count} deliveries are due now. The server sends them within 15 seconds.")

    _run(send_again)


def _chosen(settings: "Settings", name: str | None) -> "list[Receiver]":
    """Return the receivers with this name, or all.

    Raises:
        CmsError: no receiver has the name, or is configured.
    """
    from cms_blog.webhooks.receivers import receivers_of

    receivers = receivers_of(settings)
    if not receivers:
        raise CmsError(_NO_RECEIVERS)
    chosen = [each for each in receivers if name in {None, each.name}]
    if not chosen:
        known = ", ".join(each.name for each in receivers)
        raise CmsError(f"No receiver has the name {name}. The receivers are {known}.")
    return chosen


def _test(arguments: argparse.Namespace) -> None:
    name: str | None = arguments.receiver

    async def send(settings: "Settings") -> None:
        failed = [each.name for each in _chosen(settings, name) if not await _sent(settings, each)]
        if failed:
            raise CmsError(f"{len(failed)} of the receivers did not accept the event.")

    _run(send)


async def _sent(settings: "Settings", receiver: "Receiver") -> bool:
    """Send a trial event, and print the result; return whether it was accepted."""
    import asyncio

    from bson import ObjectId
    from httpcore2 import NetworkError, ProtocolError

    from cms_blog.database.clock import now
    from cms_blog.webhooks.addresses import ForbiddenAddress
    from cms_blog.webhooks.payloads import encoded
    from cms_blog.webhooks.signing import Signer
    from cms_blog.webhooks.transport import Rejected, Transport

    assert settings.webhook_secret is not None  # noqa: S101 - required with receivers
    transport = Transport(allow_private=settings.private_webhooks_allowed)
    body = encoded("webhook.test", now(), {})
    headers = Signer(settings.webhook_secret).headers(f"evt_{ObjectId()}", body)
    seconds = settings.limits.webhook_timeout_seconds
    try:
        async with asyncio.timeout(seconds):
            await transport.post(receiver.url.get_secret_value(), headers, body)
    except Rejected as rejected:
        result = f"responded with status {rejected.code}, which is not 2xx"
    except TimeoutError:
        result = f"did not respond within {seconds:g} seconds"
    except ForbiddenAddress:
        result = "has a private address: set WEBHOOK_ALLOW_PRIVATE=true to send events to it"
    except (OSError, NetworkError, ProtocolError) as error:
        result = f"can't be reached: {type(error).__name__}"
    else:
        print(f"{receiver.name}: accepted")
        return True
    print(f"{receiver.name}: {result}")
    return False
