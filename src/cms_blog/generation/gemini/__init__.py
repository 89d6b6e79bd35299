"""The Gemini gateway: client, requests, responses, resilience, budgets."""
