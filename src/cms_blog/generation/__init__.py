"""Generation of texts and images with Gemini."""
