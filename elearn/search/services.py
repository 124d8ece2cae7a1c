"""Rebuilds the index. Who calls brings the documents: search knows nothing of where they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from elearn.search.models import SearchDocument
from elearn.search.ports import SearchIndex


def rebuild(index: SearchIndex, documents: Iterable[SearchDocument], stamp: str) -> int:
    """Write the documents as the new index and return how many there are; raises as the port does."""
    return index.rebuild(documents, stamp)


def ensure_current(index: SearchIndex, stamp: str, documents: Callable[[], Iterable[SearchDocument]]) -> bool:
    """Rebuild only if the index is missing or was built from another state of the content.

    Args:
        documents: called only when they are needed.

    Returns:
        Whether it was rebuilt.
    """
    if index.stamp() == stamp:
        return False
    index.rebuild(documents(), stamp)
    return True
