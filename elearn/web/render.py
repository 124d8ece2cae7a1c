"""What every template may use: built files, icons, languages, dates, highlights."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, g, url_for
from flask_babel import format_date, format_decimal
from markdown_it.token import Token
from markupsafe import Markup, escape

from elearn.content import markup
from elearn.courses.queries import lesson_path
from elearn.courses.texts import LessonCard
from elearn.kernel.config import PROJECT_ROOT
from elearn.kernel.errors import ElearnError
from elearn.kernel.locales import Script, describe, html_lang
from elearn.web import i18n
from elearn.web.forms import kept_query
from elearn.web.labels import PLAYER_KINDS, SLOTS, SPEECH_ENGINES, STAGES, situation

DIST = PROJECT_ROOT / "static" / "dist"
ICONS = PROJECT_ROOT / "static" / "icons"
_SLOT = re.compile(r"\{(" + "|".join(SLOTS) + r")\}")


class AssetsMissing(ElearnError):
    """The front end was not built; ``path`` is where it should be."""

    code = "assets-missing"


@cache
def manifest() -> dict[str, str]:
    """Return the built files by their plain names. Raises AssetsMissing."""
    try:
        return dict(json.loads((DIST / "manifest.json").read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise AssetsMissing(path=str(DIST)) from error


def asset(name: str) -> str:
    """Return the address of a built file; it never changes its bytes."""
    return f"/static/{manifest()[name]}"


@cache
def icon(name: str) -> Markup:
    """Return an icon of ours as SVG; the text beside it says what it means."""
    if not (path := ICONS / f"{Path(name).name}.svg").is_file():
        raise LookupError(f"no icon {name}")
    return Markup(path.read_text(encoding="utf-8").strip())  # noqa: S704 - our own file


@cache
def world_map() -> dict[str, Any]:
    """Return the map's shapes as the build drew them."""
    return dict(json.loads((DIST / "map.json").read_text(encoding="utf-8")))


def highlight(text: str, spans: Sequence[tuple[int, int]]) -> Markup:
    """Return a text with the given character ranges marked."""
    parts, done = [], 0
    for start, end in spans:
        parts += [escape(text[done:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        done = end
    return Markup("").join([*parts, escape(text[done:])])


def slots(text: str, is_blank: bool = False, is_own: bool = False) -> Markup:
    """Return a wording with its open places shown: ``{company}`` becomes a dotted word in the reader's language.

    Args:
        text: plain, or safe HTML such as ``highlight`` makes.
        is_blank: show a gap instead of a word of ours, for the card that is shown to others.
        is_own: the places mean the reader, whose own details a script may fill in.
    """
    safe = escape(text)
    if "{" not in safe:
        return safe
    locale = g.locale
    return Markup(_SLOT.sub(lambda found: _slot(found[1], is_blank, is_own, locale), safe))  # noqa: S704 - escaped above


@cache
def _slot(name: str, is_blank: bool, is_own: bool, locale: str) -> str:
    """Return the element of an open place; ``locale`` is the reader's, in which its word is written."""
    own = Markup(" data-own") if is_own else ""
    if is_blank:
        return Markup('<span class="slot slot-blank" data-slot="{}"{}>…</span>').format(name, own)
    return Markup('<span class="slot" data-slot="{}"{} lang="{}" dir="{}">{}</span>').format(
        name, own, html_lang(locale), i18n.direction(), SLOTS[name]
    )


_LETTERS: dict[Script, str] = {
    "greek": "\u0370-\u03ff\u1f00-\u1fff", "arabic": "\u0600-\u06ff", "devanagari": "\u0900-\u097f",
    "han": "\u3400-\u9fff", "japanese": "\u3040-\u30ff\u3400-\u9fff", "hangul": "\u1100-\u11ff\uac00-\ud7af",
}  # fmt: skip
_QUOTED = {script: re.compile(f"[{letters}](?:[^A-Za-z]*[{letters}])?") for script, letters in _LETTERS.items()}


def quoting(text: str, tag: str) -> Markup:
    """Return an English text with what it quotes in the script of a language marked as such, for who listens to it."""
    language = describe(tag) if tag else None
    if language is None or language.script == "latin":
        return escape(text)
    parts, done = [], 0
    for found in _QUOTED[language.script].finditer(text):
        parts += [escape(text[done : found.start()]), i18n.marked(found[0], language)]
        done = found.end()
    return Markup("").join([*parts, escape(text[done:])])


class PageLinks:
    """Where this page finds the entries and sources that a lesson points to."""

    def term(self, concept_id: str) -> str:
        """Return the address of a glossary entry."""
        there = {"to": g.spoken} if g.get("spoken") else {}  # who reads about Brazil wants to hear Portuguese
        return i18n.link("phrases.entry", concept_id=concept_id, **there)

    def fact(self, fact_id: str) -> str:
        """Return the address of a source in the page's list."""
        return f"#fact-{fact_id}"

    def lesson(self, name: str) -> str:
        """Return the address of a lesson, chapter, interview or story."""
        return i18n.link("home.home") + lesson_path(*name.split("/"))

    def number(self, fact_id: str) -> str:
        """Return the source's number in the page's list."""
        return str(g.get("fact_numbers", {}).get(fact_id, ""))


def render_tokens(tokens: Sequence[Token]) -> Markup:
    """Return the safe HTML of lesson text."""
    return Markup(markup.render(tokens, PageLinks()))  # noqa: S704 - rendered without raw HTML and cleaned


def lesson_link(card: LessonCard) -> str:
    """Return the address of a lesson, chapter, interview or story."""
    return i18n.link("home.home") + lesson_path(card.market_id, card.module_id, card.id)


def init_app(app: Flask) -> None:
    """Give templates their words."""
    app.jinja_env.filters["highlight"] = highlight
    app.jinja_env.filters["quoting"] = quoting
    app.jinja_env.globals.update(
        asset=asset,
        icon=icon,
        link=i18n.link,
        lesson_link=lesson_link,
        foreign=i18n.foreign,
        marked=i18n.marked,
        as_of=i18n.as_of,
        language_name=i18n.language_name,
        endonym=i18n.endonym,
        area_name=i18n.area_name,
        month_name=i18n.month_name,
        situation=situation,
        slots=slots,
        stages=STAGES,
        player_kinds=PLAYER_KINDS,
        kept_query=kept_query,
        locale_links=i18n.locale_links,
        languages=i18n.languages,
        engine_name=lambda name: SPEECH_ENGINES.get(name, name),
        render=render_tokens,
        format_date=lambda day: format_date(day, "long"),
        format_number=format_decimal,
    )

    @app.context_processor
    def _page() -> dict[str, Any]:
        locale = g.get("locale", "en")
        return {
            "locale": locale,
            "html_lang": html_lang(locale),
            "direction": i18n.direction(),
            "theme": g.get("theme", ""),
            "pair": g.get("pair"),
            "clip_address": lambda concept_id, tag, speed="normal": url_for(
                "api.clip", concept_id=concept_id, lang=tag, speed=speed
            ),
        }
