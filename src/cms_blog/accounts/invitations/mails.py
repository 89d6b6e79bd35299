"""The mail of an invitation."""

from collections.abc import Mapping

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.accounts.invitations.service import OpenInvitation, invitation_of, invitation_token
from cms_blog.accounts.links.mails import LinkTo
from cms_blog.accounts.links.tokens import LinkTokens
from cms_blog.mail.messages import MailBuilder, MailKind, Message
from cms_blog.outbox.entries import Entry

# Page of the front end.
INVITATION_PAGE = "accept-invite"


def invitation_mails(
    tokens: LinkTokens, link_to: LinkTo
) -> Mapping[MailKind, MailBuilder[UserDocument]]:
    """Return the builder of the mail to an invited person."""

    async def invitation(user: UserDocument, entry: Entry) -> Message | None:
        found = invitation_of(user, entry.data["invitation"])
        if found is None or user.role is not Role.ADMIN or user.suspended:
            return None
        token = invitation_token(OpenInvitation(found, user), tokens, mailed=True)
        values = {
            "inviter": user.name,
            "role": found.role.value,
            "url": link_to(INVITATION_PAGE, token.text),
            "expires_on": found.expires_at,
        }
        return Message(found.email, MailKind.INVITATION, values)

    return {MailKind.INVITATION: invitation}
