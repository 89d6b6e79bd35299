"""Benchmarks of this server and of its peers: see README.md."""
