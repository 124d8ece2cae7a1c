"""A course's folder: course.yaml, facts.yaml, players.yaml, modules and lessons, read and checked as one.

A course is about a market, or it is a handbook or a library: these have no facts of their own and cite those of all
markets, so that what they say is checked by ``elearn.content.folder`` when all markets are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import Field, field_validator, model_validator

from elearn.content.facts import Fact, FactsFile, Measure
from elearn.content.lesson import SLUG, LessonDocument, PieceHead, parse_lesson
from elearn.content.numbers import has_number_of, unsaid, unsourced
from elearn.content.players import NativeName, Player, parse_players
from elearn.content.problems import Report
from elearn.content.yamlfile import FileModel, read_yaml, validate
from elearn.kernel.locales import CONTENT_LANGUAGES, INTERFACE_LOCALES

CourseKind = Literal["market", "handbook", "library"]
"""A market, the handbook of what is true across markets, or a library of interviews and stories."""
CourseState = Literal["complete", "being-written"]
"""Whether readers are told that parts are missing; what keeps such a course from being accepted is still to do."""
_OF_MARKETS = ("areas", "languages", "native_name", "hue")
"""Keys that a market must have and nothing else may."""

Texts = dict[str, str]
"""A text by interface locale; English must be there."""
Slug = Annotated[str, Field(pattern=rf"^{SLUG}$", max_length=80)]


def with_english(texts: Texts) -> Texts:
    """Let only texts pass that are in interface locales, English among them. Raises ValueError."""
    if "en" not in texts:
        raise ValueError("English (en) is missing")
    if unknown := sorted(set(texts) - set(INTERFACE_LOCALES)):
        raise ValueError(f"no interface locale: {', '.join(unknown)}")
    return texts


def known_languages(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Let only languages of the glossary pass. Raises ValueError."""
    if unknown := sorted(set(tags) - set(CONTENT_LANGUAGES)):
        raise ValueError(f"no language of the glossary: {', '.join(unknown)}")
    return tags


class CourseFile(FileModel):
    """``course.yaml``."""

    id: Slug
    kind: CourseKind = "market"
    state: CourseState = "complete"
    order: Annotated[int, Field(ge=0, le=10_000)]
    areas: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = ()
    languages: tuple[str, ...] = ()
    hue: Literal["", "teal", "clay", "plum", "moss", "ochre", "slate", "rose", "indigo"] = ""
    name: Texts
    native_name: NativeName | None = None
    summary: Texts
    reviewed_on: Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 1, 1))]
    reviewer_role: Annotated[str, Field(max_length=80)]
    review_due: Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 1, 1))]
    notice: Texts
    modules: Annotated[tuple[Slug, ...], Field(min_length=1)]
    starter: tuple[Slug, ...] = ()

    _english = field_validator("name", "summary", "notice")(with_english)

    _known = field_validator("languages")(known_languages)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> CourseFile:
        given = [name for name in _OF_MARKETS if getattr(self, name)]
        if self.kind == "market" and (missing := [name for name in _OF_MARKETS if name not in given]):
            raise ValueError(f"a market needs {', '.join(missing)}")
        if self.kind != "market" and (given or self.starter):
            raise ValueError(f"only a market has {', '.join(given or ['starter'])}")
        return self


class ModuleFile(FileModel):
    """``module.yaml``."""

    id: Slug
    title: Texts
    lessons: Annotated[tuple[Slug, ...], Field(min_length=1)]

    _english = field_validator("title")(with_english)


@dataclass(frozen=True)
class LessonSource:
    """A lesson in one language: the parsed document and the bytes it came from."""

    lang: str
    path: str
    source: str
    document: LessonDocument


@dataclass(frozen=True)
class ModuleDocument:
    """A module and its lessons by id, each by language, in reading order."""

    file: ModuleFile
    lessons: Mapping[str, Mapping[str, LessonSource]]


@dataclass(frozen=True)
class MarketDocument:
    """A whole course, checked, but for what a handbook or library cites of markets."""

    course: CourseFile
    facts: Mapping[str, Fact]
    modules: tuple[ModuleDocument, ...]
    players: tuple[Player, ...] = ()


T = TypeVar("T", bound=FileModel)

_MODULE = re.compile(r"modules/(\d\d)-([a-z0-9-]+)/module\.yaml")
_ALONE = ("course.yaml", "facts.yaml", "players.yaml")
_LESSON = re.compile(r"modules/\d\d-([a-z0-9-]+)/\d\d-([a-z0-9-]+)\.([a-zA-Z-]+)\.md")


def parse_market(folder: str, files: Mapping[str, bytes], report: Report) -> MarketDocument | None:
    """Read a market's files; note every problem and return None where one was found.

    Args:
        folder: its path, such as ``courses/japan``; begins every path in the report.
        files: bytes by path below the folder, with ``/`` between parts.
        report: where problems go.
    """
    before = len(report)
    course = _read(CourseFile, f"{folder}/course.yaml", files.get("course.yaml"), report)
    is_market = course.kind == "market" if course else "facts.yaml" in files
    facts = _read_facts(f"{folder}/facts.yaml", files.get("facts.yaml"), report) if is_market else None
    players: tuple[Player, ...] = ()
    if is_market and (listed := files.get("players.yaml")) is not None:
        players = parse_players(f"{folder}/players.yaml", listed, course.areas if course else None, facts, report)
    known_files = _ALONE if is_market else ("course.yaml",)
    modules: dict[str, ModuleDocument] = {}
    for path in sorted(files):
        if match := _MODULE.fullmatch(path):
            module = _read(ModuleFile, f"{folder}/{path}", files[path], report)
            if module is None:
                continue
            if module.id != match[2]:
                report.add(f"{folder}/{path}", 1, "id-differs-from-folder", id=module.id, folder=match[2])
            lessons = _read_lessons(folder, module, path.rpartition("/")[0], files, report)
            if facts is not None:
                check_cited(lessons, facts, report)
            if course is not None:
                _check_heads(course.kind, lessons, report)
            modules[module.id] = ModuleDocument(module, lessons)
        elif path not in known_files and not _LESSON.fullmatch(path) and not path.startswith("media/"):
            report.add(f"{folder}/{path}", 0, "file-unexpected")
    if course is None:
        return None
    if course.id != folder.rpartition("/")[2]:
        report.add(f"{folder}/course.yaml", 1, "id-differs-from-folder", id=course.id, folder=folder.rpartition("/")[2])
    for name in course.modules:
        if name not in modules:
            report.add(f"{folder}/course.yaml", 1, "module-missing", module=name)
    for name in sorted(set(modules) - set(course.modules)):
        report.add(f"{folder}/course.yaml", 1, "module-not-listed", module=name)
    if len(report) > before:
        return None
    return MarketDocument(course, facts or {}, tuple(modules[name] for name in course.modules), players)


def _read(model: type[T], path: str, content: bytes | None, report: Report) -> T | None:
    if content is None:
        report.add(path, 0, "file-missing")
        return None
    document = read_yaml(path, content, report)
    return None if document is None else validate(model, document, path, report)


def _read_facts(path: str, content: bytes | None, report: Report) -> dict[str, Fact] | None:
    """Return facts by id, or None where they cannot be read: then nothing can be held against them."""
    if content is None:
        report.add(path, 0, "file-missing")
        return None
    document = read_yaml(path, content, report)
    file = None if document is None else validate(FactsFile, document, path, report)
    if document is None or file is None:
        return None
    facts: dict[str, Fact] = {}
    for place, fact in enumerate(file.facts):
        if fact.id in facts:
            report.add(path, document.line(("facts", place)), "fact-id-double", id=fact.id)
        if (fact.confidence == "from memory") != (fact.evidence == "none"):
            report.add(path, document.line(("facts", place)), "fact-evidence-wrong", id=fact.id)
        for at, measure in enumerate(fact.measures):
            line = document.line(("facts", place, "measures", at))
            _check_measure(path, line, fact, measure, [*facts.values(), fact], report)
        facts[fact.id] = fact
    return facts


def _check_measure(path: str, line: int, fact: Fact, measure: Measure, so_far: Iterable[Fact], report: Report) -> None:
    """Check that a measure's numbers stand in its fact, that somebody has read it, and that the market has it once."""
    if fact.confidence == "from memory":
        report.add(path, line, "figure-from-memory", id=fact.id)
    if number := unsaid(measure, fact):
        report.add(path, line, "number-not-in-fact", number=number, facts=fact.id)
    if sum(other.name == measure.name for known in so_far for other in known.measures) > 1:
        report.add(path, line, "measure-double", id=fact.id, name=measure.name)


def _read_lessons(
    folder: str, module: ModuleFile, below: str, files: Mapping[str, bytes], report: Report
) -> dict[str, dict[str, LessonSource]]:
    lessons: dict[str, dict[str, LessonSource]] = {name: {} for name in module.lessons}
    for path in sorted(files):
        match = _LESSON.fullmatch(path)
        if match is None or path.rpartition("/")[0] != below:
            continue
        _, name, lang = match.groups()
        full = f"{folder}/{path}"
        if lang not in INTERFACE_LOCALES:
            report.add(full, 0, "lesson-language-unknown", lang=lang)
        if name not in lessons:
            report.add(full, 0, "lesson-not-listed", lesson=name)
            continue
        document = parse_lesson(full, files[path], report)
        if document is None:
            continue
        if lang == "en" and document.is_head_only:
            report.add(full, 0, "lesson-empty")
        if document.head.id != name:
            report.add(full, 2, "id-differs-from-file", id=document.head.id, file=name)
        lessons[name][lang] = LessonSource(lang, full, files[path].decode("utf-8-sig"), document)
    for name, texts in lessons.items():
        if "en" not in texts and not report.has_problem_in(f"{folder}/{path}" for path in files if f"-{name}." in path):
            report.add(f"{folder}/{below}/module.yaml", 0, "lesson-missing", lesson=name)
    return lessons


def _check_heads(kind: CourseKind, lessons: Mapping[str, Mapping[str, LessonSource]], report: Report) -> None:
    """Check that pieces of a library say their format, so that nobody takes one for another, and that no others do."""
    for text in (text for texts in lessons.values() for text in texts.values()):
        if isinstance(text.document.head, PieceHead) != (kind == "library"):
            report.add(text.path, 1, "format-missing" if kind == "library" else "format-not-here")


def check_cited(lessons: Mapping[str, Mapping[str, LessonSource]], facts: Mapping[str, Fact], report: Report) -> None:
    """Check of lessons that cited facts exist, that figures are theirs, and that memory facts carry none."""
    for text in (text for texts in lessons.values() for text in texts.values()):
        _check_facts(text, facts, report)


def _check_facts(text: LessonSource, facts: Mapping[str, Fact], report: Report) -> None:
    path, document, lines = text.path, text.document, text.source.splitlines()

    def line_of(wanted: str) -> int:
        return next((number for number, line in enumerate(lines, 1) if wanted in line), 0)

    for name in document.fact_ids:
        if name not in facts:
            report.add(path, line_of(name), "fact-unknown", id=name)
    for figure in document.figures:
        if (fact := facts.get(figure.fact)) is None:
            continue
        if fact.confidence == "from memory":
            report.add(path, line_of(figure.fact), "figure-from-memory", id=figure.fact)
        elif not has_number_of(figure.value, fact, text.lang):
            report.add(path, line_of(figure.value), "number-not-in-fact", number=figure.value, facts=figure.fact)
    for line, number, ids in unsourced(document.tokens, facts, text.lang):
        code = "number-not-in-fact" if ids else "number-without-fact"
        report.add(path, document.body_line + line, code, number=number, facts=ids)
