"""The schema as clients know it."""

from functools import cache

from graphql import GraphQLSchema, build_schema

from cms_blog.schema import schema_text


@cache
def client_schema() -> GraphQLSchema:
    """Return the schema of the SDL; parsing it takes 0.15 s, so once per process."""
    return build_schema(schema_text())
