"""Changes of roles, suspensions and deletions, after which an active admin is left."""
