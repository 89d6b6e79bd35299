"""Database and audit trail of commands that change accounts."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cms_blog.observability.audit import AuditTrail
    from cms_blog.settings import Settings


@asynccontextmanager
async def audited(settings: "Settings") -> AsyncGenerator["AuditTrail"]:
    """Connect the documents, beside a running server, and yield the audit trail.

    Indexes are created, because a command can be the first to use a database: the index of e-mail
    addresses makes accounts unique.

    Raises:
        CmsError: the database does not answer.
    """
    from cms_blog.database.client import opened
    from cms_blog.database.indexes import indexed, indexes_of
    from cms_blog.observability import logging
    from cms_blog.observability.audit import AuditTrail
    from cms_blog.server.documents import DOCUMENTS
    from cms_blog.server.jwt_secret import jwt_secret

    logging.configure(settings)
    audit = AuditTrail(jwt_secret(settings))
    async with (
        opened(settings, DOCUMENTS, beside_server=True),
        indexed(indexes_of(DOCUMENTS)),
    ):
        yield audit
