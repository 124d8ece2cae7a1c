"""Interface locales and content languages: which there are, how they are written, which belongs to which.

An *interface locale* names the language of buttons (``pt``, ``zh``). A *content language* is the BCP 47 tag of a
phrase or a lesson (``pt-BR``, ``zh-CN``). Source: BCP 47; ``docs/guide/developer.md``, "Words".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Direction = Literal["ltr", "rtl"]

INTERFACE_LOCALES = ("en", "fr", "el", "it", "pt", "es", "ar", "zh", "ja", "ko", "de", "hi", "ca")
"""The 13 locales of the interface, in the order in which they are offered."""

CONTENT_LANGUAGES = ("en", "fr", "el", "it", "pt-BR", "es", "ar", "zh-CN", "ja", "ko", "de", "hi", "ca")
"""The 13 languages of the glossary, as BCP 47 tags."""

BABEL_LOCALES = {"en": "en_GB", "pt": "pt_PT", "zh": "zh_Hans_CN"}
"""Interface locales whose CLDR name differs from our address."""

_CONTENT_OF_LOCALE = {"pt": "pt-BR", "zh": "zh-CN"}
_HTML_LANG_OF_LOCALE = {"pt": "pt-PT", "zh": "zh-Hans"}
_RTL_LANGUAGES = frozenset({"ar", "he", "fa", "ur"})

ENDONYMS = {
    "en": "English", "fr": "Français", "el": "Ελληνικά", "it": "Italiano", "pt": "Português", "es": "Español",
    "ar": "العربية", "zh": "简体中文", "ja": "日本語", "ko": "한국어", "de": "Deutsch", "hi": "हिन्दी", "ca": "Català",
    "pt-BR": "Português (Brasil)", "zh-CN": "简体中文",
}  # fmt: skip
"""Each language's own name for itself."""

Script = Literal["latin", "greek", "arabic", "devanagari", "han", "japanese", "hangul"]
_SCRIPTS: dict[str, Script] = {
    "el": "greek", "ar": "arabic", "hi": "devanagari", "zh": "han", "ja": "japanese", "ko": "hangul",
}  # fmt: skip


@dataclass(frozen=True)
class LanguageTag:
    """What a page must know to mark text in a language: BCP 47 tag, direction, script."""

    tag: str
    direction: Direction
    script: Script


def primary(tag: str) -> str:
    """Return the primary language subtag: ``zh`` of ``zh-CN``."""
    return tag.replace("_", "-").split("-", 1)[0].lower()


@lru_cache(maxsize=256)
def describe(tag: str) -> LanguageTag:
    """Return direction and script of a BCP 47 tag; ``ja-Latn`` is Latin and left to right."""
    subtags = tag.split("-")
    if "Latn" in subtags[1:]:
        return LanguageTag(tag, "ltr", "latin")
    language = primary(tag)
    return LanguageTag(tag, "rtl" if language in _RTL_LANGUAGES else "ltr", _SCRIPTS.get(language, "latin"))


def html_lang(locale: str) -> str:
    """Return the ``lang`` attribute of a page in an interface locale."""
    return _HTML_LANG_OF_LOCALE.get(locale, locale)


def babel_locale(locale: str) -> str:
    """Return the CLDR locale name of an interface locale."""
    return BABEL_LOCALES.get(locale, locale)


def content_language(locale: str) -> str:
    """Return the glossary language that a reader of an interface locale most likely speaks."""
    return _CONTENT_OF_LOCALE.get(locale, locale)
