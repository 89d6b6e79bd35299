"""This server beside whole products."""
