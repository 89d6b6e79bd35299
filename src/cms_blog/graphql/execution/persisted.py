"""Persisted queries: clients send a hash instead of the text of a query.

- Automatic persisted queries, Apollo's protocol: `extensions.persistedQuery {version: 1,
  sha256Hash}`. The first request also has `query`; later requests only the hash.
- Trusted documents: a manifest from the build of the clients; only its documents may run. Requests
  have the hash as above, or `documentId` (GraphQL over HTTP, appendix "Persisted Documents").
"""

import hashlib
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any, NamedTuple, cast

import orjson

from cms_blog.errors import Forbidden
from cms_blog.graphql.execution.caches import Cache
from cms_blog.graphql.transport.requests import GraphQLRequest, PersistedQueryNotFound, Refusal
from cms_blog.settings import Settings, SettingsError

_MAX_QUERIES = 10_000


class PersistedQueries:
    """Finds the query text of a request, and stores texts that clients register."""

    def __init__(self, settings: Settings) -> None:
        self._registered: Cache[str, str] = Cache(
            settings.limits.persisted_query_characters, _MAX_QUERIES
        )
        path = settings.trusted_documents
        self._trusted: _Trusted | None = None
        if path is not None:
            by_id = read_manifest(path)
            self._trusted = _Trusted(by_id, frozenset(by_id.values()))

    def query_text(self, request: GraphQLRequest) -> str:
        """Return the query text of a request.

        Raises:
            PersistedQueryNotFound: the hash is unknown.
            Refusal: the parameters are missing, malformed or inconsistent.
            Forbidden: only trusted documents are allowed, and this is not one.
        """
        query_id = _query_id(request)
        if self._trusted is not None:
            return self._trusted_text(self._trusted, request.query, query_id)
        if query_id is None:
            if request.query is None:
                raise Refusal("`query` is missing.")
            return request.query
        if request.query is None:
            text = self._registered.get(query_id)
            if text is None:
                raise PersistedQueryNotFound
            return text
        if hashlib.sha256(request.query.encode()).hexdigest() != query_id:
            raise Refusal("`sha256Hash` is not the hash of `query`.")
        return request.query

    def register(self, request: GraphQLRequest) -> None:
        """Store the text that a request registers. Call it for valid documents only."""
        query_id = _query_id(request)
        if query_id is not None and request.query is not None and self._trusted is None:
            self._registered.put(query_id, request.query, len(query_id) + len(request.query))

    @staticmethod
    def _trusted_text(trusted: "_Trusted", query: str | None, query_id: str | None) -> str:
        if query is not None:
            # A client may send the text of a trusted document instead of its hash.
            if query not in trusted.texts:
                raise Forbidden("Only trusted documents may run on this server.")
            return query
        text = None if query_id is None else trusted.by_id.get(query_id)
        if text is None:
            raise PersistedQueryNotFound
        return text


class _Trusted(NamedTuple):
    by_id: dict[str, str]
    texts: frozenset[str]


def _query_id(request: GraphQLRequest) -> str | None:
    if request.document_id is not None:
        return _without_prefix(request.document_id)
    extension = request.extensions.get("persistedQuery")
    if extension is None:
        return None
    if not isinstance(extension, dict):
        raise Refusal("`persistedQuery` must be an object.")
    parameters = cast("dict[str, Any]", extension)
    query_id = parameters.get("sha256Hash")
    if parameters.get("version") != 1 or not isinstance(query_id, str):
        raise Refusal("`persistedQuery` must have version 1 and a sha256Hash.")
    return _without_prefix(query_id)


def _without_prefix(document_id: str) -> str:
    return document_id.removeprefix("sha256:")


def read_manifest(path: Path) -> dict[str, str]:
    """Read the texts by id from an Apollo manifest or a JSON object of ids and texts.

    Raises:
        SettingsError: the file can't be read or is not a manifest.
    """
    try:
        content: Any = orjson.loads(path.read_bytes().removeprefix(BOM_UTF8))
    except (OSError, orjson.JSONDecodeError) as error:
        raise SettingsError([f"TRUSTED_DOCUMENTS: {error}"]) from None
    try:
        if content.get("format") == "apollo-persisted-query-manifest":
            content = {item["id"]: item["body"] for item in content["operations"]}
        documents = {_without_prefix(document_id): text for document_id, text in content.items()}
        if all(isinstance(text, str) for text in documents.values()):
            return documents
    except (AttributeError, KeyError, TypeError):
        pass
    raise SettingsError([f"TRUSTED_DOCUMENTS: {path} is not a manifest of persisted documents"])
