"""Migrations of old documents to the current schema version: `cms-blog migrate`.

Servers can read old documents, so a migration can run before, during or after a deployment. It adds
the missing fields, which makes old documents as fast to read as new ones.
"""
