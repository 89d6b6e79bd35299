"""Queries that clients name by their hash instead of sending their text.

- Automatic persisted queries, Apollo's protocol: `extensions.persistedQuery {version: 1,
  sha256Hash}`, once together with `query`, from then on without.
- Trusted documents: a manifest made when the clients were built; then nothing else runs. They are
  named the same way, or by `documentId` (GraphQL over HTTP, appendix "Persisted Documents").
"""

import hashlib
from pathlib import Path
from typing import Any, NamedTuple, cast

import orjson

from cms_blog.errors import Forbidden
from cms_blog.graphql.execution.caches import Cache
from cms_blog.graphql.transport.requests import GraphQLRequest, PersistedQueryNotFound, Refusal
from cms_blog.settings import Settings, SettingsError

_MAX_QUERIES = 10_000


class PersistedQueries:
    """Looks up the text of a request, and stores the texts that clients register."""

    def __init__(self, settings: Settings) -> None:
        self._kept: Cache[str, str] = Cache(
            settings.limits.persisted_query_characters, _MAX_QUERIES
        )
        path = settings.trusted_documents
        self._trusted: _Trusted | None = None
        if path is not None:
            by_id = read_manifest(path)
            self._trusted = _Trusted(by_id, frozenset(by_id.values()))

    def text_of(self, request: GraphQLRequest) -> str:
        """The text of what a request wants to run.

        Raises:
            PersistedQueryNotFound, Refusal
            Forbidden: only trusted documents are allowed, and this is not one.
        """
        wanted = _wanted_hash(request)
        if self._trusted is not None:
            return self._trusted_text(self._trusted, request.query, wanted)
        if wanted is None:
            if request.query is None:
                raise Refusal("`query` is missing.")
            return request.query
        if request.query is None:
            kept = self._kept.get(wanted)
            if kept is None:
                raise PersistedQueryNotFound
            return kept
        if hashlib.sha256(request.query.encode()).hexdigest() != wanted:
            raise Refusal("`sha256Hash` is not the hash of `query`.")
        return request.query

    def keep(self, request: GraphQLRequest) -> None:
        """Keep the text that a request registers, which by now is known to be valid."""
        wanted = _wanted_hash(request)
        if wanted is not None and request.query is not None and self._trusted is None:
            self._kept.put(wanted, request.query, len(wanted) + len(request.query))

    @staticmethod
    def _trusted_text(trusted: "_Trusted", query: str | None, wanted: str | None) -> str:
        if query is not None:
            # A client may go on sending the text, where that is what the manifest holds.
            if query not in trusted.texts:
                raise Forbidden("Only the operations of this server's own clients run here.")
            return query
        text = trusted.by_id.get(wanted or "")
        if text is None:
            raise PersistedQueryNotFound
        return text


class _Trusted(NamedTuple):
    by_id: dict[str, str]
    texts: frozenset[str]


def _wanted_hash(request: GraphQLRequest) -> str | None:
    if request.document_id is not None:
        return _plain(request.document_id)
    asked = request.extensions.get("persistedQuery")
    if asked is None:
        return None
    if not isinstance(asked, dict):
        raise Refusal("`persistedQuery` must be an object.")
    facts = cast("dict[str, Any]", asked)
    wanted = facts.get("sha256Hash")
    if facts.get("version") != 1 or not isinstance(wanted, str):
        raise Refusal("`persistedQuery` must have version 1 and a sha256Hash.")
    return _plain(wanted)


def _plain(identity: str) -> str:
    return identity.removeprefix("sha256:")


def read_manifest(path: Path) -> dict[str, str]:
    """Texts by their ids, from Apollo's manifest or from code generators' plain map.

    Raises:
        SettingsError: the file can't be read or is no manifest.
    """
    try:
        content: Any = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise SettingsError([f"TRUSTED_DOCUMENTS: {error}"]) from None
    try:
        if content.get("format") == "apollo-persisted-query-manifest":
            content = {item["id"]: item["body"] for item in content["operations"]}
        documents = {_plain(identity): text for identity, text in content.items()}
        if all(isinstance(text, str) for text in documents.values()):
            return documents
    except (AttributeError, KeyError, TypeError):
        pass
    raise SettingsError([f"TRUSTED_DOCUMENTS: {path} is no manifest of persisted documents"])
