"""Emulator of Gemini's REST API, for offline use and for tests. Needs no API key.

See docs/decisions/0003-gemini-emulator.md.
"""
