"""Commands that call Gemini or emulate it."""
