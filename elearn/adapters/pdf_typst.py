"""PDF by typst, as PDF/UA-1: tagged, with title, language and embedded fonts; set in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from elearn.kernel.errors import ElearnError

CHILD = Path(__file__).with_name("pdf_typst_child.py")
SECONDS = 30
"""After so long a document is given up."""


class PdfFailed(ElearnError):
    """A document could not be set: ``reason`` is what typst says, or ``timeout``."""

    code = "pdf-failed"


def set_pdf(template: Path, document: Mapping[str, object], day: date) -> bytes:
    """Return a document as PDF.

    Args:
        template: a typst file of ours; it finds the document as JSON in ``sys.inputs.document``.
        document: what to set; its texts are data and never read as markup.
        day: written into the file as the day on which it was made.

    Raises:
        PdfFailed: the template is wrong, the rules of PDF/UA are broken, or it took too long.
    """
    command = [sys.executable, "-I", str(CHILD), str(template), day.isoformat()]
    content = json.dumps(document, ensure_ascii=False).encode()
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own program
    except subprocess.TimeoutExpired as error:
        raise PdfFailed(reason="timeout") from error
    if done.returncode != 0:
        raise PdfFailed(reason=done.stderr.decode(errors="replace").strip()[:2000])
    return done.stdout
