"""All strings in all 13 languages, and a check that notices when not."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from elearn.content.folding import HAN
from elearn.kernel.locales import INTERFACE_LOCALES, describe, html_lang
from tests.support import catalogues

LETTERS = {
    "greek": "[\u0370-\u03ff]",
    "arabic": "[\u0600-\u06ff]",
    "devanagari": "[\u0900-\u097f]",
    "han": f"[{HAN}]",
    "japanese": f"[\u3040-\u30ff{HAN}]",
    "hangul": "[\uac00-\ud7a3]",
}


@cache
def wanted() -> Catalog:
    return catalogues.extracted()


@pytest.mark.parametrize("locale", INTERFACE_LOCALES)
def test_a_catalogue_is_whole(locale: str) -> None:
    assert catalogues.faults(locale, wanted()) == []


@pytest.mark.parametrize("locale", [name for name in INTERFACE_LOCALES if describe(html_lang(name)).script != "latin"])
def test_a_catalogue_is_written_in_its_own_script(locale: str) -> None:
    letters = re.compile(LETTERS[describe(html_lang(locale)).script])
    latin = [
        str(message.string)
        for message in catalogues.catalogue(locale)
        if message.id
        and re.search("[a-zA-Z]{4}", re.sub(r"%\([a-z]+\)s", "", str(message.string)))
        and not letters.search(str(message.string))
        and message.id not in ("E-mail",)  # the Latin word is the usual one in Greek too
    ]
    assert latin == []


@pytest.mark.parametrize("locale", [name for name in INTERFACE_LOCALES if name != "en"])
def test_hardly_anything_is_left_in_english(locale: str) -> None:
    same = [
        m.id for m in catalogues.catalogue(locale) if m.id and m.id == m.string and re.search("[a-z]{4}", str(m.id))
    ]
    assert len(same) <= 25, same  # French shares many words with English


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        (r'msgid "Markets"\nmsgstr "[^"]+"', 'msgid "Markets"\nmsgstr ""', "not translated 'Markets'"),
        (r'msgid "Markets"\n', 'msgid "Marketz"\n', "missing 'Markets'"),
        (r'msgid "Markets"\n', '#, fuzzy\nmsgid "Markets"\n', "fuzzy 'Markets'"),
        (r'(msgid "Read on %\(date\)s"\nmsgstr ")[^"]+"', r'\1x"', "placeholders differ"),
    ],
)
def test_the_check_notices_planted_faults(
    before: str, after: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (catalogues.TRANSLATIONS / "fr/LC_MESSAGES/messages.po").read_text(encoding="utf-8")
    changed, count = re.subn(before, after, text, count=1)
    assert count == 1
    place = tmp_path / "fr/LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "messages.po").write_text(changed, encoding="utf-8")
    monkeypatch.setattr(catalogues, "TRANSLATIONS", tmp_path)
    assert any(fault in found for found in catalogues.faults("fr", wanted()))
