"""A Gemini that needs no key: Gemini's REST interface, a writer and a painter behind it.

It is what the product uses offline and what the tests run against. See
docs/decisions/0003-gemini-emulator.md.
"""
