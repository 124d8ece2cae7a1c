"""Checks the interface catalogues against the code: complete, not stale, placeholders kept, plural forms there.

``python -m tests.support.catalogues`` prints every fault and fails if there is one.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from elearn.kernel.config import PROJECT_ROOT
from elearn.kernel.locales import INTERFACE_LOCALES, babel_locale

TRANSLATIONS = PROJECT_ROOT / "translations"
EXTRACT = ("-q", "extract", "-F", "babel.cfg", "-k", "_l", "--no-location")
_PLACEHOLDER = re.compile(r"%\([a-z_]+\)[a-z]|%%")


def extracted() -> Catalog:
    """Return all messages of the code and the templates as they are now."""
    with tempfile.TemporaryDirectory() as folder:
        pot = Path(folder) / "messages.pot"
        command = [sys.executable, "-m", "babel.messages.frontend", *EXTRACT, "-o", str(pot), "."]
        subprocess.run(command, check=True, cwd=PROJECT_ROOT, capture_output=True)
        with pot.open("rb") as file:
            return read_po(file)


def catalogue(locale: str) -> Catalog:
    """Return the catalogue of an interface locale."""
    with (TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=babel_locale(locale).partition("_")[0])


def faults(locale: str, wanted: Catalog) -> list[str]:
    """Return everything that is wrong with a locale's catalogue, in words."""
    try:
        found = catalogue(locale)
    except FileNotFoundError:
        return [f"{locale}: there is no catalogue"]
    said = {(message.context, key(message)): message for message in found if message.id}
    needed = {(message.context, key(message)): message for message in wanted if message.id}
    wrong = [f"{locale}: missing {name[1]!r}" for name in needed if name not in said]
    wrong += [f"{locale}: no longer used {name[1]!r}" for name in said if name not in needed]
    for name in needed.keys() & said.keys():
        wrong += [f"{locale}: {fault} {name[1]!r}" for fault in _message_faults(said[name], found, locale)]
    return wrong


def key(message: Message) -> str:
    """Return the English singular of a message."""
    return str(message.id[0] if isinstance(message.id, (list, tuple)) else message.id)


def _message_faults(message: Message, found: Catalog, locale: str) -> list[str]:
    texts = list(message.string) if isinstance(message.string, (list, tuple)) else [message.string]
    is_plural = isinstance(message.id, (list, tuple))
    wrong = []
    if message.fuzzy:
        wrong.append("fuzzy")
    if not all(texts):
        wrong.append("not translated")
    if is_plural and len(texts) != found.num_plurals:
        wrong.append(f"{len(texts)} plural forms instead of {found.num_plurals}")
    for text in filter(None, texts):
        needed = set(_PLACEHOLDER.findall(key(message)))
        given = set(_PLACEHOLDER.findall(text))
        # A plural form for exactly one or two may leave the number out, as Arabic does.
        if given != needed and not (is_plural and given < needed and needed - given <= {"%(num)s", "%(number)s"}):
            wrong.append(f"placeholders differ in {text!r}")
        if locale not in ("en",) and text.strip() != text:
            wrong.append(f"space at an end of {text!r}")
    return wrong


def main() -> int:
    """Print all faults of all catalogues."""
    wanted = extracted()
    wrong = [fault for locale in INTERFACE_LOCALES for fault in faults(locale, wanted)]
    print(
        "\n".join(wrong)
        or f"{len([m for m in wanted if m.id])} messages in {len(INTERFACE_LOCALES)} catalogues, no fault"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
