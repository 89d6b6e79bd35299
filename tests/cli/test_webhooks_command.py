"""`cms-blog webhooks`."""

from pathlib import Path

from cli_process import command
from webhook_receiver import SECRET, webhook_receiver


async def test_a_trial_event_is_sent_and_its_result_printed(tmp_path: Path):
    async with webhook_receiver() as receiver:
        env = {"WEBHOOK_URLS": receiver.url, "WEBHOOK_SECRET": SECRET}
        sent = await command(tmp_path, "webhooks", "test", **env)
        assert (sent.status, sent.err) == (0, "")
        (event,) = receiver.take()
        assert (event.type, event.data) == ("webhook.test", {})
        name = sent.out.removesuffix(": accepted\n")
        assert name.startswith(f"127.0.0.1:{receiver.port}-")
        receiver.status = 301
        refused = await command(tmp_path, "webhooks", "test", "--receiver", name, **env)
        private = await command(tmp_path, "webhooks", "test", WEBHOOK_ALLOW_PRIVATE="false", **env)
    assert (refused.status, refused.err) == (1, "1 of the receivers did not accept the event.\n")
    assert refused.out == f"{name}: responded with status 301, which is not 2xx\n"
    assert "set WEBHOOK_ALLOW_PRIVATE=true" in private.out
    assert len(receiver.requests) == 2


async def test_receivers_are_listed_without_their_path(tmp_path: Path):
    env = {"WEBHOOK_URLS": "https://hooks.example.com/secret", "WEBHOOK_SECRET": SECRET}
    listed = await command(tmp_path, "webhooks", "list", **env)
    assert (listed.status, listed.err) == (0, "")
    first, last = listed.out.splitlines()
    assert (first[:27], last) == ("Receiver hooks.example.com-", "0 waiting, 0 given up.")


async def test_without_receivers_the_commands_say_what_to_set(tmp_path: Path):
    refused = await command(tmp_path, "webhooks", "redeliver")
    assert (refused.status, refused.out) == (1, "")
    assert refused.err == ("No receivers are configured: set WEBHOOK_URLS and WEBHOOK_SECRET.\n")


async def test_an_event_that_does_not_wait_is_an_error(tmp_path: Path):
    env = {"WEBHOOK_URLS": "http://127.0.0.1:1/hooks", "WEBHOOK_SECRET": SECRET}
    refused = await command(tmp_path, "webhooks", "redeliver", "--event", "evt_x", **env)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.startswith("No delivery of evt_x waits or was given up.")
