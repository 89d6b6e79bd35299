"""Feeds, the sitemap and robots.txt: published posts for feed readers and crawlers."""
