"""Checks and normalisation of what clients send."""
