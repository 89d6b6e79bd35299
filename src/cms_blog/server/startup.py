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
    "Each worker has its own rate limits and an equal share of GENERATION_DAILY_USD. "
    "Set RATE_LIMIT_STORAGE=redis://… to share them."
)


def listen(settings: Settings) -> socket.socket:
    """Return the listening socket.

    Raises:
        CmsError: the address is not available.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=_BACKLOG)
    except OSError as error:
        at = f"{settings.host}:{settings.port}"
        if error.errno == errno.EADDRINUSE:
            message = f"Another process already listens on {at}: stop it, or set PORT."
        else:
            # Python appends the address again.
            reason = str(error.strerror or error).partition(" (while")[0]
            message = f"Can't listen on {at}: {reason}. Set HOST to an address of this machine."
        raise CmsError(message) from None


def allow_open_files(connections: int) -> None:
    """Raise the limit on open files for the given number of connections."""
    # The usual limit of 1,024 is too low. The process opens about 100 other files.
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + 500
    if soft < wanted and soft != resource.RLIM_INFINITY:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def announce(settings: Settings) -> None:
    """Announce that the server accepts requests, with its address."""
    if settings.env == "dev":
        print(_banner(settings), file=sys.stderr, flush=True)  # noqa: T201 - output for the terminal
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
        f"{workers}"
        "  Admin       .venv/bin/cms-blog create-admin --email you@example.com\n"
        "  Try it      make demo   (writes, reviews and publishes a post)\n"
        "              make studio   (the frontend for authors and admins)\n\n"
        "  Stop with Ctrl-C.\n"
    )
