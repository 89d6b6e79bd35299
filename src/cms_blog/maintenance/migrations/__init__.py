"""Bringing old documents up to date: `cms-blog migrate`.

Old documents are read as well as new ones, so this may run before, after or beside the servers of a
release. It makes them as complete and as quick to read as those that are saved now.
"""
