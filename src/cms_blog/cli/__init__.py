"""The `cms-blog` command."""
