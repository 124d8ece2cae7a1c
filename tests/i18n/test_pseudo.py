"""A language in which every translated text stands in ⟦brackets⟧ shows what nobody marked for translation."""

from __future__ import annotations

import re
from gettext import NullTranslations

import flask_babel
import pytest
from flask import Flask
from lxml import html

from elearn.courses import queries as courses
from elearn.glossaries import queries as glossaries
from elearn.kernel.locales import CONTENT_LANGUAGES
from elearn.storage.db import db

PATHS = (
    "",
    "markets/",
    "markets/japan/",
    "markets/japan/report/",
    "markets/japan/overview/overview/",
    "phrases/",
    "phrases/greetings/",
    "phrases/entry/fair-business-card-exchange/",
    "phrases/entry/fair-business-card/hear/ja/",
    "phrases/entry/fair-business-card/card/",
    "search/?q=card",
    "search/?q=zzzqqq",
    "about/",
    "nothing/",
)


class Pseudo(NullTranslations):
    """Puts every text in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return f"⟦{singular if number == 1 else plural}⟧"

    def pgettext(self, context: str, message: str) -> str:
        return f"⟦{message}⟧"

    ugettext, ungettext = gettext, ngettext


@pytest.fixture
def pseudo(published_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    domain = flask_babel.get_domain.__globals__["Domain"]
    monkeypatch.setattr(domain, "get_translations", lambda self: Pseudo())
    monkeypatch.setattr(published_app.extensions["page_cache"], "get", lambda key: None)
    return published_app


def words_of_the_data(app: Flask) -> set[str]:
    """Return what may stand unbracketed in German: names and titles that come from the content or from CLDR."""
    with app.test_request_context("/de/"):
        app.preprocess_request()
        session = db.session()
        today = app.extensions["elearn"].clock.today()
        known = {"elearn", *(label.name for label in courses.market_labels(session, "de").values())}
        known |= {domain.title for domain in glossaries.domains(session, "de")}
        for card in courses.markets(session, "de"):
            known |= {card.summary.text, card.native_name.text}
            known |= {module.title.text for module in courses.market(session, card.id, "de", today).modules}  # type: ignore[union-attr]
        known |= {flask_babel.get_locale().languages.get(tag.split("-")[0], tag) for tag in CONTENT_LANGUAGES}
        from elearn.web.i18n import language_name

        known |= {language_name(tag) for tag in CONTENT_LANGUAGES}
    return known


@pytest.mark.parametrize("path", PATHS)
def test_every_text_of_the_interface_is_marked(pseudo: Flask, path: str) -> None:
    known = words_of_the_data(pseudo)
    client = pseudo.test_client()
    client.set_cookie("pair", "fr~ja")
    tree = html.document_fromstring(client.get(f"/de/{path}").text)
    bare = []
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "head", "title"):
            continue
        is_marked = element.xpath("ancestor-or-self::*[@lang][1]")[0].tag != "html"
        if is_marked or element.tag == "kbd" or element.xpath("ancestor-or-self::*[@translate='no']"):
            continue
        inside = "".join(element.xpath("ancestor-or-self::*[contains(., '⟦')][1]/text()"))
        for text in (element.text, *(child.tail for child in element)):
            words = (text or "").strip(" \n\t·,.:;–—/()[]→←“”\"'")
            is_data = all(any(part in one for one in known) for part in words.split(" – "))
            is_bare = re.search(r"[A-Za-z]{2}", words) and "⟦" not in text and "⟧" not in text and not is_data
            if is_bare and not _is_date(words) and words not in inside.replace(text, ""):
                bare.append(words)
        for name in ("aria-label", "title", "placeholder", "alt"):
            value = element.get(name)
            if value and re.search("[A-Za-z]{3}", value) and "⟦" not in value and not any(value in k for k in known):
                bare.append(f"{name}={value}")
    assert bare == []


def _is_date(words: str) -> bool:
    return re.fullmatch(r"(\d{1,2}\. )?\w+ \d{4}", words) is not None
