"""What a course must have to be accepted: the list of the authors' guide, as far as a program can see it.

These rules are about what helps a reader, not about what can be shown: a course that breaks them can be published.
What is wrong in itself (a number without a fact, a tree that leads nowhere, two right answers) is refused earlier, by
the parsers. A program cannot see whether each goal is asked about, whether a named person agreed, or whether a sentence
is copied from a page; people do that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from elearn.content.abbreviations import Lines, explained, unexplained
from elearn.content.addresses import is_well_formed
from elearn.content.facts import Fact
from elearn.content.folder import ContentTree
from elearn.content.lesson import Box, BoxKind, Checklist, LessonDocument, QuizItem, Tree
from elearn.content.markets import LessonSource, MarketDocument
from elearn.content.markup import fact_ids, plain_text, walk
from elearn.content.numbers import numbers_beyond, statements
from elearn.content.problems import Report


@dataclass(frozen=True)
class Part:
    """What one of the twelve parts of a market must have."""

    least_words: int
    most_words: int
    boxes: tuple[BoxKind, ...] = ("check", "pitfall", "example")
    items: int = 5
    has_checklist: bool = True
    is_compared: bool = False
    """Whether it must differ from the same part of other markets."""


PARTS: Final[Mapping[str, Part]] = {
    "overview": Part(900, 1150, ("check", "pitfall")),
    "health-system": Part(600, 950),
    "regulator": Part(900, 1300, is_compared=True),
    "trials-data": Part(600, 950, is_compared=True),
    "payers": Part(600, 950, is_compared=True),
    "ip-contracts": Part(600, 950, is_compared=True),
    "entry-partners": Part(600, 950, is_compared=True),
    "people-places": Part(480, 750, is_compared=True),
    "culture": Part(680, 950, is_compared=True),
    "logistics-money": Part(600, 950, is_compared=True),
    "language": Part(280, 560, ("check", "pitfall"), has_checklist=False),
    "action-plan": Part(280, 560, (), items=15, has_checklist=False),
}
"""The parts of a market by the id of their module, in reading order."""

VERBS: Final = {
    "ask", "assign", "build", "calculate", "check", "choose", "compare", "decide", "describe", "draft",
    "estimate", "explain", "fill", "find", "greet", "identify", "list", "map", "match", "name", "order",
    "pick", "plan", "prepare", "rank", "read", "say", "schedule", "select", "set", "sort", "tell", "test",
    "use", "write",
}  # fmt: skip
"""A goal begins with one of them: what they ask for can be seen. Nobody can see whether a reader understands."""

OBJECTIVES: Final = (2, 3)
CHECKLIST: Final = (6, 10)
OPTIONS: Final = 4
LEAST_TERMS, LEAST_TREES = 8, 3
MOST_WORDS, MOST_WORDS_ON_AVERAGE = 34, 20
"""Of a sentence."""
COPIED_WORDS: Final = 12
MOST_ALIKE: Final = 0.6
RUN: Final = 3
"""Words in a row that are compared between markets: short enough that another name does not hide a copied sentence."""
GIVES_AWAY: Final = 1.35
"""How much longer than the longest wrong answer the right one may be."""

_SENTENCE = re.compile(r"(?<=[.!?:])\s+")
_ALL = re.compile(r"\b(?:all|none|both) of (?:the above|these|them)\b", re.IGNORECASE)
_DATED = re.compile(r"\bas of\b|\bnot stated\b|\bundated\b|\b(?:19|20)\d\d\b", re.IGNORECASE)
_NEWSLETTER_YEARS = re.compile(r"\b201[5-8]\b")
_UNCHECKED = "not yet checked against the source"
_NOTICE = re.compile(r"\blegal advice\b", re.IGNORECASE)
_FORM = re.compile(r"\b[A-Z]{2,}-(?:[A-Z]+ )?\d+\b")
"""The name of a form, such as MD-14 or MDS-REQ 1, is no figure."""
_MARK_LEFT = re.compile(r"\]\([^)\s]*\)")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class _Course:
    """A market and what is needed to judge it."""

    path: str
    market: MarketDocument
    report: Report

    def english(self) -> Iterator[tuple[str, LessonSource]]:
        """Yield the English text of each lesson with the id of its module."""
        for module in self.market.modules:
            for texts in module.lessons.values():
                yield module.file.id, texts["en"]


def accept(tree: ContentTree) -> Report:
    """Return what keeps the courses of a tree from being accepted; courses with problems are not in it.

    Markets are held against all rules; a handbook or library only against those on notice and translations.
    """
    report = Report()
    courses = [_Course(path, market, report) for path, market in tree.markets.items()]
    for course in courses:
        _check_notice(course)
        for module in course.market.modules:
            for texts in module.lessons.values():
                _check_translations(texts, report)
    markets = [course for course in courses if course.market.course.kind == "market"]
    for course in markets:
        _check_parts(course)
        _check_course(course)
        for part, text in course.english():
            _check_head(text, report)
            _check_blocks(text, PARTS.get(part), course)
            _check_language(text, report)
            _check_statements(text, course.market.facts, report)
    _check_abbreviations(markets, tree, report)
    _check_alike(markets, report)
    return report


# --- the whole course -----------------------------------------------------------------------------------------


def _check_notice(course: _Course) -> None:
    if not _NOTICE.search(course.market.course.notice["en"]):
        course.report.add(f"{course.path}/course.yaml", 1, "notice-missing")


def _check_parts(course: _Course) -> None:
    words: Counter[str] = Counter()
    for module, text in course.english():
        words[module] += text.document.words
    for name, part in PARTS.items():
        if name not in words:
            course.report.add(f"{course.path}/course.yaml", 1, "part-missing", part=name)
        elif not part.least_words <= words[name] <= part.most_words:
            first = next(text for module, text in course.english() if module == name)
            least, most = part.least_words, part.most_words
            course.report.add(first.path, 0, "part-length", words=words[name], least=least, most=most)


def _check_course(course: _Course) -> None:
    """Check what is counted over all lessons: decision trees, and levels and places of right answers."""
    path = f"{course.path}/course.yaml"
    documents = [text.document for _, text in course.english()]
    trees = sum(isinstance(block, Tree) for document in documents for block in document.blocks())
    if trees < LEAST_TREES:
        course.report.add(path, 1, "trees-few", count=trees, least=LEAST_TREES)
    items = [item for document in documents for item in document.quiz_items]
    recalled = sum(item.level == "recall" for item in items)
    if recalled * 2 > len(items):
        course.report.add(path, 1, "quiz-levels-low", recalled=recalled, count=len(items))
    places = Counter(next(place for place, option in enumerate(item.options, 1) if option.correct) for item in items)
    for place, count in places.items():
        if len(items) > OPTIONS * 2 and count * 2 > len(items):
            course.report.add(path, 1, "quiz-places-uneven", place=place, count=count, all=len(items))


def _check_alike(markets: list[_Course], report: Report) -> None:
    """Compare the same part of each two markets by the runs of words that both have, as a share of the shorter text.

    Runs are looked up by what they are, so that texts without anything in common cost nothing.
    """
    for name in (name for name, part in PARTS.items() if part.is_compared):
        runs: dict[LessonPlace, set[tuple[str, ...]]] = {}
        for course in markets:
            texts = [text for module, text in course.english() if module == name]
            if texts:
                words = [word for text in texts for word in _words(text.document.plain_text)]
                runs[texts[0].path] = {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
        where: dict[tuple[str, ...], list[LessonPlace]] = {}
        for path, found in runs.items():
            for run in found:
                where.setdefault(run, []).append(path)
        shared = Counter(pair for paths in where.values() if len(paths) > 1 for pair in combinations(paths, 2))
        for (one, other), count in shared.items():
            share = count / min(len(runs[one]), len(runs[other]))
            if share >= MOST_ALIKE:
                for path, twin in ((one, other), (other, one)):
                    report.add(path, 0, "lessons-alike", share=round(share * 100), other=twin)


LessonPlace = str
"""The path of a lesson's file."""


# --- a lesson -------------------------------------------------------------------------------------------------


def _check_translations(texts: Mapping[str, LessonSource], report: Report) -> None:
    english = texts["en"].document
    for lang, text in texts.items():
        if lang == "en":
            continue
        ours, theirs = _shape(text.document), _shape(english)
        for name in ours if not text.document.is_head_only else ("objectives", "in_short"):
            if ours[name] != theirs[name]:
                report.add(text.path, 0, "translation-differs", part=name)


def _shape(document: LessonDocument) -> dict[str, object]:
    """Return what a translation has in common with the English text, however it is worded."""
    blocks = list(document.blocks())
    return {
        "objectives": len(document.head.objectives),
        "in_short": len(document.head.in_short),
        "sections": [section.id for section in document.sections],
        "blocks": [(block.kind, len(block.items) if isinstance(block, Checklist) else 0) for block in blocks],
        "facts": set(document.fact_ids),
        "terms": set(document.term_ids),
        "quiz": [(q.id, q.level, q.fact, [option.correct for option in q.options]) for q in document.quiz_items],
        "trees": [(b.id, sorted(b.nodes), sorted(b.leaves)) for b in blocks if isinstance(b, Tree)],
    }


def _check_head(text: LessonSource, report: Report) -> None:
    objectives = text.document.head.objectives
    least, most = OBJECTIVES
    if not least <= len(objectives) <= most:
        report.add(
            text.path, _line(text, "objectives:"), "objectives-count", count=len(objectives), least=least, most=most
        )
    for objective in objectives:
        verb = next(iter(objective.split()), "")
        if verb.lower() not in VERBS:
            report.add(text.path, _line(text, objective), "objective-verb", verb=verb)


def _check_blocks(text: LessonSource, part: Part | None, course: _Course) -> None:
    document, report, facts = text.document, course.report, course.market.facts
    blocks = list(document.blocks())
    if len(document.term_ids) < LEAST_TERMS:
        report.add(text.path, 0, "terms-few", count=len(document.term_ids), least=LEAST_TERMS)
    actions = sum(len(block.items) for block in blocks if isinstance(block, Checklist))
    least, most = CHECKLIST
    if (part is None or part.has_checklist) and not least <= actions <= most:
        report.add(text.path, _line(text, "- [ ] "), "checklist-length", count=actions, least=least, most=most)
    boxes = Counter(block.box for block in blocks if isinstance(block, Box))
    for box in part.boxes if part else ():
        if boxes[box] != 1:
            report.add(text.path, _line(text, f"::: {box}"), "box-count", box=box, count=boxes[box])
    wanted = part.items if part else len(document.head.objectives)
    if len(document.quiz_items) < wanted:
        report.add(text.path, _line(text, "```quiz"), "quiz-count", count=len(document.quiz_items), least=wanted)
    for item in document.quiz_items:
        for code, params in _item_problems(item, facts):
            report.add(text.path, _line_of_id(text, item.id), code, id=item.id, **params)
    cited = [facts[name] for name in document.fact_ids if name in facts]
    for block in blocks:
        if isinstance(block, Tree):
            for name, leaf in block.leaves.items():
                for number in numbers_beyond(_FORM.sub("", leaf.action), [facts[leaf.fact]]):
                    report.add(text.path, _line(text, leaf.action), "tree-number-unsourced", id=name, number=number)
            for name, node in block.nodes.items():
                for number in numbers_beyond(_FORM.sub("", node.question), cited):
                    report.add(text.path, _line(text, node.question), "tree-number-unsourced", id=name, number=number)


def _item_problems(item: QuizItem, facts: Mapping[str, Fact]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield code and parameters of what is wrong with a quiz item."""
    right = next(option for option in item.options if option.correct)
    wrong = [option for option in item.options if not option.correct]
    if len(item.options) != OPTIONS:
        yield "quiz-options-count", {"count": len(item.options), "wanted": OPTIONS}
    if any(not option.why for option in item.options):
        yield "quiz-why-missing", {}
    if any(_ALL.search(option.text) for option in item.options):
        yield "quiz-all-of-the-above", {}
    if len(right.text) > GIVES_AWAY * max(len(option.text) for option in wrong):
        yield "quiz-gives-away", {}
    if item.fact is None:
        yield "quiz-fact-missing", {}
    elif item.level == "recall":  # what is applied or decided may be calculated
        for number in numbers_beyond(right.text, [facts[item.fact]]):
            yield "quiz-number-unsourced", {"number": number, "fact": item.fact}


def _check_language(text: LessonSource, report: Report) -> None:
    """Check how long sentences are, outside of headings and tables, and that links are whole."""
    counted = []
    for line, said in _running_text(text.document):
        for sentence in _SENTENCE.split(said):
            counted.append(len(sentence.split()))
            if counted[-1] > MOST_WORDS:
                beginning = " ".join(sentence.split()[:6])
                report.add(text.path, line, "sentence-too-long", count=counted[-1], most=MOST_WORDS, text=beginning)
    if counted and (average := sum(counted) / len(counted)) > MOST_WORDS_ON_AVERAGE:
        report.add(text.path, 0, "sentences-long", count=f"{average:.1f}", most=MOST_WORDS_ON_AVERAGE)
    line = 0
    for token in walk(text.document.tokens):
        if token.map:
            line = text.document.body_line + token.map[0]
        href = str(token.attrGet("href") or "") if token.type == "link_open" else ""
        if href.startswith("http") and not is_well_formed(href):
            report.add(text.path, line, "link-malformed", link=href)
        elif token.type == "text" and (match := _MARK_LEFT.search(token.content)):
            report.add(text.path, line, "link-malformed", link=match[0])


def _check_statements(text: LessonSource, facts: Mapping[str, Fact], report: Report) -> None:
    """Check that figures come with a date, memory with its label, the newsletter with its year; nothing is copied."""
    document = text.document
    starts = [at for at, token in enumerate(document.tokens) if token.type == "heading_open"]
    for start, end in zip(starts, [*starts[1:], len(document.tokens)], strict=True):
        section = document.tokens[start:end]
        for block, line in statements(section):
            cited = [facts[name] for name in fact_ids(block) if name in facts]
            said, at = plain_text(block), document.body_line + line
            is_fee = any(fact.fact_class == "F1" for fact in cited) and any(numbers_beyond(_FORM.sub("", said), ()))
            # A table may give its date once, above or below it.
            if is_fee and not _DATED.search(plain_text(section) if block[0].type == "tr_open" else said):
                report.add(text.path, at, "date-missing", facts=_names(cited))
            memories = [fact for fact in cited if fact.confidence == "from memory"]
            if memories and _UNCHECKED not in said:
                report.add(text.path, at, "memory-unlabelled", facts=_names(memories))
            old = [fact for fact in cited if fact.evidence == "newsletter"]
            if old and not _NEWSLETTER_YEARS.search(said):
                report.add(text.path, at, "newsletter-undated", facts=_names(old))
    titles = {
        f" {' '.join(words)} " for fact in facts.values() if len(words := _words(fact.source_title)) >= COPIED_WORDS
    }
    for line, said in _running_text(document) if titles else ():
        if any(title in f" {' '.join(_words(said))} " for title in titles):
            report.add(text.path, line, "source-copied", text=said[:60])


def _check_abbreviations(markets: list[_Course], tree: ContentTree, report: Report) -> None:
    long_forms: dict[str, list[str]] = {}
    for termbase in tree.termbases.values():
        for concept in termbase.concepts:
            if concept.kind == "abbreviation":
                english = concept.terms["en"]
                long_forms[english.text] = [alternative.text for alternative in english.alternatives]
    lessons = [(text.path, _running_text(text.document, has_tables=True)) for c in markets for _, text in c.english()]
    wanted: Collection[str] = long_forms.keys() | {name for _, lines in lessons for name in explained(lines)}
    for path, lines in lessons:
        for line, name in unexplained(lines, wanted, long_forms):
            report.add(path, line, "abbreviation-unexplained", name=name)


# --- small parts ----------------------------------------------------------------------------------------------


def _running_text(document: LessonDocument, *, has_tables: bool = False) -> Lines:
    """Return paragraphs and list items, each with its line; with tables also their cells. Headings are left out."""
    found, is_in_table = [], False
    for before, token in zip([None, *document.tokens], document.tokens, strict=False):
        if token.type in ("table_open", "table_close"):
            is_in_table = token.type == "table_open"
        is_heading = before is not None and before.type == "heading_open"
        if token.type == "inline" and not is_heading and (has_tables or not is_in_table):
            line = document.body_line + (token.map[0] if token.map else 0)
            found.append((line, plain_text([token]).strip().removeprefix("[ ] ")))
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _names(facts: list[Fact]) -> str:
    return " ".join(dict.fromkeys(fact.id for fact in facts))


def _line(text: LessonSource, wanted: str) -> int:
    return next((number for number, line in enumerate(text.source.splitlines(), 1) if wanted in line), 0)


def _line_of_id(text: LessonSource, name: str) -> int:
    is_there = re.compile(rf"\bid: *['\"]?{re.escape(name)}(?![\w-])").search
    return next((number for number, line in enumerate(text.source.splitlines(), 1) if is_there(line)), 0)
