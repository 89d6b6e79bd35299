"""The application for any ASGI server: `uvicorn cms_blog.asgi:app`.

Importing it has no side effects. The lifespan reads the settings and opens the services.
"""

import gc
import traceback

from pymongo.errors import PyMongoError
from starlette.types import ASGIApp, Receive, Scope, Send

from cms_blog.database.client import unreachable
from cms_blog.errors import CmsError
from cms_blog.observability import logging
from cms_blog.server.app import create_app, open_services
from cms_blog.server.mailing import sender_for
from cms_blog.server.signals import shutdown_on_signals
from cms_blog.settings import SettingsError, load_settings


class Application:
    """The API of one process, from the server's lifespan startup to its shutdown."""

    def __init__(self) -> None:
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI scope."""
        if scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
        elif self._app is None:
            raise RuntimeError("The ASGI server must run the application's lifespan.")
        else:
            await self._app(scope, receive, send)

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        phase = "startup"
        try:
            settings = load_settings()
            logging.configure(settings)
            async with open_services(settings, beside_server=True) as services:
                self._app = create_app(services)
                # Read by the HTTP protocol of `cms-blog serve`.
                scope.setdefault("state", {}).update(settings=settings, drain=services.drain)
                # Exempt long-lived objects from garbage collection.
                gc.collect()
                gc.freeze()
                async with sender_for(services).running():
                    with shutdown_on_signals(services.drain, settings):
                        await send({"type": "lifespan.startup.complete"})
                        phase = "shutdown"
                        await receive()
            await send({"type": "lifespan.shutdown.complete"})
        except Exception as error:
            # Also for bugs: some servers ignore a lifespan that raises.
            await send({"type": f"lifespan.{phase}.failed", "message": _reason(error)})


def _reason(error: Exception) -> str:
    """Return the message of an error that an operator can correct, else the traceback."""
    match error:
        case SettingsError():
            return "\n".join(f"Setting {line}" for line in error.lines)
        case CmsError():
            return error.message
        case PyMongoError():
            return unreachable(error).message
        case _:
            return "".join(traceback.format_exception(error))


app = Application()
