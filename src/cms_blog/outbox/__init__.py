"""Outboxes: what a change causes is stored with it in its document, and handled afterwards."""
