"""What a request costs, beside the peers' servers and in itself: see README.md."""
