"""Public profiles of users, and their preferences for mail."""
