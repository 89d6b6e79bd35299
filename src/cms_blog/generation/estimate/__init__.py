"""Expected price of generation steps, and blogs that would overlap with a new one."""
