"""Links of accounts as they are mailed, and operations that use them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from api import Api, Person
from bson import ObjectId

from cms_blog.accounts.documents import UserDocument
from cms_blog.accounts.invitations.mails import invitation_mails
from cms_blog.accounts.links.mails import link_mails
from cms_blog.accounts.links.tokens import LinkTokens
from cms_blog.graphql.types.node_ids import oid_of
from cms_blog.mail.messages import MailKind, Message
from cms_blog.outbox.entries import Entry
from cms_blog.server.jwt_secret import jwt_secret

NEW_PASSWORD = "another horse"

_ERROR = "__typename ... on UserError { message }"
USES = {
    MailKind.PASSWORD_RESET: f"""
      mutation ($token: String!, $password: String! = "{NEW_PASSWORD}") {{
        resetPassword(input: {{token: $token, newPassword: $password}}) {{
          {_ERROR}
          ... on InvalidInputError {{ fields {{ path }} }}
          ... on ResetPasswordSuccess {{
            session {{ accessToken viewer {{ email emailVerified role }} }}
          }}
        }}
      }}""",
    MailKind.VERIFY_EMAIL: f"""
      mutation ($token: String!) {{
        verifyEmail(input: {{token: $token}}) {{
          {_ERROR} ... on VerifyEmailSuccess {{ email }}
        }}
      }}""",
    MailKind.INVITATION: f"""
      mutation ($token: String!, $name: String! = "Ada", $password: String! = "{NEW_PASSWORD}") {{
        acceptInvite(input: {{token: $token, name: $name, password: $password}}) {{
          {_ERROR}
          ... on InvalidInputError {{ fields {{ path }} }}
          ... on AcceptInviteSuccess {{
            session {{ accessToken viewer {{ email emailVerified role user {{ name }} }} }}
          }}
        }}
      }}""",
}
USES[MailKind.CONFIRM_NEW_EMAIL] = USES[MailKind.VERIFY_EMAIL]

REQUEST_RESET = f"""
  mutation ($email: String!) {{
    requestPasswordReset(input: {{email: $email}}) {{
      {_ERROR} ... on RequestPasswordResetSuccess {{ text: message }}
    }}
  }}"""
CHANGE_EMAIL = f"""
  mutation ($email: String!, $password: String! = "correct horse") {{
    changeEmail(input: {{newEmail: $email, password: $password}}) {{
      {_ERROR}
      ... on InvalidInputError {{ fields {{ path code }} }}
      ... on ChangeEmailSuccess {{ viewer {{ email pendingEmail }} }}
    }}
  }}"""
INVITE = f"""
  mutation ($email: String!, $role: Role! = USER) {{
    inviteUser(input: {{email: $email, role: $role}}) {{
      {_ERROR}
      ... on InvalidInputError {{ fields {{ path code }} }}
      ... on InviteUserSuccess {{
        url invitation {{ id email role expiresAt invitedBy {{ id }} }}
      }}
    }}
  }}"""
REVOKE = f"""
  mutation ($id: ID!) {{
    revokeInvitation(id: $id) {{
      {_ERROR} ... on RevokeInvitationSuccess {{ revokedId }}
    }}
  }}"""


async def stored(api: Api, person: Person) -> dict[str, Any]:
    """The raw document of the account."""
    raw = await api.services.database["users"].find_one({"_id": oid_of("User", person.id)})
    assert raw is not None
    return raw


async def message(
    api: Api,
    person: Person,
    kind: MailKind,
    *,
    to: str | None = None,
    data: Mapping[str, Any] | None = None,
    age: timedelta = timedelta(),
) -> Message | None:
    """The mail that the state of the account yields; `age` is that of its token."""
    settings = api.services.settings
    tokens = LinkTokens(jwt_secret(settings), clock=lambda: datetime.now(UTC) - age)
    builders = {
        **link_mails(tokens, settings.link_to),
        **invitation_mails(tokens, settings.link_to),
    }
    entry = Entry(ObjectId(), kind, data or {}, to, datetime.now(UTC), 1)
    return await builders[kind](UserDocument.read(await stored(api, person)), entry)


async def mailed_token(
    api: Api,
    person: Person,
    kind: MailKind,
    *,
    to: str | None = None,
    data: Mapping[str, Any] | None = None,
    age: timedelta = timedelta(),
) -> str:
    """The token of the link in the mail."""
    mail = await message(api, person, kind, to=to, data=data, age=age)
    assert mail is not None
    return token_in(str(mail.values["url"]))


def token_in(url: str) -> str:
    """The token in the fragment of a link."""
    _, found, token = url.partition("#token=")
    assert found
    return token


async def use(api: Api, kind: MailKind, token: str, **variables: Any) -> dict[str, Any]:
    """Open a link of this kind."""
    return await api.execute(USES[kind], {"token": token, **variables})
