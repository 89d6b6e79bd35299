"""The public site that shows the posts."""
