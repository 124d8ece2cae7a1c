"""Runs axe-core, the accessibility checker, in an open page.

The program is the one that the ``axe-playwright-python`` wheel ships (MPL-2.0), so that no Node is needed. It is
handed to the page by the debugger and not by an element, since the page's own policy allows no foreign script.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_RUN = """async (options) => {
  const { violations, passes } = await axe.run(document, options);
  const short = (list) => list.map(({ id, help, nodes }) => ({
    id, help, nodes: nodes.map((node) => ({
      target: node.target.join(" "), html: node.html.slice(0, 160), why: node.failureSummary }))}));
  return { violations: short(violations), passed: passes.map((rule) => rule.id) };
}"""


@cache
def _program() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def check(page: Page, only: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return ``violations`` and the names of what ``passed``, by WCAG 2.2 AA and best practice, or ``only`` by rules."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(f"(() => {{ {_program()} }})()")
    found: dict[str, Any] = page.evaluate(
        _RUN,
        {
            "runOnly": {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": list(TAGS)},
            "rules": {} if only else {"target-size": {"enabled": True}},
            "resultTypes": ["violations"],
        },
    )
    return found


def sentences(violations: list[dict[str, Any]]) -> str:
    """Return what was found as lines for a failing test: rule, place, reason."""
    return "\n".join(
        f"{rule['id']}: {rule['help']}\n    {node['target']}\n    {node['html']}\n    {' '.join(node['why'].split())}"
        for rule in violations
        for node in rule["nodes"][:4]
    )
