"""File formats: bytes in, validated documents or problems out.

Pure: nothing here reads a disk, a database or the time. One validator serves the shipped folders, the command line, CI
and, later, uploads. All problems of a folder are reported at once, each with path, line, code and what is needed to
mend it; the sentences are made at the edge. The formats are described in ``docs/guide/author.md`` and
``docs/guide/terminologist.md``.
"""
