"""Accounts: sign-up, login, passwords, tokens and generation budgets."""
