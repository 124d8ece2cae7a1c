"""What belongs to no market: the handbook's chapters, interviews and success stories."""

from __future__ import annotations

from flask import Blueprint, abort, g, render_template

from elearn.content.lesson import PieceHead
from elearn.courses import library, queries
from elearn.storage.db import db
from elearn.web.cache import cached_page
from elearn.web.labels import piece_label
from elearn.web.rack import services

blueprint = Blueprint("library", __name__, url_prefix="/<locale:locale>")
HANDBOOK, CHAPTERS = "handbook", "chapters"
INTERVIEWS, STORIES = "interviews", "stories"
"""Ids of the two modules of the course ``interviews``."""


@blueprint.get("/handbook/")
@cached_page("content")
def handbook(locale: str) -> str:
    """Show the handbook's chapters."""
    view = library.shelf(db.session(), HANDBOOK, CHAPTERS, locale) or abort(404)
    return render_template("library/handbook.html", shelf=view)


@blueprint.get("/handbook/<chapter>/")
@cached_page("content")
def chapter(locale: str, chapter: str) -> str:
    """Show a chapter of the handbook."""
    return _text("library/chapter.html", locale, HANDBOOK, CHAPTERS, chapter)


@blueprint.get("/interviews/")
@cached_page("content")
def interviews(locale: str) -> str:
    """Show all interviews and briefings, and the kit for making more."""
    view = library.shelf(db.session(), INTERVIEWS, INTERVIEWS, locale) or abort(404)
    return render_template("library/interviews.html", shelf=view)


@blueprint.get("/interviews/<slug>/")
@cached_page("content")
def interview(locale: str, slug: str) -> str:
    """Show an interview or a briefing."""
    return _text("library/interview.html", locale, INTERVIEWS, INTERVIEWS, slug)


@blueprint.get("/stories/")
@cached_page("content")
def stories(locale: str) -> str:
    """Show all success stories."""
    view = library.shelf(db.session(), INTERVIEWS, STORIES, locale) or abort(404)
    return render_template("library/stories.html", shelf=view)


@blueprint.get("/stories/<slug>/")
@cached_page("content")
def story(locale: str, slug: str) -> str:
    """Show a success story."""
    return _text("library/story.html", locale, INTERVIEWS, STORIES, slug)


def _text(template: str, locale: str, course: str, module: str, slug: str) -> str:
    """Show a text as a lesson is shown, with what it is and who speaks in it."""
    kind = "handbook" if course == HANDBOOK else "library"
    today = services().clock.today()
    view = queries.lesson(db.session(), course, module, slug, locale, today, kind) or abort(404)
    g.fact_numbers = {fact.id: fact.number for fact in view.facts}
    facts = {fact.id: fact for fact in view.facts}
    label = piece_label(view.head) if isinstance(view.head, PieceHead) else ""
    return render_template(template, lesson=view, facts=facts, label=label)
