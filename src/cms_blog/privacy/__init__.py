"""What a person can ask about their own data: all of it in one file, and the end of it."""
