"""YAML with line numbers, limits and no surprises.

Only plain mappings, sequences and scalars of YAML 1.2: ``no`` is a text, a repeated key is a problem, aliases and tags
are refused. Source: SECURITY.md, D13.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from elearn.content.problems import Report

MAX_BYTES = 256_000
"""Size of a YAML file. Source: SECURITY.md, D13."""
MAX_DEPTH = 20
MAX_NODES = 20_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Characters that nobody sees: controls, and those that turn the direction of what stands around them."""

_TAG = "tag:yaml.org,2002:"
_PLAIN = {f"{_TAG}{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")}

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
    lines: dict[Location, int] = {}
    try:
        node = YAML(typ="safe", pure=True).compose(io.StringIO(text))
        value = None if node is None else _value(node, (), lines, first_line, set(), 0)
    except _Refused as refused:
        report.add(path, refused.line, refused.code, **refused.params)
        return None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        report.add(path, line, "yaml-syntax", reason=error.problem or error.context or "unreadable")
        return None
    except (YAMLError, ValueError) as error:
        report.add(path, first_line, "yaml-syntax", reason=str(error).splitlines()[0])
        return None
    except RecursionError:
        report.add(path, first_line, "yaml-too-deep", limit=MAX_DEPTH)
        return None
    return YamlDocument(value, lines)


def refuse_control_characters(path: str, text: str, report: Report, *, first_line: int = 1) -> bool:
    """Note every line that holds an invisible control or direction character; tell whether there is one."""
    found = False
    for number, line in enumerate(text.split("\n"), first_line):
        if match := _CONTROL.search(line):
            report.add(path, number, "control-character", character=f"U+{ord(match[0]):04X}")
            found = True
    return found


def _value(node: Node, at: Location, lines: dict[Location, int], first: int, seen: set[int], depth: int) -> Any:
    line = node.start_mark.line + first
    lines[at] = line
    if id(node) in seen:
        raise _Refused(line, "yaml-alias")
    seen.add(id(node))
    if len(seen) > MAX_NODES:
        raise _Refused(line, "yaml-too-many-nodes", limit=MAX_NODES)
    if depth > MAX_DEPTH:
        raise _Refused(line, "yaml-too-deep", limit=MAX_DEPTH)
    if str(node.tag) not in _PLAIN:
        raise _Refused(line, "yaml-tag", tag=str(node.tag))
    if isinstance(node, MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key_line = key_node.start_mark.line + first
            if not isinstance(key_node, ScalarNode):
                raise _Refused(key_line, "yaml-key")
            if key_node.value in mapping:
                raise _Refused(key_line, "yaml-duplicate-key", key=key_node.value)
            mapping[key_node.value] = _value(value_node, (*at, key_node.value), lines, first, seen, depth + 1)
            lines[(*at, key_node.value)] = key_line
        return mapping
    if isinstance(node, SequenceNode):
        return [_value(item, (*at, place), lines, first, seen, depth + 1) for place, item in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    return _scalar(node)


def _scalar(node: ScalarNode) -> Any:
    kind, text = str(node.tag).removeprefix(_TAG), node.value
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int":
        try:
            return int(text)
        except ValueError:
            return text
    if kind == "float":
        try:
            return float(text)
        except ValueError:
            return text
    return text


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
