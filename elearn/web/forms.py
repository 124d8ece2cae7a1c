"""What readers send and what their address asks for: read here, bounded and cleaned, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, g, request

from elearn.content.characters import one_line
from elearn.kernel.locales import CONTENT_LANGUAGES
from elearn.web.i18n import THEMES

P = ParamSpec("P")
R = TypeVar("R")
MOST_FIELDS = 100
Kept = list[tuple[str, str]]


def body_at_most(size_bytes: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Refuse a larger body, or one of more than ``MOST_FIELDS`` fields, before anything else is done with it."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            request.max_content_length = size_bytes
            if (request.content_length or 0) > size_bytes:
                abort(413)
            fields = sum(map(len, request.form.listvalues())) + sum(map(len, request.files.listvalues()))
            if fields > MOST_FIELDS:
                abort(413)
            return view(*args, **kwargs)

        return wrapper

    return decorate


def field(name: str) -> str:
    """Return a field of the form that was sent, as one clean line."""
    return one_line(request.form.get(name, ""))


def asked(name: str, most: int) -> str:
    """Return a parameter of the address, as one clean line of at most so many characters."""
    return one_line(request.args.get(name, "")[: most * 4])[:most].strip()


def chosen(name: str, known: Container[str], most: int = 1) -> tuple[str, ...]:
    """Return the first values of a parameter that are known, each once; all others mean nothing."""
    return tuple(dict.fromkeys(value for value in request.args.getlist(name) if value in known))[:most]


def keep(values: Kept) -> None:
    """Say what this page knows of its address; links and forms that lead back to it carry this and no more."""
    g.kept_query = [(name, value) for name, value in values if value]


def kept_query() -> Kept:
    """Return what ``keep`` was told, with the pair and the colours where the address names them.

    Nothing on pages that do not call ``keep``: the server keeps those for all readers, so what a visitor wrote into
    the address must not get into them.
    """
    if "kept_query" not in g:
        return []
    languages = [(name, request.args.get(name, "")) for name in ("from", "to")]
    chosen = [(name, tag) for name, tag in languages if tag in CONTENT_LANGUAGES]
    theme = request.args.get("theme", "")
    return [*g.kept_query, *chosen, *([("theme", theme)] if theme in THEMES else [])]
