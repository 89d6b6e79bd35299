"""The effect of single optimisations of this server."""
