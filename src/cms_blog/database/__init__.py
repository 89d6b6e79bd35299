"""Access to MongoDB: client, base document, indexes, pagination."""
