"""The words of a pack's pages in its interface language: catalogue, names of languages and areas, dates, numbers."""

from __future__ import annotations

import gettext
import re
from datetime import date
from functools import cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import Translations

from elearn.content import labels
from elearn.kernel.config import PROJECT_ROOT
from elearn.kernel.locales import babel_locale, describe, html_lang


class PackWords:
    """One interface language, as templates of packs use it."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.html_lang = html_lang(locale)
        self.direction = describe(locale).direction
        self._cldr = Locale.parse(babel_locale(locale))
        self.catalogue: gettext.NullTranslations = Translations.load(
            str(PROJECT_ROOT / "translations"), [babel_locale(locale), locale]
        )

    def say(self, text: str) -> str:
        """Return a text of the catalogue in the language, or as it is."""
        return self.catalogue.gettext(text)

    def language(self, tag: str) -> str:
        """Return the name of a content language."""
        named = "zh-Hans" if tag == "zh-CN" else tag
        name = Locale.parse(named, sep="-").get_display_name(self._cldr) or tag
        return name[0].upper() + name[1:]

    def area(self, code: str) -> str:
        """Return the name of an ISO 3166-1 area."""
        return str(self._cldr.territories.get(code, code))

    def month(self, number: int) -> str:
        """Return the name of a month, from 1, as it stands alone."""
        use = "stand-alone" if self.locale in ("el", "ca") else "format"
        name = str(self._cldr.months[use]["wide"][number])
        return name[0].upper() + name[1:]

    def day(self, day: date) -> str:
        """Return a day."""
        return format_date(day, "long", locale=self._cldr)

    def as_of(self, text: str) -> tuple[str, bool]:
        """Return a fact's own date, and whether it is in the language; what is no date stays English."""
        try:
            if re.fullmatch(r"\d{4}", text):
                return text, True
            if re.fullmatch(r"\d{4}-\d{2}", text):
                return format_date(date.fromisoformat(f"{text}-01"), "MMMM y", locale=self._cldr), True
            return self.day(date.fromisoformat(text)), True
        except ValueError:
            return text, False

    def number(self, number: float) -> str:
        """Return a number."""
        return format_decimal(number, locale=self._cldr)

    def situation(self, name: str) -> str:
        """Return the heading of a situation."""
        return self.say(labels.SITUATIONS[name]) if name in labels.SITUATIONS else name

    def player_kind(self, kind: str) -> str:
        """Return what a player is."""
        return self.say(labels.PLAYER_KINDS[kind]) if kind in labels.PLAYER_KINDS else kind

    def slot(self, name: str) -> str:
        """Return what belongs into an open place."""
        return self.say(labels.SLOTS[name])


@cache
def words(locale: str) -> PackWords:
    """Return the words of an interface locale, read once a process."""
    return PackWords(locale)
