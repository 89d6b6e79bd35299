"""Backup, restore and copies between databases.

Documents are copied as raw BSON: no type is lost, and fields of other versions pass through.
"""
