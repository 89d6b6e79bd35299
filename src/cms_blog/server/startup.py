"""Start-up checks and messages, without slow imports."""

import errno
import resource
import socket
import sys

import structlog

from cms_blog.errors import CmsError
from cms_blog.settings import Settings

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

# Backlog of connections waiting to be accepted; the system may allow fewer.
_BACKLOG = 2_048

_COUNTED_APART = (
    "Each worker counts rates by itself and gets an equal share of GENERATION_DAILY_USD. "
    "RATE_LIMIT_STORAGE=redis://… counts for all."
)


def listen(settings: Settings) -> socket.socket:
    """The socket that requests come in by.

    Raises:
        CmsError: the port can't be had.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=_BACKLOG)
    except OSError as error:
        at = f"{settings.host}:{settings.port}"
        if error.errno == errno.EADDRINUSE:
            message = f"Something else listens on {at} already: stop it, or set PORT."
        else:
            # Behind it, Python tells the address once more.
            reason = str(error.strerror or error).partition(" (while")[0]
            message = f"Can't listen on {at}: {reason}. Set HOST to an address of this machine."
        raise CmsError(message) from None


def allow_open_files(connections: int) -> None:
    """Raise the limit on open files to what so many connections need."""
    # The usual 1,024 are fewer than the connections that we take; what else is open is some 100.
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + 500
    if soft < wanted and soft != resource.RLIM_INFINITY:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def announce(settings: Settings) -> None:
    """Say that requests are taken, and where."""
    if settings.env == "dev":
        print(_banner(settings), file=sys.stderr, flush=True)  # noqa: T201 - it is for the person at the terminal
    else:
        _log.info(
            "serving",
            at=settings.address,
            workers=settings.workers,
            offline_generation=settings.offline,
        )
    if settings.counts_apart:
        _log.warning("rate_limits.counted_apart", workers=settings.workers, note=_COUNTED_APART)


def _banner(settings: Settings) -> str:
    at = settings.address
    if settings.mongodb_uri is None:
        database = f"embedded, in {settings.data_dir}/   (set MONGODB_URI to use your MongoDB)"
    else:
        database = f"MongoDB, database {settings.mongodb_db}   (MONGODB_URI)"
    if settings.offline:
        generation = "offline emulator   (set GEMINI_API_KEY to write with Gemini)"
    else:
        generation = (
            f"Gemini, {settings.gemini_text_model} and {settings.gemini_image_model}"
            "   (GEMINI_API_KEY)"
        )
    workers = f"  Workers     {settings.workers}\n" if settings.workers > 1 else ""
    return (
        f"\n  {settings.app_name} is at {at}\n\n"
        f"  GraphiQL    {at}/graphql\n"
        f"  Database    {database}\n"
        f"  Generation  {generation}\n"
        f"{workers}\n"
        "  Stop with Ctrl-C.\n"
    )
