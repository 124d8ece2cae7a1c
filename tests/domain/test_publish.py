"""Publishing: all or nothing, idempotent, nothing erased."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from elearn.audio.models import Clip
from elearn.authoring import services as authoring
from elearn.authoring.errors import ContentMissing, ContentRefused
from elearn.authoring.services import PublishResult, read_units
from elearn.courses import queries as courses
from elearn.courses.models import Lesson, LessonText, Market, Player
from elearn.glossaries import queries as glossaries
from elearn.glossaries.models import Concept, LanguageSection, Term
from elearn.prepare import bring_index_up_to_date, publish
from elearn.search import queries as search
from elearn.search.models import SearchRequest
from elearn.storage.db import Base, db, read_stamps, transaction
from tests.support.content import CHAPTER_PATH, HANDBOOK_FILES, MARKET_FILES


def do_publish(app: Flask, folder: Path) -> PublishResult:
    result = publish(app.extensions["elearn"], folder, is_everything=True)
    db.session.remove()
    return result


def all_rows() -> dict[str, list[tuple[object, ...]]]:
    with db.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=str)
            for table in Base.metadata.sorted_tables
        }


def replace(folder: Path, name: str, before: str, after: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_publishing_makes_pages_entries_and_wishes_for_recordings(empty_app: Flask, folder: Path) -> None:
    result = do_publish(empty_app, folder)
    assert result.published == ("courses/canada", "glossaries/small")
    session = db.session()
    assert [market.id for market in courses.markets(session, "en")] == ["canada"]
    assert glossaries.entry(session, "hello", glossaries.pair("en", "ja"), "en") is not None
    assert session.scalar(sa.select(sa.func.count()).select_from(Clip)) == 2 * 3 * 2
    assert (
        session.scalar(sa.select(Clip.spoken).where(Clip.concept_id == "hello", Clip.language == "ja"))
        == "はじめまして。"
    )


def test_publishing_the_same_files_twice_changes_no_row(empty_app: Flask, folder: Path) -> None:
    do_publish(empty_app, folder)
    before = all_rows()
    again = do_publish(empty_app, folder)
    assert (again.published, again.withdrawn, again.clips_requested) == ((), (), 0)
    assert all_rows() == before


def test_touching_a_comment_publishes_anew_but_changes_only_what_differs(empty_app: Flask, folder: Path) -> None:
    do_publish(empty_app, folder)
    before = all_rows()
    replace(folder, "glossaries/small/greetings.yaml", "- id: hello\n", "# a comment\n- id: hello\n")
    assert do_publish(empty_app, folder).published == ("glossaries/small",)
    after = all_rows()
    assert {name for name in after if after[name] != before[name]} == {"published_unit", "stamp"}


def test_one_changed_entry_leaves_all_others_as_they_were(empty_app: Flask, folder: Path) -> None:
    do_publish(empty_app, folder)
    session = db.session()
    other = set(session.scalars(sa.select(LanguageSection.id).where(LanguageSection.concept_id == "hello-name")))
    db.session.remove()
    replace(folder, "glossaries/small/greetings.yaml", "text: Hello.", "text: Good day.")
    do_publish(empty_app, folder)
    session = db.session()
    assert (
        set(session.scalars(sa.select(LanguageSection.id).where(LanguageSection.concept_id == "hello-name"))) == other
    )
    assert session.scalar(sa.select(Term.text).join(LanguageSection).where(Term.text == "Good day.")) == "Good day."


def test_a_broken_file_publishes_nothing_at_all(empty_app: Flask, folder: Path) -> None:
    do_publish(empty_app, folder)
    before = all_rows()
    replace(folder, "glossaries/small/greetings.yaml", "text: Hello.", "text: Good day.")
    replace(folder, "courses/canada/course.yaml", "order: 9", "order: nine")
    with pytest.raises(ContentRefused) as refused:
        do_publish(empty_app, folder)
    db.session.remove()
    assert [problem.code for problem in refused.value.report] == ["value-wrong"]
    assert all_rows() == before


def test_a_link_from_an_unchanged_lesson_to_a_removed_entry_is_found(empty_app: Flask, folder: Path) -> None:
    do_publish(empty_app, folder)
    replace(folder, "glossaries/small/greetings.yaml", "- id: hello\n", "- id: hello-again\n")
    with pytest.raises(ContentRefused) as refused:
        do_publish(empty_app, folder)
    assert {problem.code for problem in refused.value.report} == {"term-unknown"}


def test_what_is_gone_from_the_files_is_withdrawn_and_not_erased(empty_app: Flask, folder: Path) -> None:
    do_publish(empty_app, folder)
    for path in sorted((folder / "courses/canada").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (folder / "courses/canada").rmdir()
    replace(folder, "glossaries/small/greetings.yaml", "  markets: [canada]\n", "")
    replace(folder, "glossaries/small/greetings.yaml", '  note: {canada: "Said on time.", fact: CA-002}\n', "")
    result = do_publish(empty_app, folder)
    assert result.withdrawn == ("courses/canada",)
    session = db.session()
    assert courses.markets(session, "en") == ()
    assert courses.entries_in_lessons(session) == frozenset()
    assert session.scalar(sa.select(sa.func.count()).select_from(LessonText)) == 1
    assert session.scalar(sa.select(Market.is_published)) is False


def test_a_market_that_comes_back_keeps_its_lessons_ids(empty_app: Flask, folder: Path) -> None:
    do_publish(empty_app, folder)
    before = list(db.session().scalars(sa.select(Lesson.id)))
    db.session.remove()
    (folder / "courses/canada").rename(folder / "aside")
    replace(folder, "glossaries/small/greetings.yaml", "  markets: [canada]\n", "")
    replace(folder, "glossaries/small/greetings.yaml", '  note: {canada: "Said on time.", fact: CA-002}\n', "")
    do_publish(empty_app, folder)
    (folder / "aside").rename(folder / "courses/canada")
    do_publish(empty_app, folder)
    assert list(db.session().scalars(sa.select(Lesson.id))) == before
    assert [market.id for market in courses.markets(db.session(), "en")] == ["canada"]


def test_a_withdrawn_entry_loses_its_place_everywhere(empty_app: Flask, folder: Path) -> None:
    do_publish(empty_app, folder)
    text = (folder / "glossaries/small/greetings.yaml").read_text(encoding="utf-8")
    (folder / "glossaries/small/greetings.yaml").write_text(
        text.split("\n- id: hello-name")[0].replace("  replies: [hello-name]\n", "") + "\n", encoding="utf-8"
    )
    do_publish(empty_app, folder)
    session = db.session()
    assert glossaries.entry(session, "hello-name", glossaries.pair("en", "ja"), "en") is None
    assert session.get(Concept, "hello-name") is not None
    assert session.scalar(sa.select(sa.func.count()).where(Clip.concept_id == "hello-name")) == 0


def test_every_publish_that_shows_something_new_counts_the_stamp_up(empty_app: Flask, folder: Path) -> None:
    do_publish(empty_app, folder)
    first = read_stamps(db.session())["content"]
    do_publish(empty_app, folder)
    assert read_stamps(db.session())["content"] == first
    replace(folder, "courses/canada/course.yaml", "order: 9", "order: 8")
    do_publish(empty_app, folder)
    assert read_stamps(db.session())["content"] == first + 1


def test_a_new_market_is_found_read_and_searched_without_any_code(empty_app: Flask, folder: Path) -> None:
    do_publish(empty_app, folder)
    services = empty_app.extensions["elearn"]
    assert bring_index_up_to_date(services) is True
    assert bring_index_up_to_date(services) is False
    found = search.search(services.index, SearchRequest("canada"))
    assert [hit.id for hit in found.hits] == ["canada/overview/overview"]


def test_a_folder_without_content_says_so(tmp_path: Path) -> None:
    with pytest.raises(ContentMissing):
        read_units(tmp_path)


def test_links_and_hidden_files_are_passed_over(folder: Path) -> None:
    (folder / "courses/canada/.DS_Store").write_bytes(b"x")
    (folder / "courses/canada/media").mkdir()
    (folder / "courses/canada/media/secret").symlink_to("/etc/passwd")
    units = {unit.path: unit for unit in read_units(folder)}
    assert set(units["courses/canada"].files) == set(MARKET_FILES)


def add_termbase(folder: Path, name: str) -> None:
    other = folder / "glossaries" / name
    other.mkdir()
    for file in ("termbase.yaml", "greetings.yaml"):
        text = (folder / "glossaries/small" / file).read_text(encoding="utf-8")
        (other / file).write_text(text.replace("id: small", f"id: {name}"), encoding="utf-8")


def test_an_id_that_stands_in_two_termbases_is_told(empty_app: Flask, folder: Path) -> None:
    add_termbase(folder, "other")
    with pytest.raises(ContentRefused) as refused:
        do_publish(empty_app, folder)
    assert {problem.code for problem in refused.value.report} == {"concept-id-double"}


def test_a_renamed_termbase_keeps_its_entries(empty_app: Flask, folder: Path) -> None:
    do_publish(empty_app, folder)
    add_termbase(folder, "other")
    for path in (folder / "glossaries/small").iterdir():
        path.unlink()
    (folder / "glossaries/small").rmdir()
    result = do_publish(empty_app, folder)
    assert (result.published, result.withdrawn) == (("glossaries/other",), ("glossaries/small",))
    assert glossaries.published_ids(db.session()) == {"hello", "hello-name"}


def test_a_language_that_the_termbase_does_not_list_is_told(empty_app: Flask, folder: Path) -> None:
    replace(folder, "glossaries/small/termbase.yaml", "languages: [en, ja, ar]", "languages: [en, ja]")
    with pytest.raises(ContentRefused) as refused:
        do_publish(empty_app, folder)
    assert {problem.code for problem in refused.value.report} == {"language-unlisted"}


def test_a_market_that_entries_name_cannot_vanish_unnoticed(empty_app: Flask, folder: Path) -> None:
    do_publish(empty_app, folder)
    (folder / "courses/canada").rename(folder / "aside")
    with pytest.raises(ContentRefused) as refused:
        do_publish(empty_app, folder)
    assert {problem.code for problem in refused.value.report} == {"market-unknown", "fact-unknown"}


def test_a_withdrawn_lesson_counts_no_more_and_a_lesson_may_have_no_fact(empty_app: Flask, folder: Path) -> None:
    second = folder / "courses/canada/modules/00-overview/02-second.en.md"
    head = (
        "---\nid: second\ntitle: Second\nobjectives: [Name it., Choose it.]\nin_short: [a., b., c.]\n---\n\n## Text\n\n"
    )
    second.write_text(head + "word " * 1600, encoding="utf-8")
    replace(
        folder, "courses/canada/modules/00-overview/module.yaml", "lessons: [overview]", "lessons: [overview, second]"
    )
    do_publish(empty_app, folder)
    today = empty_app.extensions["elearn"].clock.today()
    view = courses.lesson(db.session(), "canada", "overview", "second", "en", today)
    assert view is not None
    assert (view.facts, view.stale_facts) == ((), 0)
    before = courses.markets(db.session(), "en")[0].minutes
    db.session.remove()
    second.unlink()
    replace(
        folder, "courses/canada/modules/00-overview/module.yaml", "lessons: [overview, second]", "lessons: [overview]"
    )
    do_publish(empty_app, folder)
    assert courses.markets(db.session(), "en")[0].minutes == before - 10


def test_a_player_that_is_gone_is_withdrawn_and_comes_back(empty_app: Flask, folder: Path) -> None:
    do_publish(empty_app, folder)
    today = empty_app.extensions["elearn"].clock.today()
    fair = courses.players(db.session(), today, kind="fair")
    assert [(player.id, player.market_id, player.months, player.facts) for player in fair] == [
        ("payer-fair", "canada", (5,), ())
    ]
    db.session.remove()
    before = all_rows()["player"]
    path = folder / "courses/canada/players.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.partition("- id: payer-fair")[0], encoding="utf-8")
    do_publish(empty_app, folder)
    assert [player.id for player in courses.players(db.session(), today)] == ["payer"]
    assert courses.count_players(db.session()) == {("canada", "payer"): 1}
    assert db.session().scalar(sa.select(Player.is_published).where(Player.id == "payer-fair")) is False
    db.session.remove()
    path.unlink()
    do_publish(empty_app, folder)
    assert courses.players(db.session(), today) == ()
    db.session.remove()
    path.write_text(text, encoding="utf-8")
    do_publish(empty_app, folder)
    assert all_rows()["player"] == before


def test_a_renamed_market_keeps_its_players(empty_app: Flask, folder: Path) -> None:
    do_publish(empty_app, folder)
    for path in (folder / "courses/canada").rglob("*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace("canada", "maple"), encoding="utf-8")
    replace(folder, "glossaries/small/greetings.yaml", "markets: [canada]", "markets: [maple]")
    replace(folder, "glossaries/small/greetings.yaml", "note: {canada:", "note: {maple:")
    (folder / "courses/canada").rename(folder / "courses/maple")
    do_publish(empty_app, folder)
    today = empty_app.extensions["elearn"].clock.today()
    assert {player.market_id for player in courses.players(db.session(), today)} == {"maple"}


def mentions(concept_id: str) -> list[str]:
    return [mention.path for mention in courses.lessons_with(db.session(), concept_id, "en")]


def test_an_entry_leads_to_the_lessons_that_use_it_as_long_as_they_do(empty_app: Flask, folder: Path) -> None:
    do_publish(empty_app, folder)
    here = "markets/canada/overview/overview/"
    assert mentions("hello") == [here]
    assert mentions("hello-name") == []
    assert courses.entries_in_lessons(db.session()) == {"hello"}
    db.session.remove()
    replace(folder, "courses/canada/modules/00-overview/01-overview.en.md", "Say [hello](term:hello).", "Say it.")
    do_publish(empty_app, folder)
    assert mentions("hello") == [here]  # among the first to say, which the market's first lesson stands for
    db.session.remove()
    replace(folder, "courses/canada/course.yaml", "starter: [hello]", "starter: [hello-name]")
    do_publish(empty_app, folder)
    assert (mentions("hello"), mentions("hello-name")) == ([], [here])


def add_handbook(folder: Path) -> None:
    for name, text in HANDBOOK_FILES.items():
        path = folder / "courses/handbook" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_a_handbook_is_published_twice_without_a_change_and_is_no_market(empty_app: Flask, folder: Path) -> None:
    add_handbook(folder)
    assert "courses/handbook" in do_publish(empty_app, folder).published
    before = all_rows()
    assert do_publish(empty_app, folder).published == ()
    assert all_rows() == before
    session, today = db.session(), empty_app.extensions["elearn"].clock.today()
    assert [market.id for market in courses.markets(session, "en")] == ["canada"]
    assert set(courses.market_labels(session, "en")) == {"canada"}
    assert courses.market(session, "handbook", "en", today) is None
    assert courses.lesson(session, "handbook", "chapters", "ready", "en", today) is None
    chapter = courses.lesson(session, "handbook", "chapters", "ready", "en", today, "handbook")
    assert chapter is not None
    assert [(fact.id, fact.number) for fact in chapter.facts] == [("CA-001", 1)]
    mentions = courses.lessons_with(session, "hello", "en")
    assert [mention.path for mention in mentions] == ["markets/canada/overview/overview/"]


def test_a_handbook_that_changed_alone_is_held_against_published_facts(empty_app: Flask, folder: Path) -> None:
    add_handbook(folder)
    do_publish(empty_app, folder)
    services, alone = empty_app.extensions["elearn"], folder / "courses/handbook"
    replace(folder, f"courses/handbook/{CHAPTER_PATH}", "Read [the", "Do read [the")
    assert publish(services, alone).published == ("courses/handbook",)
    replace(folder, f"courses/handbook/{CHAPTER_PATH}", "344.0", "345.0")
    replace(folder, f"courses/handbook/{CHAPTER_PATH}", "overview/overview", "overview/gone")
    with pytest.raises(ContentRefused) as refused:
        publish(services, alone)
    assert {problem.code for problem in refused.value.report} == {"number-not-in-fact", "lesson-unknown"}


def test_a_lesson_that_the_handbook_links_cannot_vanish_unnoticed(empty_app: Flask, folder: Path) -> None:
    add_handbook(folder)
    do_publish(empty_app, folder)
    market = folder / "courses/canada/modules"
    (market / "00-overview/01-overview.en.md").rename(market / "00-overview/01-other.en.md")
    replace(folder, "courses/canada/modules/00-overview/module.yaml", "lessons: [overview]", "lessons: [other]")
    replace(folder, "courses/canada/modules/00-overview/01-other.en.md", "id: overview", "id: other")
    with pytest.raises(ContentRefused) as refused:
        do_publish(empty_app, folder)
    assert {problem.code for problem in refused.value.report} == {"lesson-unknown"}


def test_the_same_is_planned_again_when_somebody_else_published_meanwhile(empty_app: Flask, folder: Path) -> None:
    plan = authoring.plan(db.session(), read_units(folder), withdraw_missing=True)
    do_publish(empty_app, folder)
    services = empty_app.extensions["elearn"]
    with transaction() as session:
        assert authoring.publish(session, plan, services.clock.now(), services.speech) is None
