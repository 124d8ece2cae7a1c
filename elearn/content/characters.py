"""Characters that cannot be seen: taken out of what people send, shown as numbers where a terminal would obey them.

The joiners U+200C and U+200D are letters' business in Hindi, Arabic and emoji; they stay in both.
"""

from __future__ import annotations

import re
import unicodedata

_JOINERS = "\u200c\u200d"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_NOT_TEXT = frozenset({"Cs", "Co", "Cn"})
_DIRECTIONS_AND_TAGS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\U000e0000-\U000e007f]")


def one_line(text: str) -> str:
    """Return a text that a person typed as one line in NFC, without what cannot be seen or turns the line round."""
    text = _DIRECTIONS_AND_TAGS.sub("", text)
    kept = (" " if (kind := unicodedata.category(char)) == "Cc" else "" if kind in _NOT_TEXT else char for char in text)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def visible(text: str) -> str:
    r"""Return a line for a terminal or a log: what cannot be seen stands as ``\u001b``, which JSON reads back."""
    if text.isprintable():
        return text
    return "".join(_number(char) if _is_unseen(char) else char for char in text)


def _is_unseen(char: str) -> bool:
    return char not in _JOINERS and unicodedata.category(char) in _UNSEEN


def _number(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
