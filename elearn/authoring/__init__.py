"""Authoring: from files to what learners see.

Today: reading content folders, checking them and publishing them as a whole. Drafts, revisions and uploads will live
here too.
"""
