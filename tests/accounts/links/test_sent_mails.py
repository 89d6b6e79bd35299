"""The mails of accounts as they leave the server, with links that work."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

from api import Api
from mailed_links import CHANGE_EMAIL, INVITE, REQUEST_RESET, use

from cms_blog.mail.messages import MailKind
from cms_blog.server.mailing import sender_for

SEND = "mutation { sendVerificationEmail { __typename } }"
NEW, INVITED = "new-address@example.com", "invited@example.com"


_LINK = re.compile(r"^http://127\.0\.0\.1:5180/[a-z-]+#token=(\S+)", re.MULTILINE)


class Office:
    """The sender of a server in development, which writes mails to files."""

    def __init__(self, api: Api, folder: Path) -> None:
        settings = api.services.settings.model_copy(update={"data_dir": folder})
        self._sender = sender_for(replace(api.services, settings=settings))
        self._folder = folder / "mail"

    async def sent(self) -> dict[str, str]:
        """Send the mails that wait; return the token of each, or "", by its recipient."""
        await self._sender.handle_due()
        found: dict[str, str] = {}
        for file in self._folder.glob("*.eml"):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            text = mail.get_body(("plain",))
            assert text is not None
            link = _LINK.search(text.get_content())
            found[str(mail["To"])] = link[1] if link else ""
            file.unlink()
        return found


async def test_the_links_of_sent_mails_work(api: Api, tmp_path: Path):
    office, admin = Office(api, tmp_path), await api.make_admin()
    await api.execute(SEND, as_user=admin)
    token = (await office.sent())[admin.email]
    verified = await use(api, MailKind.VERIFY_EMAIL, token)
    assert verified["email"] == admin.email

    await api.execute(CHANGE_EMAIL, {"email": NEW}, as_user=admin)
    mails = await office.sent()
    # A notice to the current address has no link.
    assert mails.keys() == {NEW, admin.email}
    assert mails[admin.email] == ""
    assert (await use(api, MailKind.CONFIRM_NEW_EMAIL, mails[NEW]))["email"] == NEW
    assert await office.sent() == {admin.email: ""}

    await api.execute(INVITE, {"email": INVITED}, as_user=admin)
    accepted = await use(api, MailKind.INVITATION, (await office.sent())[INVITED])
    assert accepted["session"]["viewer"]["emailVerified"]

    await api.execute(REQUEST_RESET, {"email": NEW})
    await api.execute(REQUEST_RESET, {"email": "unknown@example.com"})
    mails = await office.sent()
    assert mails.keys() == {NEW}
    reset = await use(api, MailKind.PASSWORD_RESET, mails[NEW])
    assert reset["__typename"] == "ResetPasswordSuccess"


async def test_mails_whose_cause_is_gone_are_not_sent(api: Api, tmp_path: Path):
    office, admin = Office(api, tmp_path), await api.make_admin()
    made = await api.execute(INVITE, {"email": INVITED}, as_user=admin)
    revoke = "mutation ($id: ID!) { revokeInvitation(id: $id) { __typename } }"
    await api.execute(revoke, {"id": made["invitation"]["id"]}, as_user=admin)
    await api.execute(CHANGE_EMAIL, {"email": NEW}, as_user=admin)
    await api.execute("mutation { logoutEverywhere { __typename } }", as_user=admin)
    assert await office.sent() == {}
    users = api.services.database["users"]
    assert await users.find_one({"outbox": {"$exists": True}}) is None
