"""Mail: messages, the outboxes of documents, and their delivery."""
