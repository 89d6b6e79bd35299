"""Blogs: saving, reading, editing, and their way through the statuses."""
