"""GraphQL types that `Blog` and its mutations consist of."""
