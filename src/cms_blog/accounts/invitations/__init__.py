"""Invitations of admins to people who have no account yet."""
