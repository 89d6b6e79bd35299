"""Validation and normalisation of input."""
