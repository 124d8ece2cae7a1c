"""What can go wrong between search and its index. Engines translate their own errors into these."""

from __future__ import annotations

from elearn.kernel.errors import ElearnError


class IndexMissing(ElearnError):
    """There is no usable index (never built, deleted or damaged): rebuild it."""

    code = "search-index-missing"


class IndexBusy(ElearnError):
    """Another process is rebuilding and did not finish within the time-out."""

    code = "search-index-busy"


class IndexUnavailable(ElearnError):
    """The engine failed on an index that is there."""

    code = "search-index-unavailable"
