"""What operators run above all domains."""
