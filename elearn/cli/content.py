"""``elearn content check``: what is wrong in a folder, what is still to do, and how much there is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from elearn.authoring import services as authoring
from elearn.cli.output import say, say_json
from elearn.cli.problems import sentence
from elearn.content.course_rules import accept
from elearn.content.folder import ContentTree
from elearn.content.problems import Problem


def check(path: Path, as_json: bool) -> bool:
    """Print all problems below a path and tell whether there is none; what is still to do is none."""
    units = authoring.read_units(path)
    shown = {unit.path for unit in units}
    # Links lead from courses to glossaries and back, so the neighbours are read too, but only PATH is reported on.
    root = path.resolve().parents[0 if path.name in ("courses", "glossaries") else 1]
    if path.name in ("courses", "glossaries") or path.resolve().parent.name in ("courses", "glossaries"):
        units += [unit for unit in authoring.read_units(root) if unit.path not in shown]
    tree = authoring.check(units)
    unfinished = {name for name, market in tree.markets.items() if market.course.state == "being-written"}
    lacking = list(accept(tree))
    problems = [*_within(tree.report, shown), *_within(lacking, shown - unfinished)]
    todo = _within(lacking, shown & unfinished)
    if as_json:
        say_json(
            [
                {"path": p.path, "line": p.line, "code": p.code, "params": dict(p.params), "is_todo": is_todo}
                for found, is_todo in ((problems, False), (todo, True))
                for p in found
            ]
        )
    else:
        for problem in problems:
            say(sentence(problem))
        for problem in todo:
            say(f"To do: {sentence(problem)}")
        _count(tree, shown)
        say(f"Problems: {len(problems)}." + (f" To do: {len(todo)}." if todo else ""))
    return not problems


def _within(problems: Iterable[Problem], units: Collection[str]) -> list[Problem]:
    return [problem for problem in problems if "/".join(problem.path.split("/")[:2]) in units]


def _count(tree: ContentTree, shown: Collection[str]) -> None:
    for name, market in tree.markets.items():
        if name in shown:
            lessons = [
                text for module in market.modules for texts in module.lessons.values() for text in texts.values()
            ]
            words = sum(text.document.words for text in lessons)
            say(f"{name}: {len(lessons)} lessons, {words} words, {len(market.facts)} facts")
    for name, termbase in tree.termbases.items():
        if name in shown:
            cells = sum(len(concept.terms) for concept in termbase.concepts)
            say(f"{name}: {len(termbase.concepts)} entries, {cells} of them by language")
