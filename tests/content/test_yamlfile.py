"""YAML is read with limits: nothing hangs, nothing runs, everything has a line."""

from __future__ import annotations

import time

import pytest

from elearn.content import yamlfile
from elearn.content.problems import Report
from elearn.content.yamlfile import read_yaml


def codes(content: bytes) -> list[tuple[int, str]]:
    report = Report()
    read_yaml("x.yaml", content, report)
    return [(problem.line, problem.code) for problem in report]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a: &x 1\nb: *x\n", (2, "yaml-alias")),
        (b"a: 1\nb: !!python/object/apply:os.system [ls]\n", (2, "yaml-tag")),
        (b"a: 1\n? [b]\n: 2\n", (2, "yaml-key")),
        (b"a: 1\na: 2\n", (2, "yaml-duplicate-key")),
        (b"a: [1\nb: 2\n", (2, "yaml-syntax")),
        (b"\xff\xfe", (1, "not-utf8")),
        (b"a: " + b"[" * 30 + b"]" * 30, (1, "yaml-too-deep")),
        (b"a: " + b"[" * 5000, (1, "yaml-too-deep")),
        (b"x" * (yamlfile.MAX_BYTES + 1), (0, "file-too-large")),
    ],
)
def test_what_is_not_plain_is_refused_with_its_line(content: bytes, expected: tuple[int, str]) -> None:
    assert codes(content) == [expected]


def test_an_alias_bomb_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    began = time.perf_counter()
    assert codes("\n".join(lines).encode())[0][1] == "yaml-alias"
    assert time.perf_counter() - began < 5


def test_words_that_look_like_switches_stay_words() -> None:
    document = read_yaml("x", b"a: [no, yes, on, off, NO, ~, true, 012, 1.5, 2026-11-23]", Report())
    assert document is not None
    assert document.value["a"] == ["no", "yes", "on", "off", "NO", None, True, 12, 1.5, "2026-11-23"]


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    document = read_yaml("x", b"\xef\xbb\xbfa: 1", Report())
    assert document is not None
    assert document.value == {"a": 1}
