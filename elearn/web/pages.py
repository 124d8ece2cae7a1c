"""Pages that stand still: about, and the design system's own page."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from elearn.web.cache import cached_page
from elearn.web.credits import CREDITS
from elearn.web.render import DIST, manifest

blueprint = Blueprint("pages", __name__)


@blueprint.get("/sw.js")
def service_worker() -> Response:
    """Serve the script that keeps opened phrases; at the root, because it may serve only what is below it."""
    script = (DIST / manifest()["sw.js"]).read_text(encoding="utf-8")
    return Response(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@blueprint.get("/<locale:locale>/about/")
@cached_page("content")
def about(locale: str) -> str:
    """Say what this is, what is draft, where it comes from and under which licences."""
    return render_template("about.html", credits=CREDITS)


@blueprint.get("/<locale:locale>/patterns/")
@cached_page("content")
def patterns(locale: str) -> str:
    """Show every component, in both directions."""
    return render_template("patterns.html")
