"""Lesson text becomes HTML that cannot run, whatever the author wrote."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from elearn.content.markup import parse, render


class Links:
    def term(self, concept_id: str) -> str:
        return f"/en/phrases/entry/{concept_id}/"

    def fact(self, fact_id: str) -> str:
        return f"#fact-{fact_id}"

    def number(self, fact_id: str) -> str:
        return "7" if fact_id == "JP-007" else ""


def shown(text: str) -> str:
    return render(parse(text), Links())


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,hello)",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](//elsewhere.example/)",
        "![x](https://elsewhere.example/x.png)",
        "<https://elsewhere.example/>",
        "[x]{onclick=alert(1) style=color:red lang=ja}",
        "[x](https://a.example 'y\" onmouseover=\"alert(1)')",
        "`<b>`",
        '[a](term:x" onclick="alert(1))',
        '[a](fact:"><script>alert(1)</script>)',
        '## h {#x" onclick="y}',
    ],
)
def test_nothing_runs(text: str) -> None:
    tree = html.fragment_fromstring(shown(text), create_parent="div")
    assert not tree.xpath("//script | //img | //iframe | //style | //@style")
    assert not [name for name in tree.xpath("//@*") if name.attrname.startswith("on")]
    for href in tree.xpath("//@href"):
        assert href.startswith(("https://", "http://", "mailto:", "#", "/en/")), href


@given(st.text(max_size=300))
def test_no_text_makes_a_script_or_an_error(text: str) -> None:
    tree = html.fragment_fromstring(shown(text), create_parent="div")
    assert not tree.xpath("//script | //@onclick | //@style")


def test_foreign_words_carry_language_and_direction() -> None:
    assert '<span lang="ar" dir="rtl">شكرا</span>' in shown("[شكرا]{lang=ar}")
    assert '<span lang="ja-Latn" dir="ltr">meishi</span>' in shown("[meishi]{lang=ja-Latn}")


def test_our_links_lead_to_entries_and_sources() -> None:
    assert '<a class="term" href="/en/phrases/entry/hello/" data-term="hello">hi</a>' in shown("[hi](term:hello)")
    assert '<a class="fact" href="#fact-JP-001" data-fact="JP-001">x</a>' in shown("[x](fact:JP-001)")
    assert 'data-number="7"' in shown("[x](fact:JP-007)")


def test_deep_nesting_takes_no_time() -> None:
    began = time.perf_counter()
    shown("> " * 3000 + "x\n" + "*" * 20_000 + "[" * 20_000)
    assert time.perf_counter() - began < 5
