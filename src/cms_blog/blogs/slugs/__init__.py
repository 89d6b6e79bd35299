"""Slugs, the last parts of public addresses: generated, chosen and old ones."""
