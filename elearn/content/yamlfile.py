"""YAML with line numbers, limits and no surprises.

Only plain mappings, sequences and scalars of YAML 1.2: ``no`` is a text, a repeated key is a problem, aliases and tags
are refused. libyaml tells the events one by one and the values are built here, so that limits hold before anything is
nested. Source: SECURITY.md, D13; ADR 0010; YAML 1.2.2, chapter 10.3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from elearn.content.problems import Report

MAX_BYTES = 256_000
"""Size of a YAML file. Source: SECURITY.md, D13."""
MAX_DEPTH = 20
MAX_NODES = 20_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Characters that nobody sees: controls, and those that turn the direction of what stands around them."""

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip

Location = tuple[str | int, ...]


class FileModel(BaseModel):
    """Base of everything that is read from YAML: frozen, no unknown keys, numbers accepted as text."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, str_strip_whitespace=True)


@dataclass(frozen=True)
class YamlDocument:
    """Plain values and the line of each, by its path of keys and positions."""

    value: Any
    lines: Mapping[Location, int]

    def line(self, location: Location) -> int:
        """Return the line of a location, or of the nearest known part above it."""
        for length in range(len(location), -1, -1):
            if location[:length] in self.lines:
                return self.lines[location[:length]]
        return 1


class _Refused(Exception):
    def __init__(self, line: int, code: str, **params: object) -> None:
        self.line, self.code, self.params = line, code, params


def read_yaml(path: str, content: bytes, report: Report, *, first_line: int = 1) -> YamlDocument | None:
    """Read one YAML document; note a problem and return None where it cannot be read.

    Args:
        path: for the report.
        content: UTF-8, with or without a byte order mark.
        report: where problems go.
        first_line: line of the file on which ``content`` begins, for YAML inside another file.
    """
    if len(content) > MAX_BYTES:
        report.add(path, 0, "file-too-large", size=len(content), limit=MAX_BYTES)
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        report.add(path, content[: error.start].count(b"\n") + first_line, "not-utf8")
        return None
    if refuse_control_characters(path, text, report, first_line=first_line):
        return None
    builder = _Builder(first_line)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except _Refused as refused:
        report.add(path, refused.line, refused.code, **refused.params)
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        report.add(path, line, "yaml-syntax", reason=error.problem or error.context or "unreadable")
        return None
    except (yaml.YAMLError, ValueError) as error:
        report.add(path, first_line, "yaml-syntax", reason=str(error).splitlines()[0])
        return None
    return YamlDocument(builder.value, builder.lines)


def refuse_control_characters(path: str, text: str, report: Report, *, first_line: int = 1) -> bool:
    """Note every line that holds an invisible control or direction character; tell whether there is one."""
    found = False
    for number, line in enumerate(text.split("\n"), first_line):
        if match := _CONTROL.search(line):
            report.add(path, number, "control-character", character=f"U+{ord(match[0]):04X}")
            found = True
    return found


class _Open:
    """A collection whose end has not come yet."""

    __slots__ = ("at", "key", "value")

    def __init__(self, at: Location, value: dict[str, Any] | list[Any]) -> None:
        self.at, self.value = at, value
        self.key: str | None = None
        """Of a mapping the key whose value comes next."""

    def place(self) -> Location:
        """Return where the next value lies."""
        return (*self.at, len(self.value) if self.key is None else self.key)

    def put(self, value: Any) -> None:
        """Take the next value."""
        if isinstance(self.value, list):
            self.value.append(value)
        else:
            self.value[str(self.key)] = value
            self.key = None


class _Builder:
    """Builds plain values from events and refuses what we do not read.

    A glossary has a third of a million events, so each costs as little as it can: exact types, commonest first.
    """

    def __init__(self, first_line: int) -> None:
        self.value: Any = None
        self.lines: dict[Location, int] = {}
        self._first, self._nodes, self._documents = first_line, 0, 0
        self._open: list[_Open] = []

    def take(self, event: Event) -> None:
        """Go on with the next event. Raises _Refused."""
        kind = type(event)
        if kind in _NODES:
            self._node(event, kind)
        elif kind in _ENDS:
            self._open.pop()
        elif kind is DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                raise _Refused(self._line(event), "yaml-syntax", reason="a second document begins here")

    def _line(self, event: Event) -> int:
        return (event.start_mark.line if event.start_mark else 0) + self._first

    def _node(self, event: Any, kind: type[Event]) -> None:
        line = self._line(event)
        self._nodes += 1
        if kind is AliasEvent:
            raise _Refused(line, "yaml-alias")
        if self._nodes > MAX_NODES:
            raise _Refused(line, "yaml-too-many-nodes", limit=MAX_NODES)
        if event.tag is not None:
            raise _Refused(line, "yaml-tag", tag=event.tag)
        inside = self._open[-1] if self._open else None
        if inside is not None and inside.key is None and isinstance(inside.value, dict):
            self._key(event, kind, inside, line)
            return
        at = inside.place() if inside is not None else ()
        self.lines.setdefault(at, line)
        value: Any
        if kind is ScalarEvent:
            value = _scalar(event)
        elif len(self._open) >= MAX_DEPTH:
            raise _Refused(line, "yaml-too-deep", limit=MAX_DEPTH)
        else:
            value = {} if kind is MappingStartEvent else []
        if inside is None:
            self.value = value
        else:
            inside.put(value)
        if kind is not ScalarEvent:
            self._open.append(_Open(at, value))

    def _key(self, event: Any, kind: type[Event], mapping: _Open, line: int) -> None:
        if kind is not ScalarEvent:
            raise _Refused(line, "yaml-key")
        if event.value in mapping.value:
            raise _Refused(line, "yaml-duplicate-key", key=event.value)
        mapping.key = event.value
        self.lines[mapping.place()] = line


_NODES = {ScalarEvent, MappingStartEvent, SequenceStartEvent, AliasEvent}
_ENDS = {MappingEndEvent, SequenceEndEvent}


def _scalar(event: ScalarEvent) -> Any:
    """Resolve a scalar by the core schema of YAML 1.2; what is quoted is a text."""
    text = str(event.value)
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _INT.fullmatch(text):
        return int(text) if len(text) < 20 else text
    return float(text) if _FLOAT.fullmatch(text) else text


T = TypeVar("T", bound=BaseModel)


def validate(model: type[T], document: YamlDocument, path: str, report: Report, at: Location = ()) -> T | None:
    """Fit a part of a document into a model; note every misfit with its line and return None if there is any.

    Args:
        model: the shape.
        document: what ``read_yaml`` returned.
        path: for the report.
        report: where problems go.
        at: which part of the document.
    """
    value = document.value
    for step in at:
        value = value[step]
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found = error.errors(include_url=False)
        for item in found:
            if item["type"] == "too_short" and any(len(o["loc"]) > len(item["loc"]) for o in found):
                continue  # only because items of it are wrong, which is told already
            location = tuple(step for step in item["loc"] if isinstance(step, (str, int)))
            name = ".".join(str(step) for step in location) or "file"
            line = document.line((*at, *location))
            if item["type"] == "missing":
                report.add(path, line, "key-missing", key=name)
            elif item["type"] == "extra_forbidden":
                report.add(path, line, "key-unknown", key=name)
            else:
                report.add(path, line, "value-wrong", key=name, reason=item["msg"].removeprefix("Value error, "))
        return None
