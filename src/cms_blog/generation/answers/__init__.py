"""Cleans what a model wrote: pure functions from an answer to a post, a section or options.

Decisions come from the block structure that the Markdown parser finds. Nothing here calls a model.
"""
