"""Accounts as admins see them: the list, roles, suspension."""
