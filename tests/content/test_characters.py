"""What cannot be seen is taken out of what people send and shown where it is printed."""

from __future__ import annotations

import json

import pytest

from elearn.content.characters import one_line, visible


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\tc\n d", "a b c d"),
        ("a\u202eb\u2066c\u200fd\u061ce", "abcde"),
        ("a\ue000\U000f0000b\u0378\U000e0041\ud800", "ab"),
        ("न्\u200dय می\u200cخواهم", "न्\u200dय می\u200cخواهم"),
        ("e\u0301", "é"),
    ],
)
def test_a_line_holds_only_what_can_be_seen(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


@pytest.mark.parametrize("text", ["\x1b[31m", "a\x9b2J", "\u202e", "\U000e0041", "\ud800", "\x7f", "\u2028", "a\nb"])
def test_what_a_terminal_would_obey_is_shown(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    assert "\\u" in shown
    assert json.loads(visible(json.dumps(text, ensure_ascii=False))) == text


@pytest.mark.parametrize("text", ["名刺 – がん", "prix\u00a0: 3\u202f€", "न्\u200dय", "安\u3000全"])
def test_what_can_be_read_stays_as_it_is(text: str) -> None:
    assert visible(text) == text
