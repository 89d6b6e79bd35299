"""GraphQL itself: transports, limits, ids, pages and errors. Nothing here knows a domain."""
