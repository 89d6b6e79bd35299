"""Review of blogs by admins: the queue and the decisions."""
