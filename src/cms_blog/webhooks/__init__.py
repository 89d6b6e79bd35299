"""Webhooks: events that are sent to other systems (the Standard Webhooks specification)."""
