"""Commands say what they did, and what is wrong and how to mend it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def run(tmp_path: Path, databases):  # type: ignore[no-untyped-def]
    """Runs ``elearn`` as a shell would."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ELEARN_")},
        "ELEARN_DATA": str(tmp_path / "data"),
        "ELEARN_DATABASE_URL": databases.new(),
        "ELEARN_SPEECH": "*=silent",
        "PYTHONWARNINGS": "ignore",
    }

    def call(*words: str, status: int = 0, **settings: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "elearn.cli.main", *words],
            env={**environment, **settings}, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    return call


def test_a_right_folder_is_counted(run, folder: Path) -> None:  # type: ignore[no-untyped-def]
    said = run("content", "check", str(folder))
    assert "courses/canada: 1 lessons" in said
    assert "Problems: 0." in said


def test_what_an_unfinished_course_lacks_is_still_to_do_and_what_a_complete_one_lacks_fails(run, folder: Path) -> None:  # type: ignore[no-untyped-def]
    said = run("content", "check", str(folder))
    assert "To do: courses/canada/course.yaml:1: The part culture is missing." in said
    path = folder / "courses/canada/course.yaml"
    path.write_text(path.read_text().replace("being-written", "complete"))
    assert "[part-missing]" in run("content", "check", str(folder), status=1)
    assert {row["is_todo"] for row in json.loads(run("content", "check", str(folder), "--json", status=1))} == {False}
    assert "Published: 2." in run("content", "publish", str(folder))


def test_one_unit_is_checked_with_its_neighbours(run, folder: Path) -> None:  # type: ignore[no-untyped-def]
    assert "Problems: 0." in run("content", "check", str(folder / "courses" / "canada"))


def test_a_broken_folder_says_where_what_and_how_to_mend_it(run, folder: Path) -> None:  # type: ignore[no-untyped-def]
    path = folder / "courses/canada/course.yaml"
    path.write_text(path.read_text().replace("order: 9", "order: nine"))
    said = run("content", "check", str(folder), status=1)
    assert "courses/canada/course.yaml:2:" in said
    assert "[value-wrong]" in said
    problems = json.loads(run("content", "check", str(folder), "--json", status=1))
    assert [problem["code"] for problem in problems] == ["value-wrong"]


def test_publish_search_make_and_report(run, folder: Path) -> None:  # type: ignore[no-untyped-def]
    assert "Published: 2." in run("content", "publish", str(folder))
    assert "Published: 0." in run("content", "publish", str(folder))
    assert "hello: Hello. = 初めまして。" in run("search", "hello", "--from", "en", "--to", "ja")
    assert json.loads(run("search", "hajimemashite", "--json"))[0]["id"] == "hello"
    assert "The index is new." in run("search", "rebuild")
    assert "Made: 12. Failed: 0." in run("audio", "make")
    report = json.loads(run("audio", "report", "--json"))
    assert {row["language"]: row["ready"] for row in report} == {"en": 4, "ja": 4, "ar": 4}


def test_a_broken_folder_publishes_nothing(run, folder: Path) -> None:  # type: ignore[no-untyped-def]
    (folder / "courses/canada/facts.yaml").write_text("facts: [")
    said = run("content", "publish", str(folder), status=1)
    assert "Nothing was published." in said


def test_the_doctor_finds_all_well_and_says_what_to_do_where_not(run, folder: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run("content", "publish", str(folder))
    findings = json.loads(run("doctor", "--json"))
    assert all(finding["is_well"] for finding in findings), findings
    shutil.rmtree(tmp_path / "data" / "index")
    assert "elearn search rebuild" in run("doctor", status=1)


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("ELEARN_PORT", "seventy", "a whole number from 1 to 65535"),
        ("ELEARN_SEARCH_ENGINE", "grep", "tantivy, whoosh"),
        ("ELEARN_SPEECH", "ja=parrot", "engines espeak gtts silent"),
        ("ELEARN_BLOBS", "ftp://x", "local or s3://bucket"),
        ("ELEARN_ENV", "production", "ELEARN_TRUSTED_HOSTS"),
        ("ELEARN_HOST", "0.0.0.0", "ELEARN_TRUSTED_HOSTS"),
        ("ELEARN_HOST", "127.0.0.300", "ELEARN_TRUSTED_HOSTS"),
        ("ELEARN_DATABASE_URL", "garbage", "sqlite:///path or postgresql://"),
        ("ELEARN_DATABASE_URL", "mysql://x/y", "sqlite:///path or postgresql://"),
        ("ELEARN_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none", "The database cannot be used"),
        ("ELEARN_CONTENT", "/nowhere", "a folder that holds courses/ or glossaries/"),
        ("ELEARN_SPEACH", "x", "docs/guide/settings.md"),
        ("ELEARN_CONFIG", "/nowhere", "a readable UTF-8 file"),
        ("ELEARN_DATA", "/proc/nowhere", "a folder that we may write"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_says_why(run, name: str, value: str, advice: str) -> None:  # type: ignore[no-untyped-def]
    said = run("serve", status=1, **{name: value})
    assert advice in said


def test_a_busy_port_is_told_before_anything_is_done(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = run("serve", status=1, ELEARN_PORT=str(port))
    assert f"PORT={port + 1} make run" in said
    assert not (tmp_path / "data").exists()


def test_settings_may_stand_in_a_file(run, folder: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "elearn.conf").write_text("# ours\nELEARN_SEARCH_ENGINE=whoosh\n")
    run("content", "publish", str(folder), ELEARN_CONFIG=str(tmp_path / "elearn.conf"))
    assert [path.name for path in (tmp_path / "data" / "index").iterdir()] == ["whoosh"]
