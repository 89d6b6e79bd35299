"""Smaller versions of stored images, for screens that need fewer pixels."""
