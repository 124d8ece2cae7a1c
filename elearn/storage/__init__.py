"""Rows and bytes: the database, used plainly, and the blob store's protocol. Knows nothing of any feature."""
