"""Whom the product owes thanks: what is bundled or shown, under which licence. ``CREDITS.md`` says the same."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Credit:
    """A part made by others."""

    name: str
    licence: str
    purpose: str
    url: str


CREDITS = (
    Credit("Noto Sans", "OFL-1.1", "fonts", "https://fonts.google.com/noto"),
    Credit("Natural Earth, world-atlas", "public domain; ISC", "map", "https://www.naturalearthdata.com/"),
    Credit("D3", "ISC", "map", "https://d3js.org/"),
    Credit("htmx", "0BSD", "search as you type", "https://htmx.org/"),
    Credit("eSpeak NG", "GPL-3.0-or-later", "synthetic voices", "https://github.com/espeak-ng/espeak-ng"),
    Credit("LAME", "LGPL-2.0-or-later", "MP3 encoding", "https://lame.sourceforge.io/"),
    Credit("Flask", "BSD-3-Clause", "web", "https://flask.palletsprojects.com/"),
    Credit("SQLAlchemy", "MIT", "database", "https://www.sqlalchemy.org/"),
    Credit("tantivy", "MIT", "search", "https://github.com/quickwit-oss/tantivy"),
    Credit("RapidFuzz", "MIT", "search", "https://github.com/rapidfuzz/RapidFuzz"),
    Credit("Whoosh", "BSD-2-Clause", "search", "https://github.com/mchaput/whoosh"),
    Credit("typst", "Apache-2.0", "PDF", "https://typst.app/"),
    Credit("Babel and CLDR", "BSD-3-Clause; Unicode-3.0", "languages", "https://cldr.unicode.org/"),
)
