"""Offline packs: a market, a pair of languages and what one says there, as plain files in one zip.

Words: a *pack* is an offline bundle; its *recipe* says for whom it is made; its *manifest* lists files, digests,
licences and credits; a *pack file* is one form of it, such as the zip or the Anki deck, stored as a blob.

Promises: a pack opens from ``index.html`` on disk without server, network or script; the same content gives the same
bytes; a recording that is missing is said to be missing; what was once offered under an address never changes there.
Source: ADR 0015.
"""
