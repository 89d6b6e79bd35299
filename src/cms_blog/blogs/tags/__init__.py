"""Tags of blogs."""
