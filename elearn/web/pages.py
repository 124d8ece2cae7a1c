"""Pages that stand still: about, and the design system's own page."""

from __future__ import annotations

from flask import Blueprint, render_template

from elearn.web.cache import cached_page
from elearn.web.credits import CREDITS

blueprint = Blueprint("pages", __name__, url_prefix="/<locale:locale>")


@blueprint.get("/about/")
@cached_page("content")
def about(locale: str) -> str:
    """Say what this is, what is draft, where it comes from and under which licences."""
    return render_template("about.html", credits=CREDITS)


@blueprint.get("/patterns/")
@cached_page("content")
def patterns(locale: str) -> str:
    """Show every component, in both directions."""
    return render_template("patterns.html")
