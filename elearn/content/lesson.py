"""A lesson: head, sections and blocks, parsed from Markdown with the additions of ``docs/guide/author.md``.

Safe by construction: raw HTML is off, so it shows as text; links have a closed list of schemes; what is rendered is
cleaned once more by an allow-list.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from markdown_it.token import Token
from pydantic import Field, model_validator

from elearn.content.facts import FACT_ID
from elearn.content.folding import HAN
from elearn.content.formats import PieceFacts, check_piece
from elearn.content.markup import cited, fact_ids, groups, parse, plain_text
from elearn.content.problems import Report
from elearn.content.worksheet import Worksheet
from elearn.content.yamlfile import FileModel, read_yaml, refuse_control_characters, validate

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
MAX_BYTES = 512_000
"""Size of a lesson. Source: SECURITY.md, D13."""
WORDS_PER_MINUTE = 160
"""Reading speed behind "minutes": a careful reader of a second language."""
MINUTES_PER_QUIZ_ITEM = 0.5
MINUTES_PER_TREE = 1.0

BoxKind = Literal["check", "pitfall", "example"]
Level = Literal["recall", "apply", "decide"]


class LessonHead(FileModel):
    """The head of a lesson file."""

    id: Annotated[str, Field(pattern=rf"^{SLUG}$")]
    title: str
    objectives: Annotated[tuple[str, ...], Field(min_length=2, max_length=4)]
    in_short: Annotated[tuple[str, ...], Field(min_length=3, max_length=3)]


class PieceHead(PieceFacts, LessonHead):
    """The head of an interview or story: goals and summary may be left out."""

    objectives: Annotated[tuple[str, ...], Field(max_length=4)] = ()
    in_short: Annotated[tuple[str, ...], Field(max_length=3)] = ()


class Figure(FileModel):
    """A number worth remembering, with the fact it stands on."""

    fact: Annotated[str, Field(pattern=rf"^{FACT_ID}$")]
    value: str
    label: str
    year: str


class Option(FileModel):
    """One answer of a quiz item and why it is right or wrong."""

    text: str
    correct: bool = False
    why: str


class QuizItem(FileModel):
    """A question with one right answer."""

    id: Annotated[str, Field(pattern=rf"^{SLUG}$")]
    level: Level
    fact: Annotated[str, Field(pattern=rf"^{FACT_ID}$")] | None = None
    question: str
    options: Annotated[tuple[Option, ...], Field(min_length=3, max_length=5)]

    @model_validator(mode="after")
    def _one_key(self) -> QuizItem:
        if sum(option.correct for option in self.options) != 1:
            raise ValueError("exactly one option must be correct")
        return self


class TreeNode(FileModel):
    """A yes/no question and where each answer leads: to another node or to a leaf."""

    question: str
    yes: str
    no: str


MOST_WAYS = 100


class TreeLeaf(FileModel):
    """The end of a way: what to do next."""

    action: str
    fact: Annotated[str, Field(pattern=rf"^{FACT_ID}$")]


class Tree(FileModel):
    """A decision tree; ``kind`` tells it from the other blocks in templates."""

    id: Annotated[str, Field(pattern=rf"^{SLUG}$")]
    title: str
    start: str
    nodes: Annotated[dict[str, TreeNode], Field(min_length=1, max_length=40)]
    leaves: Annotated[dict[str, TreeLeaf], Field(min_length=1, max_length=60)]

    @property
    def kind(self) -> str:
        """The block's kind."""
        return "tree"

    @model_validator(mode="after")
    def _no_dead_end(self) -> Tree:
        if self.start not in self.nodes:
            raise ValueError(f"start names no node: {self.start}")
        reached, waiting = set[str](), [self.start]
        while waiting:
            name = waiting.pop()
            if name in reached:
                continue
            reached.add(name)
            if name in self.nodes:
                waiting += [self.nodes[name].yes, self.nodes[name].no]
            elif name not in self.leaves:
                raise ValueError(f"an answer leads nowhere: {name}")
        if unreached := sorted((set(self.nodes) | set(self.leaves)) - reached):
            raise ValueError(f"no answer leads to: {', '.join(unreached)}")
        if self._goes_in_circles():
            raise ValueError("the questions go in a circle")
        if self._ways(self.start, {}) > MOST_WAYS:
            raise ValueError(f"more than {MOST_WAYS} ways lead through the questions: make two trees of it")
        return self

    def _ways(self, name: str, known: dict[str, int]) -> int:
        """Return how many ways lead from here to an end; pages show each, so there must not be too many."""
        if name not in self.nodes:
            return 1
        if name not in known:
            node = self.nodes[name]
            known[name] = self._ways(node.yes, known) + self._ways(node.no, known)
        return known[name]

    def _goes_in_circles(self) -> bool:
        """Walk the questions once each, by a stack of its own: whose way is open comes up again only in a circle."""
        open_ways, finished, stack = set[str](), set[str](), [(self.start, False)]
        while stack:
            name, is_done = stack.pop()
            if is_done:
                open_ways.discard(name)
                finished.add(name)
            elif name in open_ways:
                return True
            elif name in self.nodes and name not in finished:
                open_ways.add(name)
                stack += [(name, True), (self.nodes[name].yes, False), (self.nodes[name].no, False)]
        return False


@dataclass(frozen=True)
class Prose:
    """Running text, as Markdown tokens; ``elearn.content.markup.render`` makes HTML of it."""

    tokens: Sequence[Token]
    kind: str = "prose"


@dataclass(frozen=True)
class Checklist:
    """Things to do, each as tokens of one line; ``id`` is stable while the wording is."""

    items: tuple[tuple[str, Sequence[Token]], ...]
    kind: str = "checklist"


@dataclass(frozen=True)
class Figures:
    """Numbers in a row."""

    items: tuple[Figure, ...]
    kind: str = "figures"


@dataclass(frozen=True)
class Quiz:
    """Questions in a row."""

    items: tuple[QuizItem, ...]
    kind: str = "quiz"


@dataclass(frozen=True)
class Box:
    """A framed aside: the rule to check, a pitfall, a fictional example."""

    box: BoxKind
    title: str
    tokens: Sequence[Token]
    kind: str = "box"


Block = Prose | Checklist | Figures | Quiz | Box | Tree | Worksheet


@dataclass(frozen=True)
class Section:
    """What stands under one second-level heading."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class LessonDocument:
    """A whole lesson in one language."""

    head: LessonHead
    sections: tuple[Section, ...]
    fact_ids: tuple[str, ...]
    """In order of first mention."""
    term_ids: tuple[str, ...]
    lesson_ids: tuple[str, ...]
    """Other lessons it links to, each as ``market/module/lesson``."""
    words: int
    plain_text: str
    """The running text without marks, for search."""
    tokens: Sequence[Token]
    """The whole body; lines of tokens count from 0."""
    body_line: int
    """The line of the file on which the body begins, from 1."""

    @property
    def is_head_only(self) -> bool:
        """Whether only the head is translated, so that the body is shown in English."""
        return not self.sections

    @property
    def minutes(self) -> int:
        """Time to read the text, answer the questions and walk the trees, at least 1; 0 for a head alone."""
        if self.is_head_only:
            return 0
        trees = sum(isinstance(block, Tree) for block in self.blocks())
        time = self.words / WORDS_PER_MINUTE + len(self.quiz_items) * MINUTES_PER_QUIZ_ITEM + trees * MINUTES_PER_TREE
        return max(1, round(time))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures of the lesson."""
        return tuple(item for block in self.blocks() if isinstance(block, Figures) for item in block.items)

    @property
    def quiz_items(self) -> tuple[QuizItem, ...]:
        """All quiz items of the lesson."""
        return tuple(item for block in self.blocks() if isinstance(block, Quiz) for item in block.items)

    def blocks(self) -> Iterator[Block]:
        """Yield every block of every section."""
        for section in self.sections:
            yield from section.blocks


_HEAD = re.compile(rb"\A(?:\xef\xbb\xbf)?---\r?\n(.*?)\r?\n---\r?\n", re.DOTALL)
_SPACELESS = re.compile(f"[\u3040-\u30ff{HAN}]")
_BOX_KINDS: tuple[BoxKind, ...] = ("check", "pitfall", "example")


def parse_lesson(path: str, content: bytes, report: Report) -> LessonDocument | None:
    """Parse a lesson file; note all its problems and return None where it cannot be shown.

    Args:
        path: for the report.
        content: the file's bytes, UTF-8.
        report: where problems go.
    """
    if len(content) > MAX_BYTES:
        report.add(path, 0, "file-too-large", size=len(content), limit=MAX_BYTES)
        return None
    match = _HEAD.match(content)
    if match is None:
        report.add(path, 1, "lesson-head-missing")
        return None
    head_document = read_yaml(path, match[1], report, first_line=2)
    if head_document is None:
        return None
    head: LessonHead | None
    if isinstance(head_document.value, dict) and "format" in head_document.value:
        head = piece = validate(PieceHead, head_document, path, report)
        if piece is not None:
            check_piece(path, piece, head_document, report)
    else:
        head = validate(LessonHead, head_document, path, report)
    first_line = content[: match.end()].count(b"\n") + 1
    try:
        body = content[match.end() :].decode("utf-8")
    except UnicodeDecodeError as error:
        report.add(path, content[: match.end() + error.start].count(b"\n") + 1, "not-utf8")
        return None
    refuse_control_characters(path, body, report, first_line=first_line)
    reader = _BodyReader(path, first_line, report)
    tokens = parse(body)
    sections = reader.sections(tokens) if body.strip() else ()
    if head is None:
        return None
    text = plain_text(tokens) if sections else "\n".join(head.in_short)
    document = LessonDocument(
        head=head,
        sections=sections,
        fact_ids=tuple(dict.fromkeys(reader.fact_ids)),
        term_ids=tuple(dict.fromkeys(name for name, _ in cited(tokens, "term"))),
        lesson_ids=tuple(dict.fromkeys(name for name, _ in cited(tokens, "lesson"))),
        words=_count_words(text),
        plain_text=text,
        tokens=tokens,
        body_line=first_line,
    )
    ids = [item.id for item in document.quiz_items]
    for double in sorted({name for name in ids if ids.count(name) > 1}):
        report.add(path, 0, "quiz-id-double", id=double)
    sheets = [block.id for block in document.blocks() if isinstance(block, Worksheet)]
    for double in sorted({name for name in sheets if sheets.count(name) > 1}):
        report.add(path, 0, "worksheet-id-double", id=double)
    return document


class _BodyReader:
    """Cuts the tokens of a lesson body into sections and blocks."""

    def __init__(self, path: str, first_line: int, report: Report) -> None:
        self.path, self.first_line, self.report = path, first_line, report
        self.fact_ids: list[str] = []

    def sections(self, tokens: Sequence[Token]) -> tuple[Section, ...]:
        starts = [i for i, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
        for token in tokens:
            if token.type == "heading_open" and token.tag not in ("h2", "h3", "h4"):
                self._problem(token, "heading-level", level=token.tag)
        if not starts or starts[0] != 0:
            self._problem(tokens[0] if tokens else None, "text-before-section")
        sections: list[Section] = []
        for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
            title = plain_text([tokens[start + 1]]).strip()
            name = str(tokens[start].attrGet("id") or _slug(title))
            if name in {section.id for section in sections}:
                self._problem(tokens[start], "section-id-double", id=name)
            sections.append(Section(name, title, tuple(self._blocks(tokens[start + 3 : end]))))
        return tuple(sections)

    def _problem(self, token: Token | None, code: str, **params: object) -> None:
        line = token.map[0] if token is not None and token.map else 0
        self.report.add(self.path, self.first_line + line, code, **params)

    def _blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        prose: list[Token] = []
        for group in groups(tokens):
            block = self._special(group)
            if block is None:
                prose += group
                self.fact_ids += fact_ids(group)
                continue
            if prose:
                yield Prose(tuple(prose))
                prose = []
            yield block
        if prose:
            yield Prose(tuple(prose))

    def _special(self, group: Sequence[Token]) -> Block | None:
        first = group[0]
        if first.type == "fence":
            return self._fence(first)
        if first.type.startswith("container_"):
            kind = first.type.removeprefix("container_").removesuffix("_open")
            title = first.info.strip().removeprefix(kind).strip()
            if not title:
                self._problem(first, "box-title-missing", box=kind)
            self.fact_ids += fact_ids(group)
            return Box(_BOX_KINDS[[*_BOX_KINDS].index(kind)], title, tuple(group[1:-1]))  # type: ignore[arg-type]
        if first.type == "bullet_list_open" and (items := _checklist_items(group)):
            self.fact_ids += fact_ids(group)
            return Checklist(items)
        return None

    def _fence(self, token: Token) -> Block | None:
        kind, line = token.info.strip(), self.first_line + (token.map[0] if token.map else 0) + 1
        if kind not in ("figures", "quiz", "tree", "worksheet"):
            self._problem(token, "fence-unknown", fence=kind)
            return None
        document = read_yaml(self.path, token.content.encode(), self.report, first_line=line)
        if document is None:
            return None
        if kind == "tree":
            tree = validate(Tree, document, self.path, self.report)
            if tree is not None:
                self.fact_ids += [leaf.fact for leaf in tree.leaves.values()]
            return tree
        if kind == "worksheet":
            return validate(Worksheet, document, self.path, self.report)
        if not isinstance(document.value, list) or not document.value:
            self.report.add(self.path, line, "fence-not-a-list", fence=kind)
            return None
        places = range(len(document.value))
        if kind == "figures":
            figures = [validate(Figure, document, self.path, self.report, (place,)) for place in places]
            self.fact_ids += [figure.fact for figure in figures if figure]
            return Figures(tuple(figure for figure in figures if figure))
        items = [validate(QuizItem, document, self.path, self.report, (place,)) for place in places]
        self.fact_ids += [item.fact for item in items if item and item.fact]
        return Quiz(tuple(item for item in items if item))


def _checklist_items(group: Sequence[Token]) -> tuple[tuple[str, Sequence[Token]], ...]:
    """Return the items of a ``- [ ]`` list, or nothing where it is an ordinary list."""
    items: dict[str, Sequence[Token]] = {}
    for token in group:
        if token.type != "inline":
            continue
        if not token.content.startswith("[ ] "):
            return ()
        item = parse(token.content[4:])
        name = _slug(plain_text(item))[:60].strip("-")
        items[name if name not in items else f"{name}-{len(items) + 1}"] = tuple(item)
    return tuple(items.items())


def _slug(text: str) -> str:
    """Return an id made of a text's Latin letters, or of its digest where it has hardly any (日本語, العربية)."""
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if sum(char.isalnum() for char in words) * 2 > sum(char.isalnum() for char in text):
        return words
    return f"s{hashlib.sha256(text.strip().encode()).hexdigest()[:8]}"


def _count_words(text: str) -> int:
    """Count words; two characters of Chinese or Japanese count as one, since they stand without spaces."""
    spaceless = len(_SPACELESS.findall(text))
    return len(_SPACELESS.sub(" ", text).split()) + spaceless // 2
