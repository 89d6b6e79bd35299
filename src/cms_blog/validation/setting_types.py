"""Types of settings. Error messages state the expected format."""

import re
from base64 import b64decode
from ipaddress import ip_network
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationInfo
from pydantic_settings import NoDecode

from cms_blog.validation.email_address import InvalidEmail, SpecialUseDomain, normalise_email

# A display name without characters that need quotes (RFC 5322, section 3.4), and the address.
_MAILBOX = re.compile(r"(?:([^<>@\"\\,;:()\[\]\r\n]+)<([^<>\s]+)>|([^<>\s]+))")
# Characters of a URL's path, query and fragment (RFC 3986), without the placeholder.
_POST_PATH = re.compile(r"/(?!/)[\w.~!$&'()*+,;=:@/?#%-]*", re.ASCII)
_URL_CHARACTERS = re.compile(r"[!-~]+", re.ASCII)
# Each of them has its own queue in a blog's outbox.
_MAX_WEBHOOKS = 10
_BUCKET = re.compile(r"(s3|gs|az)://[\w.-]+(/[\w.!*'()-]+)*/?", re.ASCII)


def _split_at_commas(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _origins(origins: tuple[str, ...]) -> tuple[str, ...]:
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or origin != f"{parts.scheme}://{parts.netloc}":
            raise ValueError(f"{origin!r} is not an origin; write it as https://app.example.com")
    return origins


def _http_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query:
        raise ValueError("write it as https://HOST")
    return url.rstrip("/")


def _email(address: str, info: ValidationInfo) -> str:
    try:
        return normalise_email(address, special_use=info.data.get("env") == "dev")
    except SpecialUseDomain:
        raise ValueError("is at a reserved domain, which can't receive e-mail") from None
    except InvalidEmail:
        raise ValueError("write it as ada@example.com") from None


def _uri(*schemes: str, written: str) -> AfterValidator:
    def check(uri: SecretStr) -> SecretStr:
        if not uri.get_secret_value().startswith(schemes):
            raise ValueError(f"write it as {written}")
        return uri

    return AfterValidator(check)


def _smtp_url(url: SecretStr) -> SecretStr:
    try:
        parts = urlsplit(url.get_secret_value())
        usable = parts.hostname and parts.port != 0 and parts.path in {"", "/"}
    except ValueError:
        usable = False
    else:
        usable = usable and parts.scheme in {"smtp", "smtps"} and _has_smtp_option(parts)
    if not usable:
        raise ValueError("write it as smtps://USER:PASSWORD@HOST or smtp://HOST:PORT")
    return url


def _has_smtp_option(parts: SplitResult) -> bool:
    options = {"", "starttls=required", "starttls=never"} if parts.scheme == "smtp" else {""}
    return parts.query in options


def _mailbox(text: str, info: ValidationInfo) -> str:
    found = _MAILBOX.fullmatch(text.strip())
    if found is None:
        raise ValueError("write it as blog@example.com or Blog <blog@example.com>")
    name, in_brackets, alone = found.groups()
    address = _email(in_brackets or alone, info)
    return address if name is None else f"{name.strip()} <{address}>"


def _proxy_addresses(listed: str) -> str:
    entries = [entry.strip() for entry in listed.split(",")]
    try:
        # uvicorn accepts any other text as a host name, which never matches a client.
        _ = entries == ["*"] or [ip_network(entry) for entry in entries]
    except ValueError:
        raise ValueError("write it as 10.0.0.7, 10.1.0.0/16 or as * alone") from None
    return ",".join(entries)


def _uploads_url(url: str) -> str:
    if "://" in url and not _BUCKET.fullmatch(url):
        raise ValueError("write it as a folder, or as s3://BUCKET/PREFIX, gs://… or az://…")
    return url.rstrip("/") or "/"


def _post_path(path: str) -> str:
    around = path.split("{slug}")
    text = "".join(around)
    if len(around) != 2 or not _POST_PATH.fullmatch(text):  # noqa: PLR2004 - one placeholder
        raise ValueError("write it as /posts/{slug}, with {slug} once")
    return path


def _webhook_urls(urls: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    # Messages don't repeat a URL: it may contain a secret.
    for number, url in enumerate(urls, start=1):
        if not _is_webhook_url(url.get_secret_value()):
            raise ValueError(f"URL {number} is invalid; write it as https://HOST/PATH")
    if len(set(urls)) < len(urls):
        raise ValueError("a URL is repeated")
    if len(urls) > _MAX_WEBHOOKS:
        raise ValueError(f"at most {_MAX_WEBHOOKS} URLs are possible")
    return urls


def _is_webhook_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        usable = parts.hostname and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        return False
    known = parts.scheme in {"http", "https"} and not parts.fragment
    return bool(usable) and known and _URL_CHARACTERS.fullmatch(url) is not None


def _webhook_secrets(secrets: SecretStr) -> SecretStr:
    keys = [key.strip() for key in secrets.get_secret_value().split(",")]
    if len(keys) > 2 or not all(map(_is_webhook_key, keys)):  # noqa: PLR2004 - and the previous one
        raise ValueError("write it as whsec_KEY, or as whsec_KEY,whsec_PREVIOUS, in base64")
    return SecretStr(",".join(keys))


def _is_webhook_key(text: str) -> bool:
    try:
        key = b64decode(text.removeprefix("whsec_"), validate=True)
    except ValueError:
        return False
    # Standard Webhooks, "Signature scheme": 24 to 64 bytes.
    return text.startswith("whsec_") and 24 <= len(key) <= 64  # noqa: PLR2004


def _rates(rates: str) -> str:
    from limits import parse_many

    try:
        parse_many(rates)
    except ValueError:
        raise ValueError("write it as 10/minute; 100/hour") from None
    return rates


# Rate limits in the notation of the package `limits`, for example `10/minute; 100/hour`.
Rates = Annotated[str, AfterValidator(_rates)]
# Comma-separated values.
Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_at_commas)]
Origins = Annotated[Listed, AfterValidator(_origins)]
# Without a trailing slash.
HttpUrl = Annotated[str, AfterValidator(_http_url)]
Email = Annotated[str, AfterValidator(_email)]
RateLimitUri = Annotated[
    SecretStr,
    _uri("memory://", "redis://", "rediss://", written="memory:// or redis://HOST:PORT/DB"),
]
# The URL can have a user and a password, percent-encoded.
SmtpUrl = Annotated[SecretStr, AfterValidator(_smtp_url)]
# `ada@example.com` or `Ada <ada@example.com>`.
Mailbox = Annotated[str, AfterValidator(_mailbox)]
# A folder or a bucket. The URL holds no secrets: credentials have their own variables.
UploadsUrl = Annotated[str, AfterValidator(_uploads_url)]
# Comma-separated addresses and networks, in uvicorn's format.
ProxyAddresses = Annotated[str, AfterValidator(_proxy_addresses)]
# Path of a post's page, with `{slug}`.
PostPath = Annotated[str, AfterValidator(_post_path)]
WebhookUrls = Annotated[
    tuple[SecretStr, ...],
    NoDecode,
    BeforeValidator(_split_at_commas),
    AfterValidator(_webhook_urls),
]
# One or two keys of Standard Webhooks, separated by a comma: the current and the previous one.
WebhookSecrets = Annotated[SecretStr, AfterValidator(_webhook_secrets)]
MongoUri = Annotated[
    SecretStr,
    _uri("mongodb://", "mongodb+srv://", written="mongodb://HOST:PORT or mongodb+srv://HOST"),
]
