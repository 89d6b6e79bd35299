"""A GraphQL API server for blogs that people write with Gemini's help."""
