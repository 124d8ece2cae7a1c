"""Clips as templates and the JSON interface want them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from elearn.audio import queries as audio
from elearn.audio.queries import ClipView

Clips = dict[str, dict[str, dict[str, ClipView]]]
"""Clips by concept, language and speed."""


def clips_for(session: Session, concept_ids: Sequence[str]) -> Clips:
    """Return the clips of some entries."""
    found: Clips = {}
    for concept_id, views in audio.clips_of(session, list(concept_ids)).items():
        for view in views:
            found.setdefault(concept_id, {}).setdefault(view.language, {})[view.speed] = view
    return found
