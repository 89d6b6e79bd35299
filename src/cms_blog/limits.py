"""Limits on the resources of one client or one request.

The defaults suit nearly every deployment. The setting LIMITS overrides single ones with a JSON
object: `LIMITS={"max_query_depth": 15}`. Sizes are in bytes unless they name characters.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from cms_blog.validation.setting_types import Rates


class Limits(BaseModel):
    """Limits of one process on requests, connections and caches."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # --- Requests ---
    # Size of a request body, without its files.
    max_body_bytes: Annotated[int, Field(ge=1_000, le=100_000_000)] = 1_000_000
    # Nesting of objects and lists in a JSON body.
    max_json_depth: Annotated[int, Field(ge=4, le=500)] = 32
    # Time to receive a body.
    body_timeout_seconds: Annotated[float, Field(gt=0, le=3_600)] = 15
    # Operations in one batch (a JSON array).
    max_batch_operations: Annotated[int, Field(ge=1, le=100)] = 10
    # Files in one request.
    max_upload_files: Annotated[int, Field(ge=1, le=100)] = 4
    # Total size of the files in one request.
    max_upload_bytes: Annotated[int, Field(ge=1_000, le=1_000_000_000)] = 16_000_000
    # Time to receive a request with files.
    upload_timeout_seconds: Annotated[float, Field(gt=0, le=3_600)] = 120
    # Concurrent requests with files, of all clients: their files, each request's up to
    # max_upload_bytes, wait in the temporary folder.
    max_uploads: Annotated[int, Field(ge=1, le=1_000)] = 12

    # --- Documents ---
    # Length without variables, in which clients send long texts.
    max_query_characters: Annotated[int, Field(ge=1_000, le=100_000_000)] = 12_000
    # Lexical tokens. Comments have the same limit, counted separately.
    max_query_tokens: Annotated[int, Field(ge=100, le=100_000)] = 800
    # Operations and fragments.
    max_query_definitions: Annotated[int, Field(ge=1, le=10_000)] = 100
    # Pairs of fields with the same response name, which validation compares.
    max_query_merges: Annotated[int, Field(ge=0, le=1_000_000)] = 5_000
    # Levels of fields.
    max_query_depth: Annotated[int, Field(ge=1, le=100)] = 12
    # Fields with an alias.
    max_query_aliases: Annotated[int, Field(ge=0, le=10_000)] = 50
    # Fields of Query, Mutation or Subscription in one operation.
    max_query_root_fields: Annotated[int, Field(ge=1, le=1_000)] = 20
    # Uses of directives.
    max_query_directives: Annotated[int, Field(ge=0, le=10_000)] = 50
    # Fields in the response if every list is as long as its `first` allows.
    max_query_cost: Annotated[int, Field(ge=10, le=10_000_000)] = 20_000

    # --- Operations ---
    # Time to execute a query.
    query_timeout_seconds: Annotated[float, Field(gt=0, le=3_600)] = 25
    # Time to execute a mutation. Generation steps are mutations.
    mutation_timeout_seconds: Annotated[float, Field(gt=0, le=3_600)] = 180
    # Time until a subscription is ended.
    subscription_timeout_seconds: Annotated[float, Field(gt=0, le=86_400)] = 600
    # Concurrent operations of one client: a user or an address.
    max_operations_per_client: Annotated[int, Field(ge=1, le=10_000)] = 100
    # Invalid requests from one address; above it, all its requests are temporarily rejected.
    rate_limit_refused: Rates = "600/minute"
    # Signups per address.
    rate_limit_signups: Rates = "60/hour"
    # Links that reset a password, and links that verify an address: per e-mail address, and per IP
    # address.
    rate_limit_links: Rates = "3/hour"
    # Invitations per admin.
    rate_limit_invitations: Rates = "50/day"
    # Uploads of images per user.
    rate_limit_uploads: Rates = "120/hour"
    # Downloads of a user's own data.
    rate_limit_exports: Rates = "20/hour"

    # --- Accounts and the database ---
    # Memory of a password hash, in KiB: the second option of RFC 9106, section 4.
    argon2_memory_kib: Annotated[int, Field(ge=8_192, le=4_194_304)] = 65_536
    # Iterations of a password hash.
    argon2_iterations: Annotated[int, Field(ge=1, le=100)] = 3
    # A command with its retries and the wait for a new primary, whose election takes about 12 s.
    # At most 80 % of the shortest operation's timeout. Options of MONGODB_URI win.
    mongodb_timeout_seconds: Annotated[float, Field(gt=0, le=3_600)] = 20

    # --- Connections ---
    # At shutdown, time between /ready reporting 503 and the closing of the port.
    drain_delay_seconds: Annotated[float, Field(ge=0, le=3_600)] = 0
    # Concurrent connections of all clients.
    max_connections: Annotated[int, Field(ge=1, le=1_000_000)] = 2_000
    # Timeout of a client that sends headers slowly, or that stops reading a response.
    client_patience_seconds: Annotated[float, Field(gt=0, le=3_600)] = 10
    # Size of all headers of a request.
    max_header_bytes: Annotated[int, Field(ge=1_024, le=10_000_000)] = 65_536
    # Concurrent WebSockets of one client.
    max_sockets_per_client: Annotated[int, Field(ge=1, le=10_000)] = 100
    # Concurrent operations on one WebSocket.
    max_subscriptions_per_socket: Annotated[int, Field(ge=1, le=1_000)] = 20
    # Time until `connection_init`.
    socket_init_timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 10
    # Interval of heartbeats on idle WebSockets and streams.
    heartbeat_seconds: Annotated[float, Field(gt=0, le=600)] = 15

    # --- Webhooks ---
    # Time for the response of a receiver.
    webhook_timeout_seconds: Annotated[float, Field(gt=0, le=300)] = 15
    # Requests to one receiver at once.
    webhook_requests_per_receiver: Annotated[int, Field(ge=1, le=100)] = 4

    # --- Caches ---
    # Lifetime of responses to signed-out readers; 0 disables their cache.
    public_cache_seconds: Annotated[float, Field(ge=0, le=3_600)] = 5
    # Total characters of cached validated documents.
    document_cache_characters: Annotated[int, Field(ge=0, le=100_000_000)] = 500_000
    # Total characters of automatically persisted queries.
    persisted_query_characters: Annotated[int, Field(ge=0, le=100_000_000)] = 2_000_000
    # False executes all queries with graphql-core instead of compiled plans, for comparison.
    compiled_plans: bool = True
