"""Checks of a text for its author and reviewers: unsourced claims, the operator's style guide."""
