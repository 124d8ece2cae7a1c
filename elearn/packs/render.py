"""The pages of a pack: templates of our own, in one interface language, with no request and no network."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it.token import Token
from markupsafe import Markup, escape

from elearn.content import labels, markup
from elearn.kernel.config import PROJECT_ROOT
from elearn.kernel.locales import LanguageTag, Script, describe
from elearn.packs.errors import PackAssetsMissing
from elearn.packs.words import PackWords, words

DIST = PROJECT_ROOT / "static" / "dist"
ICONS = PROJECT_ROOT / "static" / "icons"
TEMPLATES = Path(__file__).with_name("templates")
_SLOT = re.compile(r"\{(" + "|".join(labels.SLOTS) + r")\}")
_LEFT_OUT = "#left-out"
_DEAD_LINK = re.compile(rf'<a\b[^>]*href="{_LEFT_OUT}"[^>]*>(.*?)</a>', re.DOTALL)
_LETTERS: dict[Script, str] = {
    "greek": "\u0370-\u03ff\u1f00-\u1fff", "arabic": "\u0600-\u06ff", "devanagari": "\u0900-\u097f",
    "han": "\u3400-\u9fff", "japanese": "\u3040-\u30ff\u3400-\u9fff", "hangul": "\u1100-\u11ff\uac00-\ud7af",
}  # fmt: skip


def built_part(name: str) -> bytes:
    """Return a file of the built front end by its plain name. Raises PackAssetsMissing."""
    try:
        manifest = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
        return (DIST / str(manifest[name])).read_bytes()
    except (FileNotFoundError, KeyError) as error:
        raise PackAssetsMissing(path=str(DIST)) from error


@cache
def icon(name: str) -> Markup:
    """Return an icon of ours as SVG."""
    return Markup((ICONS / f"{name}.svg").read_text(encoding="utf-8").strip())  # noqa: S704 - our own file


def quoting(text: str, language: LanguageTag) -> Markup:
    """Return an English text with what it quotes in the script of a language marked as such."""
    letters = _LETTERS.get(language.script)
    if letters is None:
        return escape(text)
    parts, done = [], 0
    for found in re.finditer(f"[{letters}](?:[^A-Za-z]*[{letters}])?", text):
        parts += [escape(text[done : found.start()]), _span(found[0], language)]
        done = found.end()
    return Markup("").join([*parts, escape(text[done:])])


def _span(text: str, language: LanguageTag) -> Markup:
    return Markup('<span lang="{}" dir="{}">{}</span>').format(language.tag, language.direction, text)


class LessonLinks:
    """Where a lesson of a pack finds entries, sources and other lessons; what the pack leaves out is no link."""

    def __init__(self, pages: Mapping[str, str], lessons: Mapping[str, str], fact_ids: Sequence[str]) -> None:
        self._pages, self._lessons = pages, lessons
        self._numbers = {name: str(number) for number, name in enumerate(fact_ids, 1)}

    def term(self, concept_id: str) -> str:
        """Return the address of an entry."""
        page = self._pages.get(concept_id)
        return f"../phrases/{page}.html#{concept_id}" if page else _LEFT_OUT

    def fact(self, fact_id: str) -> str:
        """Return the address of a source on the same page."""
        return f"#fact-{fact_id}" if fact_id in self._numbers else _LEFT_OUT

    def lesson(self, name: str) -> str:
        """Return the address of a lesson of the same market."""
        path = self._lessons.get(name)
        return f"../{path}" if path else _LEFT_OUT

    def number(self, fact_id: str) -> str:
        """Return the source's number in the page's list."""
        return self._numbers.get(fact_id, "")


class PackPages:
    """Renders the pages of one pack."""

    def __init__(self, locale: str) -> None:
        self.words: PackWords = words(locale)
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.policies["ext.i18n.trimmed"] = True
        self._environment.install_gettext_translations(self.words.catalogue, newstyle=True)  # type: ignore[attr-defined]
        self._environment.globals.update(
            w=self.words, icon=icon, slots=self.slots, quoting=quoting,
            marked=lambda text: _span(text, describe("en")),
        )  # fmt: skip

    def page(self, template: str, *, links: LessonLinks | None = None, **values: Any) -> bytes:
        """Return a page."""

        def render(tokens: Sequence[Token]) -> Markup:
            html = markup.render(tokens, links or LessonLinks({}, {}, ()))
            return Markup(_DEAD_LINK.sub(r"\1", html))  # noqa: S704 - cleaned by an allow-list

        text = self._environment.get_template(template).render(render=render, **values)
        return text.encode()

    def slots(self, text: str) -> Markup:
        """Return a wording with its open places shown in the reader's words."""
        return Markup(_SLOT.sub(lambda found: self._slot(found[1]), escape(text)))  # noqa: S704 - escaped before

    def _slot(self, name: str) -> str:
        w = self.words
        place = Markup('<span class="slot" lang="{}" dir="{}">{}</span>')
        return place.format(w.html_lang, w.direction, w.slot(name))


def grouped(names: Collection[str], order: Collection[str]) -> list[str]:
    """Return names in a given order; what the order does not know comes last, by name."""
    known = list(order)
    return sorted(names, key=lambda name: (known.index(name) if name in known else len(known), name))
