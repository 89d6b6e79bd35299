"""Taking everything that is kept from one place to another: backups, and from database to database.

Documents travel as the BSON that they are, so that nothing is lost of a type, and a version that
knows other fields passes on what it does not know.
"""
