"""Previews: of texts that are not saved, and of blogs by a link without an account."""
