"""Mails about what happens to blogs, and the preferences that turn them off."""
