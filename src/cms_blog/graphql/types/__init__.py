"""Scalars, ids, connections and errors shared by all domains."""
