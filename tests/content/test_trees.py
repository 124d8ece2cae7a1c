"""Decision trees: what they may not be."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from elearn.content.lesson import MOST_WAYS, Tree


def tree(nodes: dict[str, dict[str, str]]) -> Tree:
    leaves = {"end": {"action": "Ask.", "fact": "CA-001"}}
    asked = {name: {"question": "Is it?", **ways} for name, ways in nodes.items()}
    return Tree.model_validate({"id": "t", "title": "T", "start": "n0", "nodes": asked, "leaves": leaves})


def ladder(levels: int) -> dict[str, dict[str, str]]:
    last = {f"n{levels - 1}": {"yes": "end", "no": "end"}}
    return {f"n{i}": {"yes": f"n{i + 1}", "no": f"n{i + 1}"} for i in range(levels - 1)} | last


def test_a_tree_whose_ways_meet_again_may_not_have_too_many() -> None:
    assert tree(ladder(6)).nodes
    with pytest.raises(ValidationError, match=f"more than {MOST_WAYS} ways"):
        tree(ladder(40))


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ({"n0": {"yes": "n0", "no": "end"}}, "circle"),
        ({"n0": {"yes": "gone", "no": "end"}}, "leads nowhere"),
        ({"n0": {"yes": "end", "no": "end"}, "n1": {"yes": "end", "no": "end"}}, "no answer leads to"),
    ],
)
def test_a_tree_leads_to_an_end_by_every_answer(nodes: dict[str, dict[str, str]], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        tree(nodes)
