"""Operator tasks: backup, migrations, checks of stored images."""
