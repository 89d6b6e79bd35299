"""Writing with Gemini: seven steps behind one gateway."""
