"""A problem in a content file, as a value: where it is, what it is, and the words needed to explain it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend.

    ``code`` is stable; ``params`` fill the sentence that the edge makes of it. ``line`` counts from 1; 0 means the
    whole file.
    """

    path: str
    line: int
    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass
class Report:
    """Collects the problems of a parse; parsing goes on as far as it can."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, path: str, line: int, code: str, **params: object) -> None:
        """Note a problem."""
        self.problems.append(Problem(path, line, code, tuple((name, str(value)) for name, value in params.items())))

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(set(self.problems)))

    def __len__(self) -> int:
        return len(self.problems)

    def has_problem_in(self, paths: Iterable[str]) -> bool:
        """Tell whether one of these files has a problem."""
        wanted = set(paths)
        return any(problem.path in wanted for problem in self.problems)
