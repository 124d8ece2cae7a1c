"""Which language a page speaks, and the language pair of the reader.

The interface locale stands in the address. Without one, ``/`` and error pages use the cookie, then Accept-Language,
then English. The language pair comes from ``?from=&to=``, then from the cookie, then from the locale. Cookies hold a
choice and nothing about the person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from flask import Flask, Response, g, request, url_for
from flask_babel import Babel, format_date, get_translations
from markupsafe import Markup
from werkzeug.routing import BaseConverter

from elearn.glossaries.queries import Pair, pair
from elearn.kernel.config import PROJECT_ROOT
from elearn.kernel.locales import (
    CONTENT_LANGUAGES,
    ENDONYMS,
    INTERFACE_LOCALES,
    LanguageTag,
    babel_locale,
    content_language,
    describe,
    html_lang,
)

COOKIE_SECONDS = 365 * 24 * 3600
THEMES = ("light", "dark")
_USUAL_TARGET = "ja"
"""Spoken to where nothing else is known; readers of Japanese get English."""


@dataclass(frozen=True)
class LocaleLink:
    """A way to the same page in another interface language."""

    code: str
    name: str
    lang: str
    direction: str
    href: str
    is_current: bool


class LocaleConverter(BaseConverter):
    """Lets only interface locales into the first part of an address; all else is a 404 before any view runs."""

    regex = "|".join(INTERFACE_LOCALES)
    part_isolating = True


def init_app(app: Flask) -> None:
    """Attach Babel, the locale part of addresses and the cookies of choices."""
    app.url_map.converters["locale"] = LocaleConverter
    Babel(
        app,
        locale_selector=lambda: babel_locale(current_locale()),
        default_translation_directories=str(PROJECT_ROOT / "translations"),
    )
    # Templates ask for some hundred texts a page: look the catalogue up once a request instead of once a text.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _catalogue().ugettext(text),
        lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )
    app.before_request(_read_choices)
    app.after_request(_keep_choices)


def _catalogue() -> Any:
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


def current_locale() -> str:
    """Return the interface locale of the running request."""
    if "locale" in g:
        return str(g.locale)
    values = request.view_args or {}
    return str(values.get("locale") or preferred_locale())


def preferred_locale() -> str:
    """Return the locale that the reader seems to want: the address, the cookie, Accept-Language, English."""
    first = request.path.strip("/").partition("/")[0]
    if first in INTERFACE_LOCALES:
        return first
    if request.cookies.get("locale") in INTERFACE_LOCALES:
        return str(request.cookies["locale"])
    for tag in request.accept_languages.values():
        if (language := tag.replace("_", "-").split("-")[0].lower()) in INTERFACE_LOCALES:
            return language
    return "en"


def _read_choices() -> None:
    """Put locale, pair and theme of the request on ``g``, before any view."""
    g.locale = current_locale()
    g.pair = _pair()
    theme = request.args.get("theme", request.cookies.get("theme", ""))
    g.theme = theme if theme in THEMES else ""


def _pair() -> Pair:
    stored = request.cookies.get("pair", "").split("~")
    kept = stored if len(stored) == 2 and set(stored) <= set(CONTENT_LANGUAGES) else ["", ""]
    usual = content_language(g.locale)
    source, target = request.args.get("from", kept[0]), request.args.get("to", kept[1])
    source = source if source in CONTENT_LANGUAGES else kept[0] or usual
    target = target if target in CONTENT_LANGUAGES else kept[1]
    if not target or target == source:
        # Choosing the other side's language swaps the two, as a traveller would expect.
        given = kept[0] if target and kept[0] != source else ""
        target = (
            kept[1] if kept[1] and kept[1] != source else given or ("en" if source == _USUAL_TARGET else _USUAL_TARGET)
        )
    return pair(source, target)


def _keep_choices(response: Response) -> Response:
    """Remember what was chosen on this request; a choice that is already in the cookie is not set again."""
    if response.status_code >= 400 or response.mimetype != "text/html" or "locale" not in (request.view_args or {}):
        return response
    chosen = {"locale": g.locale}
    is_fragment = request.endpoint == "phrases.hint"  # who rests on a term in a lesson has chosen nothing
    if ("from" in request.args or "to" in request.args) and not is_fragment:
        chosen["pair"] = f"{g.pair.source.tag}~{g.pair.target.tag}"
    if "theme" in request.args:
        chosen["theme"] = g.theme
    for name, value in chosen.items():
        if request.cookies.get(name) != value:
            response.set_cookie(
                name, value, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure
            )
    return response


def link(endpoint: str, **values: Any) -> str:
    """Return the address of a page in the current interface locale."""
    values.setdefault("locale", g.locale)
    return url_for(endpoint, **values)


def locale_links() -> list[LocaleLink]:
    """Return this page in every interface language, with the query that it is made of; an error page leads home."""
    endpoint, values = request.endpoint, dict(request.view_args or {})
    if endpoint is None or "locale" not in values:
        endpoint, values = "home.home", {}
    # Who reads in their own language and changes it means the meanings below the phrases too.
    follows = g.pair.source.tag == content_language(g.locale)
    asked = g.get("kept_query", ())  # what the view says that the page is made of: ``keep`` in forms
    return [
        LocaleLink(
            code=code,
            name=ENDONYMS[code],
            lang=html_lang(code),
            direction=describe(code).direction,
            href=_with_query(
                url_for(endpoint, **{**values, "locale": code}),
                [*asked, *(_own_language(code).items() if follows else ())],
            ),
            is_current=code == g.locale,
        )
        for code in INTERFACE_LOCALES
    ]


def _with_query(address: str, query: Sequence[tuple[str, str]]) -> str:
    """Return an address with a query; a reader's words go in here and never among the arguments of ``url_for``."""
    return f"{address}?{urlencode(query)}" if query else address


def _own_language(code: str) -> dict[str, str]:
    """Return the query that makes an interface locale's language the reader's own, unless it is so anyway."""
    own = content_language(code)
    return {} if own == g.pair.source.tag or "pair" not in request.cookies else {"from": own}


def language_name(tag: str) -> str:
    """Return the name of a language in the interface language, by CLDR."""
    return _language_name(tag, str(g.locale))


@cache
def _language_name(tag: str, locale: str) -> str:
    named = "zh-Hans" if tag == "zh-CN" else tag  # CLDR's "Chinese (Simplified, China)" says more than anyone asks
    name = Locale.parse(named, sep="-").get_display_name(Locale.parse(babel_locale(locale))) or tag
    return name[0].upper() + name[1:]


def area_name(code: str) -> str:
    """Return the name of an ISO 3166-1 area in the interface language, by CLDR."""
    return str(Locale.parse(babel_locale(g.locale)).territories.get(code, code))


def month_name(month: int) -> str:
    """Return the name of a month, from 1, as it stands alone."""
    # Babel 2.18 shares what it looked up for one locale with all that have no names of their own for this use.
    use = "stand-alone" if g.locale in ("el", "ca") else "format"
    name = str(Locale.parse(babel_locale(g.locale)).months[use]["wide"][month])
    return name[0].upper() + name[1:]


def endonym(tag: str) -> str:
    """Return a language's own name."""
    return ENDONYMS.get(tag, tag)


def languages() -> list[tuple[str, str, str]]:
    """Return tag, name in the interface language and endonym of the 13 content languages."""
    return [(tag, language_name(tag), endonym(tag)) for tag in CONTENT_LANGUAGES]


@cache
def foreign(language: LanguageTag) -> Markup:
    """Return the ``lang`` and ``dir`` attributes of a text in a language."""
    return Markup('lang="{}" dir="{}"').format(language.tag, language.direction)


def marked(text: str, language: LanguageTag) -> Markup:
    """Return a text inside an element that says its language, for places that take a text only."""
    return Markup("<span {}>{}</span>").format(foreign(language), text)


def as_of(text: str) -> Markup | str:
    """Return a fact's own date in the reader's language where it is a date, else as it stands, marked as English."""
    if re.fullmatch(r"\d{4}", text):
        return text
    try:
        if re.fullmatch(r"\d{4}-\d{2}", text):
            return str(format_date(date.fromisoformat(f"{text}-01"), "MMMM y"))
        return str(format_date(date.fromisoformat(text), "long"))
    except ValueError:
        return marked(text, describe("en"))


def direction() -> str:
    """Return the direction of the current interface locale."""
    return describe(g.locale).direction
