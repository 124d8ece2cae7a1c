"""An index is rebuilt when its keys change, and the corpus that search is judged on is what the index gets."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import get_args

import pytest
from flask import Flask

from elearn.content.problems import Report
from elearn.content.termbases import parse_termbase
from elearn.prepare import publish
from elearn.search.analysis import rows
from elearn.search.models import Form, FormKind, SearchDocument
from elearn.search.sources import VERSION, documents
from elearn.storage.db import db
from tests.support.content import GREETINGS
from tests.support.search.corpus import _document

SAVED = (3, "6fadd668b6c46151")
"""``VERSION`` and the digest of the rows below."""

ENTRY = SearchDocument(
    "trial", "entry", "phrases/entry/trial/", {"en": "clinical trial", "ja": "臨床試験"},
    (
        Form("en", "text", "clinical trial"), Form("en", "alternative", "follow-up of patients' data"),
        Form("fr", "text", "l’essai clinique à Besançon"), Form("it", "text", "dell'azienda"),
        Form("es", "text", "¿Cuándo es la próxima reunión?"), Form("pt-BR", "text", "ensaio clínico, versão 2"),
        Form("ca", "text", "col·laboració"), Form("de", "text", "klinische Prüfung der Größe"),
        Form("el", "text", "κλινική δοκιμή"), Form("el", "romanisation", "klinikí dokimí"),
        Form("ar", "text", "تجربة سريرية"), Form("ar", "reading", "تَجْرِبَة سَرِيرِيَّة"),
        Form("ar", "romanisation", "tajriba sarīriyya"), Form("hi", "text", "नैदानिक परीक्षण"),
        Form("hi", "romanisation", "naidānik parīkṣaṇ"), Form("ja", "text", "臨床試験の少々"),
        Form("ja", "reading", "りんしょう しけん"), Form("ja", "romanisation", "rinshō shiken"),
        Form("ja", "alternative", "サーバー"), Form("zh-CN", "text", "临床试验"),
        Form("zh-CN", "reading", "línchuáng shìyàn"), Form("ko", "text", "임상 시험"),
        Form("ko", "romanisation", "imsang siheom"),
        Form("en", "definition", "A study in people. It follows a protocol that an ethics committee approved."),
    ),
    kind="term", domain="clinical", markets=("japan", "south-korea"), priority=1,
)  # fmt: skip
LESSON = SearchDocument(
    "japan/overview/way-in", "lesson", "markets/japan/overview/way-in/", {"en": "The way in"},
    (
        Form("en", "title", "The way in"), Form("ja", "title", "日本: 概要"), Form("en", "heading", "Who decides"),
        Form("en", "body", "The regulator decides, not the ministry. " * 20 + "無限に続く文" * 80),
    ),
    markets=("japan",), priority=2,
)  # fmt: skip

MORE = """
- id: pleased
  domain: greetings
  situation: first contact
  kind: phrase
  say: both
  markets: [canada]
  definition: What one says when names have been said.
  terms:
    en:
      text: I am pleased to meet you.
      register: formal
      neutral: {text: Nice to meet you.}
      alternatives: [How do you do?, {text: Pleased to meet you., region: Canada}]
      status: draft
    ja:
      text: お会いできて光栄です。
      reading: おあいできてこうえいです。
      romanisation: o-ai dekite kōei desu
      register: formal
      neutral: {text: よろしく。, reading: よろしく。, romanisation: yoroshiku}
      status: draft
    ar:
      text: تشرفت بلقائك.
      reading: تَشَرَّفْتُ بِلِقَائِكَ.
      romanisation: tasharraftu bi-liqāʾika
      register: formal
      variants:
      - {when: listener-feminine, text: تشرفت بلقائك., reading: تَشَرَّفْتُ بِلِقَائِكِ., romanisation: tasharraftu bi-liqāʾiki}
      status: draft
"""


def test_search_keys_do_not_change_unless_the_version_counts_up() -> None:
    written = [
        (row.document_id, row.titles, row.lang, row.filters, dict(row.keys), row.stored)
        for document in (ENTRY, LESSON)
        for row in rows(document)
    ]
    digest = sha256(repr(written).encode()).hexdigest()[:16]
    if (VERSION, digest) != SAVED:
        pytest.fail(
            "Search keys are not those of the saved digest: "
            f'count VERSION in elearn/search/sources.py up and save the new digest, "{digest}".'
        )


def test_the_corpus_has_the_documents_that_the_index_gets(empty_app: Flask, folder: Path) -> None:
    place = folder / "glossaries/small"
    (place / "greetings.yaml").write_text(GREETINGS + MORE, encoding="utf-8")
    publish(empty_app.extensions["elearn"], folder, is_everything=True)
    files = {path.name: path.read_bytes() for path in place.glob("*.yaml")}
    termbase = parse_termbase("glossaries/small", files, Report())
    assert termbase is not None
    found = {document.id: document for document in documents(db.session()) if document.type == "entry"}
    assert found.keys() == {"hello", "hello-name", "pleased"}
    assert found == {concept.id: _document(concept) for concept in termbase.concepts}
    assert {form.kind for form in found["pleased"].forms} == set(get_args(FormKind)) - {"title", "heading", "body"}
