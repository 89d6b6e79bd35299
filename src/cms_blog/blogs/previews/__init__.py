"""Previews: of texts that are not saved."""
