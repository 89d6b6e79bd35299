"""A blog's text: Markdown, structure, search engine data."""
