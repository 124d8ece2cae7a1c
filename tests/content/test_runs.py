"""Running text as runs: the words of Markdown, each with what it points to."""

from __future__ import annotations

from elearn.content.markup import parse
from elearn.content.runs import Run, runs


def test_links_and_languages_are_kept_and_marks_are_not() -> None:
    text = "A **bold** [fee](fact:JP-001) in\n[届出]{lang=ja}; see [term](term:meeting-agenda) and [page](https://x.example/)."
    assert runs(parse(text)) == (
        Run("A bold "),
        Run("fee", fact="JP-001"),
        Run(" in "),
        Run("届出", lang="ja"),
        Run("; see "),
        Run("term", term="meeting-agenda"),
        Run(" and page."),
    )


def test_what_looks_like_a_mark_of_another_tool_stays_text() -> None:
    assert runs(parse("Pay #strong[now] for $x$ @home.")) == (Run("Pay #strong[now] for $x$ @home."),)


def test_bold_words_in_a_link_are_one_reference() -> None:
    assert runs(parse("[a **b** c](fact:JP-001)")) == (Run("a b c", fact="JP-001"),)
