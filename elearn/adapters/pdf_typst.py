"""PDF by typst, as PDF/UA-1: tagged, with title, language and embedded fonts; set in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from elearn.kernel.errors import PdfFailed

CHILD = Path(__file__).with_name("pdf_typst_child.py")
SECONDS = 30
"""After so long a document is given up."""

ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")
"""What the child sees of our environment: enough to start Python, no secret."""
THRIFT = {"MALLOC_ARENA_MAX": "2", "RAYON_NUM_THREADS": "2"}
"""Keeps the child within its memory on machines with many processors, for each thread reserves some."""


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
    content = json.dumps(document, ensure_ascii=False).encode(errors="replace")  # half a surrogate pair is "?"
    environment = THRIFT | {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command, input=content, capture_output=True, timeout=SECONDS, check=False, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise PdfFailed(reason="timeout") from error
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip()[:2000]
        raise PdfFailed(reason=said if done.returncode == 1 and said else f"exit {done.returncode} {said}".strip())
    return done.stdout
