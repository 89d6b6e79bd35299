"""Images: checking, cleaning, storing and serving them."""
