"""GraphiQL and the schema reference."""
