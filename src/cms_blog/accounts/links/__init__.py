"""Signed tokens, and the links of accounts that are sent by mail."""
