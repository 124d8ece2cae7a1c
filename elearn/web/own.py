"""What a reader makes of the glossary: lists, sheets to print, a self-introduction, a better wording.

A list is its address: the entries stand in the query, so it can be kept, shared and printed without an account and
without script. With script the reader's own lists and details stay on the device.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Blueprint, abort, g, make_response, redirect, render_template, request
from flask import Response as Page
from flask_babel import gettext
from werkzeug.wrappers import Response

from elearn.content.katakana import katakana
from elearn.glossaries import queries as glossaries
from elearn.glossaries import services as verbs
from elearn.glossaries.queries import EntrySummary, SituationView
from elearn.glossaries.wordings import LanguageView
from elearn.kernel.locales import CONTENT_LANGUAGES
from elearn.storage.db import db, transaction
from elearn.web.cache import cached_page
from elearn.web.clips import clips_for
from elearn.web.forms import asked, body_at_most, chosen, field, keep
from elearn.web.i18n import link
from elearn.web.labels import SLOTS, STAGES, waiting_time
from elearn.web.limits import few_at_once, limit_suggestions

blueprint = Blueprint("own", __name__, url_prefix="/<locale:locale>/phrases")
MOST_ENTRIES = 60
LONGEST_TITLE = 60
LONGEST_DETAIL = 60
LONGEST_WORDING = 400
MOST_SUGGESTION_BYTES = 16 * 1024
PAPERS = ("a4", "a6")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_SLOT = re.compile(r"\{(" + "|".join(SLOTS) + r")\}(\.?)")
DETAILS = ("name", "kana", "title", "company", "product", "country")
INTRODUCTION = (
    "greetings-pleased-to-meet-you",
    "greetings-my-name-is",
    "greetings-i-represent-company",
    "greetings-my-position-is",
    "greetings-home-country",
    "fair-what-we-do",
    "greetings-responsible-for-partnerships",
    "fair-business-card-exchange",
    "greetings-please-call-me",
)


@dataclass(frozen=True)
class Sheet:
    """What is printed: a title and entries by situation."""

    title: str
    parts: tuple[SituationView, ...]


@blueprint.app_context_processor
def _limits() -> dict[str, int]:
    """Tell every page, where stars are pressed, how much a list holds."""
    return {"most_entries": MOST_ENTRIES}


@blueprint.get("/list/")
def phrase_list(locale: str) -> str:
    """Show the entries that the address names: ``?title=Osaka&e=…&e=…``."""
    wanted, title = _list_asked()
    keep([("title", title), *(("e", name) for name in wanted)])
    entries = glossaries.summaries(db.session(), wanted, g.pair)
    ids = [entry.id for entry in entries]
    query = urlencode({"title": title, "e": ids}, doseq=True)
    return render_template(
        "phrases/list.html", entries=entries, title=title, ids=ids, clips=clips_for(db.session(), ids),
        sheet=f"{link('own.list_sheet')}?{query}",
    )  # fmt: skip


@blueprint.get("/list/sheet/")
def list_sheet(locale: str) -> str:
    """Show a list as a sheet to print."""
    ids, title = _list_asked()
    entries = glossaries.summaries(db.session(), ids, g.pair)
    return _sheet(Sheet(title or gettext("My phrases"), (SituationView("", entries),)))


@blueprint.get("/stage/<stage>/")
@cached_page("content", "clips")
def stage(locale: str, stage: str) -> str:
    """Show what one says and hears in a stage of a meeting."""
    session = db.session()
    parts = _stage(stage)
    clips = clips_for(session, [entry.id for part in parts for entry in part.entries])
    return render_template("phrases/stage.html", stage=stage, situations=parts, clips=clips)


@blueprint.get("/stage/<stage>/sheet/")
@cached_page("content", query=lambda: _paper())
def stage_sheet(locale: str, stage: str) -> str:
    """Show a stage of a meeting as a sheet to print."""
    return _sheet(Sheet(str(STAGES[stage]) if stage in STAGES else "", _stage(stage)))


@blueprint.get("/<domain>/sheet/")
@cached_page("content", query=lambda: _paper())
def domain_sheet(locale: str, domain: str) -> str:
    """Show a domain as a sheet to print."""
    session = db.session()
    view = glossaries.domain(session, domain, locale) or abort(404)
    return _sheet(Sheet(view.title, glossaries.situations(session, domain, g.pair)))


@blueprint.get("/introduce/")
def introduce(locale: str) -> str:
    """Say who one is: the phrases of an introduction with the reader's own details filled in.

    A katakana that we suggest is used on the page and never sent back as the reader's own: a new name gets a new one.
    """
    details = {name: _without_braces(asked(name, LONGEST_DETAIL)) for name in DETAILS}
    keep(list(details.items()))
    suggested = katakana(details["name"]) if g.pair.target.tag == "ja" else ""
    entries = glossaries.summaries(db.session(), INTRODUCTION, g.pair)
    return render_template(
        "phrases/introduce.html",
        details=details,
        suggested=suggested,
        entries=[_filled(entry, details, details["kana"] or suggested) for entry in entries],
        clips=clips_for(db.session(), [entry.id for entry in entries]),
    )


@blueprint.get("/entry/<concept_id>/suggest/<lang>/")
def suggest(locale: str, concept_id: str, lang: str) -> str:
    """Ask for a better wording."""
    return _suggestion_form(concept_id, lang)


def _too_many_suggestions(wait_s: int) -> Page:
    """Give back what was typed, and say when it can be sent."""
    values = request.view_args or {}
    page = make_response(
        _suggestion_form(values["concept_id"], values["lang"], field("text"), field("reason"), waiting_time(wait_s)),
        429,
    )
    page.headers["Retry-After"] = str(wait_s)
    return page


@blueprint.post("/entry/<concept_id>/suggest/<lang>/")
@body_at_most(MOST_SUGGESTION_BYTES)
@limit_suggestions(_too_many_suggestions)
@few_at_once
def send_suggestion(locale: str, concept_id: str, lang: str) -> str | Response | tuple[str, int]:
    """Keep a better wording for the terminologists."""
    text, reason = field("text"), field("reason")
    if not text or len(text) > LONGEST_WORDING or len(reason) > LONGEST_WORDING:
        problem = gettext("Write the wording, in at most %(most)s characters.", most=LONGEST_WORDING)
        return _suggestion_form(concept_id, lang, text, reason, problem), 422
    _in_language(concept_id, lang)
    with transaction() as session:
        is_kept = verbs.suggest_wording(session, concept_id, lang, text, reason)
    if not is_kept:
        problem = gettext(
            "Thank you. So many wordings wait to be read that there is no room now. Please come back later."
        )
        return _suggestion_form(concept_id, lang, text, reason, problem), 409
    return redirect(link("own.suggest", concept_id=concept_id, lang=lang, sent=1), 303)


def _suggestion_form(concept_id: str, lang: str, text: str = "", reason: str = "", problem: str = "") -> str:
    entry, section = _in_language(concept_id, lang)
    most = LONGEST_WORDING + 1  # so that what was too long still is
    return render_template(
        "phrases/suggest.html", entry=entry, section=section, text=text[:most], reason=reason[:most], problem=problem
    )


def _in_language(concept_id: str, lang: str) -> tuple[EntrySummary, LanguageView]:
    """Return an entry with the language asked for as its target; 404 where it has none."""
    if lang not in CONTENT_LANGUAGES:
        abort(404)
    found = glossaries.summaries(db.session(), [concept_id], glossaries.pair(g.pair.source.tag, lang))
    if not found or found[0].target.language.tag != lang:
        abort(404)
    return found[0], found[0].target


def _list_asked() -> tuple[list[str], str]:
    ids = dict.fromkeys(name for name in request.args.getlist("e") if _ID.fullmatch(name))
    return list(ids)[:MOST_ENTRIES], asked("title", LONGEST_TITLE)


def _stage(name: str) -> tuple[SituationView, ...]:
    if name not in glossaries.STAGES:
        abort(404)
    return glossaries.stage(db.session(), name, g.pair)


def _sheet(sheet: Sheet) -> str:
    return render_template("phrases/sheet.html", sheet=sheet, paper=_paper())


def _paper() -> str:
    return next(iter(chosen("paper", PAPERS)), "a4")


def _filled(entry: EntrySummary, details: dict[str, str], kana: str) -> EntrySummary:
    """Return an entry with the details in their places; a name in katakana where Japanese script has one."""
    return replace(entry, source=_with(entry.source, details), target=_with(entry.target, details, kana))


def _with(view: LanguageView, details: dict[str, str], kana: str = "") -> LanguageView:
    if not view.main.is_own:
        return view
    script = {**details, "name": kana or details["name"]} if view.language.tag == "ja" else details
    main = replace(
        view.main,
        text=_fill(view.main.text, script),
        reading=_fill(view.main.reading, script),
        romanisation=_fill(view.main.romanisation, details),
    )
    return replace(view, main=main)


def _fill(text: str, details: dict[str, str]) -> str:
    """Return a wording with the details in their places; in one pass, so that no detail is filled into another."""
    return _SLOT.sub(lambda found: _detail(found, details), text)


def _detail(found: re.Match[str], details: dict[str, str]) -> str:
    value = details.get(found[1])
    if not value:
        return found[0]
    return value if value.endswith(".") else value + found[2]  # "S.r.l." ends the sentence too


def _without_braces(text: str) -> str:
    return text.replace("{", "").replace("}", "").strip()
