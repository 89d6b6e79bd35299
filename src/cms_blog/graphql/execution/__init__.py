"""Execution of GraphQL operations: parsing, limits, caches and the executor."""
