"""Messages as e-mail (RFC 5322): subject, text and HTML from a template."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from cms_blog.database.clock import now
from cms_blog.mail.messages import Message
from cms_blog.settings import Settings
from cms_blog.validation.email_address import ascii_domain

if TYPE_CHECKING:
    from jinja2 import Environment


class _Policy(EmailPolicy):
    """Folds headers as `email` does, but keeps URLs as they are: it would encode long ones."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name == "List-Unsubscribe":
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


# RFC 2047, section 2: lines with encoded words have 76 characters at most.
_POLICY = _Policy(linesep="\r\n", max_line_length=76)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail as bytes, and its envelope. `utf8`: an address has characters outside of ASCII."""

    sender: str
    recipient: str
    message_id: str
    content: bytes
    utf8: bool


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders the mails of one site.

    Args:
        sender: `blog@example.com` or `Blog <blog@example.com>`.
        site_name: in all mails.
        site_url: URL of the front end.
    """

    sender: str
    site_name: str
    site_url: str

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Return the renderer of the site's mails; in development, MAIL_FROM has a default."""
        sender = settings.mail_from or "blog@localhost"
        return cls(sender, settings.app_name, settings.frontend)

    def render(self, message: Message, message_key: str) -> Rendered:
        """Return the mail; `message_key` is the part of its `Message-ID` before the domain."""
        name, address = parseaddr(self.sender)
        sender, recipient = _in_ascii(address), _in_ascii(message.to)
        values = {
            **message.values,
            "site_name": self.site_name,
            "site_url": self.site_url,
            "unsubscribe_url": message.unsubscribe_url,
        }
        mail = EmailMessage(policy=_POLICY)
        mail["From"] = _address(sender, name or self.site_name)
        mail["To"] = _address(recipient)
        mail["Subject"] = " ".join(_block(_file(message), "subject", values).split())
        mail["Date"] = format_datetime(now())
        message_id = f"<{message_key}@{sender.rpartition('@')[2]}>"
        mail["Message-ID"] = message_id
        # RFC 3834: no vacation notices in return.
        mail["Auto-Submitted"] = "auto-generated"
        if message.unsubscribe_url is not None:
            # RFC 2369, and RFC 8058: a POST to the URL unsubscribes, without a page.
            mail["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        # Quoted-printable needs no extension of the SMTP server.
        mail.set_content(_text(message, values), cte="quoted-printable")
        html = _environment(for_html=True).get_template(_file(message)).render(values)
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
        utf8 = not (sender + recipient).isascii()
        content = mail.as_bytes(policy=_POLICY.clone(utf8=utf8))
        return Rendered(sender, recipient, message_id, content, utf8)


def _in_ascii(address: str) -> str:
    """Return the address with its domain in ASCII, for servers without SMTPUTF8."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{ascii_domain(domain)}"


def _address(address: str, name: str = "") -> Address:
    # Its argument `addr_spec` accepts ASCII only.
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain)


def _text(message: Message, values: dict[str, Any]) -> str:
    footer = _block("layout.jinja", "text_footer", values)
    return f"{_block(_file(message), 'text', values).strip()}\n\n{footer.strip()}\n"


def _file(message: Message) -> str:
    return f"{message.kind.value}.jinja"


def _block(file: str, name: str, values: dict[str, Any]) -> str:
    template = _environment(for_html=False).get_template(file)
    return "".join(template.blocks[name](template.new_context(values)))


@cache
def _environment(*, for_html: bool) -> "Environment":
    """Return the templates. Values are escaped in HTML, and stay as they are in text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("cms_blog.mail"),
        autoescape=for_html,  # noqa: S701 - subjects and text are not HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
