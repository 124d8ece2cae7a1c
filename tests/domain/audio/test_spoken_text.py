"""What an engine is given to speak."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.audio.models import spoken_text
from elearn.kernel.locales import CONTENT_LANGUAGES


@pytest.mark.parametrize(
    ("language", "text", "reading", "speech", "spoken"),
    [
        ("en", "May I give you my card?", None, None, "May I give you my card?"),
        ("en", "R&D", None, "research and development", "research and development"),
        ("ja", "名刺です。", "めいし です。", None, "めいし です。"),
        ("ja", "私は社員です。", "わたし は しゃいん です。", None, "わたし わ しゃいん です。"),
        ("ja", "日本へ行く。", "にほん へ いく。", None, "にほん え いく。"),
        ("ja", "はい。", "はい。", None, "はい。"),
        ("ar", "بطاقة عمل", "بِطاقةُ عَمَل", None, "بِطاقةُ عَمَل"),
        ("zh-CN", "名片", "míngpiàn", None, "名片"),
        ("hi", "धन्यवाद।", None, None, "धन्यवाद."),
        ("en", "We are from {company}.", None, None, "We are from."),
        ("en", "{company} makes {product} here.", None, None, "makes … here."),
        ("en", "Until {time} today?", None, None, "Until … today?"),
        ("en", "{company} {name}", None, None, ""),
        ("en", "and/or 24/7 (see below)", None, None, "and, or 24/7 see below"),
        ("en", "…", None, None, ""),
        ("en", "a\u200bb\x00c\u202ed", None, None, "abcd"),
    ],
)  # fmt: skip
def test_speech_wins_then_the_reading_where_the_script_needs_one_then_the_text(language, text, reading, speech, spoken):
    assert spoken_text(language, text, reading, speech) == spoken


@given(st.sampled_from(CONTENT_LANGUAGES), st.text(max_size=200))
def test_whatever_comes_in_braces_and_controls_are_never_spoken_and_twice_is_once(language, text):
    spoken = spoken_text(language, text)
    assert not set(spoken) & set("{}[]()<>\x00\n\u202e")
    assert spoken == spoken.strip()
    assert spoken_text(language, spoken) == spoken


@pytest.mark.parametrize(
    ("text", "reading", "spoken"),
    [
        (
            "弊社の最低価格は{amount}です。",
            "へいしゃのさいていかかくは{amount}です。",
            "へいしゃのさいていかかくわ … です。",
        ),
        ("まずは、日本へ行く。", "まずは、にほんへいく。", "まずわ、にほんえいく。"),
        ("はい、話は終わり。", "はい、はなしはおわり。", "はい、はなしわおわり。"),
        ("こちらはいかがですか。", "こちらはいかがですか。", "こちらわいかがですか。"),
        ("こんにちは。", "こんにちは。", "こんにちわ。"),
        ("お茶を飲む。", "おちゃをのむ。", "おちゃおのむ。"),
        ("合わない読み。", "まったく ちがう は よみ。", "まったく ちがう わ よみ。"),
        ("会議をはじめましょう。", "かいぎをはじめましょう。", "かいぎおはじめましょう。"),
    ],
)
def test_japanese_particles_are_spelt_as_they_sound(text, reading, spoken):
    assert spoken_text("ja", text, reading) == spoken


def test_a_wording_made_to_be_slow_is_not():
    began = time.perf_counter()
    spoken_text("ja", "漢あ" * 150, "ああ" * 300)
    assert time.perf_counter() - began < 10
