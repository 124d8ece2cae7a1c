"""What can go wrong when content is published."""

from __future__ import annotations

from elearn.content.problems import Report
from elearn.kernel.errors import ElearnError


class ContentRefused(ElearnError):
    """Nothing was published, because the files have problems; all are in ``report``."""

    code = "content-refused"

    def __init__(self, report: Report) -> None:
        super().__init__(problems=len(report))
        self.report = report


class ContentMissing(ElearnError):
    """There is no content at this ``path``."""

    code = "content-missing"
