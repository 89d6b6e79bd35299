"""Mutation testing of the most important modules: `make mutants MODULE=review`."""
