"""What the search inside a pack needs: the keys of each entry, folded once. Its script is ``static/js/pack.ts``."""

from __future__ import annotations

from collections.abc import Iterator

from elearn.content.folding import HAS_HANGUL, PLACE, fold, words
from elearn.glossaries.wordings import LanguageView, Wording
from elearn.kernel.locales import primary
from elearn.packs.queries import PackEntry

_LONG_VOWELS = str.maketrans({"ō": "ou", "ū": "uu", "Ō": "ou", "Ū": "uu"})


def keys(entry: PackEntry) -> tuple[str, ...]:
    """Return the folded forms under which an entry is found, each once: wordings, readings, romanisations."""
    found: dict[str, None] = {}
    for view in (entry.target, entry.source):
        for wording in _wordings(view):
            for form in _forms(wording, primary(view.language.tag)):
                if key := " ".join(words(fold(PLACE.sub(" ", form)))):
                    found[key] = None
                    if " " in key and (form is not wording.text or HAS_HANGUL.search(key)):
                        found[key.replace(" ", "")] = None  # ni hao, nihao
    return tuple(found)


def _wordings(view: LanguageView) -> Iterator[Wording]:
    yield view.main
    if view.neutral is not None:
        yield view.neutral
    yield from view.variants
    yield from view.alternatives


def _forms(wording: Wording, language: str) -> Iterator[str]:
    yield wording.text
    yield from (form for form in (wording.reading, wording.romanisation) if form)
    if language == "ja" and wording.romanisation:
        yield wording.romanisation.translate(_LONG_VOWELS)  # ohayou for ohayō
