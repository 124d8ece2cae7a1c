"""The glossary: domains, entries, the card to show, and listening without script."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import Blueprint, abort, g, redirect, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from elearn.audio import services as audio
from elearn.audio.models import SPEEDS
from elearn.courses import queries as courses
from elearn.glossaries import queries as glossaries
from elearn.glossaries.queries import EntryView, NoteView
from elearn.glossaries.wordings import LanguageView
from elearn.kernel.locales import describe
from elearn.storage.db import db, transaction
from elearn.web.cache import cached_page, kept
from elearn.web.clips import clips_for
from elearn.web.forms import chosen
from elearn.web.i18n import link
from elearn.web.limits import few_at_once, limit_clip_requests
from elearn.web.markets import market_labels
from elearn.web.rack import services

blueprint = Blueprint("phrases", __name__, url_prefix="/<locale:locale>/phrases")
MUST_KNOWS = 6


@blueprint.get("/")
@cached_page("content", "clips")
def index(locale: str) -> str:
    """Show all domains and a few phrases that everyone should know."""
    session = db.session()
    phrases = glossaries.summaries(session, glossaries.must_know_ids(session)[:MUST_KNOWS], g.pair)
    clips = clips_for(session, [phrase.id for phrase in phrases])
    domains = glossaries.domains(session, locale)
    return render_template("phrases/index.html", domains=domains, phrases=phrases, clips=clips)


@blueprint.get("/<domain>/")
@cached_page("content", "clips")
def domain(locale: str, domain: str) -> str:
    """Show a domain's entries by situation."""
    session = db.session()
    view = glossaries.domain(session, domain, locale) or abort(404)
    situations = glossaries.situations(session, domain, g.pair)
    clips = clips_for(session, [entry.id for situation in situations for entry in situation.entries])
    return render_template("phrases/domain.html", domain=view, situations=situations, clips=clips)


@blueprint.get("/entry/<concept_id>/")
@cached_page("content", "clips")
def entry(locale: str, concept_id: str) -> str:
    """Show an entry."""
    session = db.session()
    view = _entry(session, concept_id, locale)
    shown = [view.id, *(other.id for other in (*view.replies, *view.answers_to, *view.phrases, *view.terms))]
    return render_template(
        "phrases/entry.html",
        entry=view,
        notes=_by_nearness(_with_sources(session, view.notes, locale), view.target.language.tag, locale),
        lessons=courses.lessons_with(session, concept_id, locale),
        clips=clips_for(session, shown),
        card_href=link("phrases.card", concept_id=concept_id),
    )


@blueprint.get("/entry/<concept_id>/card/")
@cached_page("content", query=lambda: chosen("register", ("neutral",)))
def card(locale: str, concept_id: str) -> str:
    """Show nothing but the phrase, for the person across the table; ``?register=neutral`` for one among equals."""
    view = _entry(db.session(), concept_id, locale)
    is_neutral = bool(chosen("register", ("neutral",)))
    wording = view.target.neutral if is_neutral and view.target.neutral else view.target.main
    return render_template("phrases/card.html", entry=view, wording=wording)


@blueprint.get("/entry/<concept_id>/hint/")
@cached_page("content", "clips")
def hint(locale: str, concept_id: str) -> str:
    """Give what a term's card shows in a lesson: a fragment, asked for when the reader rests on the term."""
    session = db.session()
    view = _entry(session, concept_id, locale)
    definition = re.split(r"(?<=[.!?])\s", view.definition, maxsplit=1)[0]
    clips = clips_for(session, [concept_id])
    return render_template("phrases/_hint.html", entry=view, definition=definition, clips=clips)


@blueprint.get("/entry/<concept_id>/hear/<lang>/")
def hear(locale: str, concept_id: str, lang: str) -> str:
    """Let an entry be heard without script."""
    session = db.session()
    view = _entry(session, concept_id, locale)
    return render_template(
        "phrases/hear.html",
        entry=view,
        language=describe(lang),
        wording=_in_language(view, lang).main,
        clips=clips_for(session, [concept_id]),
    )


@blueprint.post("/entry/<concept_id>/hear/<lang>/")
@limit_clip_requests
@few_at_once
def ask(locale: str, concept_id: str, lang: str) -> Response:
    """Move an entry's missing recordings to the head of the queue."""
    _in_language(_entry(db.session(), concept_id, locale), lang)
    with transaction() as session:
        for speed in SPEEDS:
            audio.prefer(session, concept_id, lang, speed)
    services().wake()
    return redirect(link("phrases.hear", concept_id=concept_id, lang=lang, asked=1), 303)


def _entry(session: Session, concept_id: str, locale: str) -> EntryView:
    links = kept(("links",), lambda: glossaries.links(db.session()))
    return glossaries.entry(session, concept_id, g.pair, locale, links) or abort(404)


def _in_language(view: EntryView, lang: str) -> LanguageView:
    sections = {section.language.tag: section for section in (view.source, view.target, *view.others)}
    return sections.get(lang) or abort(404)


def _by_nearness(notes: tuple[NoteView, ...], target: str, locale: str) -> tuple[list[NoteView], list[NoteView]]:
    """Return the notes of the markets where a language is spoken, its own markets first, and those of the others."""
    labels = market_labels(locale)
    near = [note for note in notes if note.market in labels and target in labels[note.market].languages]
    near.sort(key=lambda note: labels[note.market].languages.index(target))
    return near, [note for note in notes if note not in near]


def _with_sources(session: Session, notes: tuple[NoteView, ...], locale: str) -> tuple[NoteView, ...]:
    """Complete notes with the source of the fact each rests on and the market's name."""
    if not notes:
        return notes
    facts = courses.facts_by_id(session, [note.fact_id for note in notes], services().clock.today())
    labels = market_labels(locale)
    complete = []
    for note in notes:
        if label := labels.get(note.market):
            note = replace(note, market_name=label.name, language=next(iter(label.languages), ""))
        if fact := facts.get(note.fact_id):
            note = replace(
                note,
                source_title=fact.source_title,
                source_url=fact.source_url or fact.found_on,
                as_of=fact.as_of,
                label=fact.label,
            )
        complete.append(note)
    return tuple(complete)
