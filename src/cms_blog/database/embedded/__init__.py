"""The embedded database: MongoDB's wire protocol over SQLite, without installation.

`process.running(data_dir)` starts it as a child process (`server.py`) and yields its `mongodb://`
URI. `process.shared(data_dir)` joins a server that already runs, or starts one. `engine.py` extends
mongoeco's storage engine with indexes that queries can use.

This file imports nothing: the child process needs neither `process.py` nor the logs.
"""
