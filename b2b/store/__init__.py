"""The workspace's memory: tables, sessions, migrations, blobs, counters, audit, and the queries over them.

It decides nothing. Import what you need from its modules (`b2b.store.engine.open_store`, `b2b.store.tables`): this file
imports nothing, so that reading settings does not cost an import of the database library.
"""
