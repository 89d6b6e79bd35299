"""Export of personal data and deletion of accounts."""
