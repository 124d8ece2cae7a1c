"""The house stands as ``docs/guide/developer.md`` draws it: floors, names, sizes, addresses, templates."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from elearn.kernel.config import PROJECT_ROOT

PACKAGE = PROJECT_ROOT / "elearn"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_shipped" not in path.parts)
TEMPLATES = sorted((PACKAGE / "web/templates").rglob("*.html"))
PACK_TEMPLATES = sorted((PACKAGE / "packs/templates").rglob("*.html"))
ROUTES = Path(__file__).with_name("routes.txt")

FEATURES = ("audio", "authoring", "courses", "glossaries", "packs", "search")
FEATURE_FILES = {"__init__.py", "models.py", "services.py", "queries.py", "ports.py", "errors.py"}
MORE_FILES = {
    "audio": {"gate.py", "kana.py", "maker.py"},  # ADR 0003
    "courses": {"comparison.py", "library.py", "report.py", "report_rules.py", "texts.py"},  # ADR 0012, 0013, 0014
    "glossaries": {"wordings.py"},  # as texts.py is to courses
    "packs": {
        "archive.py",
        "build.py",
        "deck.py",
        "finding.py",
        "manifest.py",
        "render.py",
        "tables.py",
        "templates",
        "words.py",
    },  # ADR 0015
    "search": {"analysis", "sources.py"},  # ADR 0002
}
PACKAGES = {*FEATURES, "adapters", "cli", "content", "jobs", "kernel", "storage", "web"}
TOP_MODULES = {
    "__init__.py", "app.py", "logs.py", "prepare.py", "services.py", "wiring.py", "worker.py",
}  # fmt: skip
MOST_LINES = 450
FLASK_BELOW_THE_WEB = {
    "elearn/storage/db.py",  # the handle of Flask-SQLAlchemy
    "elearn/storage/schema.py",  # attaches it to an application
    "elearn/storage/migrations/env.py",  # for `flask db` alone; ADR 0001
}
BELOW_THE_WEB = {*PACKAGES, "services.py"} - {"web", "cli"}
VAGUE = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "data", "info"}


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT_ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


modules = pytest.mark.parametrize("path", MODULES, ids=name_of)
templates = pytest.mark.parametrize("path", TEMPLATES, ids=name_of)


# --- addresses ------------------------------------------------------------------------------------------------


def routes_of(app: Flask) -> list[str]:
    """Return one line for each address of an application: methods, address, endpoint."""
    return sorted(
        f"{','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'})):5} {rule.rule}  {rule.endpoint}"
        for rule in app.url_map.iter_rules()
    )


def difference(saved: list[str], found: list[str]) -> str:
    """Return what to do about addresses that came or went; empty when they are the same."""
    gone, new = sorted(set(saved) - set(found)), sorted(set(found) - set(saved))
    advice = []
    if gone:
        advice += [
            "These addresses are gone. People, bookmarks and other programs use them: keep them, or redirect.",
            *(f"  - {line}" for line in gone),
        ]
    if new:
        advice += [
            "These addresses are new. If they shall stay for ever, add these lines to tests/architecture/routes.txt",
            "and a row to docs/guide/developer.md or a section to docs/guide/api.md:",
            *(f"  {line}" for line in new),
        ]
    return "\n".join(advice)


def test_addresses_are_those_that_were_promised(published_app: Flask) -> None:
    advice = difference(ROUTES.read_text(encoding="utf-8").splitlines(), routes_of(published_app))
    assert not advice, advice


def test_an_address_that_came_or_went_would_be_noticed(published_app: Flask) -> None:
    routes = routes_of(published_app)
    assert routes[0] in difference(routes, routes[1:])
    assert "gone" in difference(routes, routes[1:])
    assert "new" in difference(routes[1:], routes)


def test_no_address_changes_anything_by_get(published_app: Flask) -> None:
    for rule in published_app.url_map.iter_rules():
        assert not ({"GET"} < (rule.methods or set()) - {"HEAD", "OPTIONS"}), f"{rule}: GET and others share a view"


# --- names and sizes ------------------------------------------------------------------------------------------


def test_the_package_has_the_floors_of_the_plan_and_no_others() -> None:
    found = {path.name for path in PACKAGE.iterdir() if path.name not in ("__pycache__", "_shipped")}
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir()} & found
    assert folders == PACKAGES
    assert {name for name in found - folders if name.endswith(".py")} == TOP_MODULES


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_has_only_files_with_the_agreed_names(feature: str) -> None:
    found = {path.name for path in (PACKAGE / feature).iterdir() if path.name != "__pycache__"}
    assert "__init__.py" in found
    strange = found - FEATURE_FILES - MORE_FILES.get(feature, set())
    assert not strange, f"{sorted(strange)}: use one of {sorted(FEATURE_FILES)}, or write an ADR and add the name here"


@modules
def test_a_module_is_not_too_long(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= MOST_LINES, f"{lines} lines: split it"


@modules
def test_a_module_has_a_name_that_says_something(path: Path) -> None:
    assert not {part.removesuffix(".py") for part in path.relative_to(PACKAGE).parts} & VAGUE


def described_by_ports() -> set[str]:
    """Return the names of the methods that a port describes, so that an adapter need not say it again."""
    return {
        method.name
        for path in (*PACKAGE.glob("*/ports.py"), PACKAGE / "storage/blobs.py", PACKAGE / "jobs/tasks.py")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef) and any("Protocol" in ast.unparse(base) for base in node.bases)
        for method in node.body
        if isinstance(method, ast.FunctionDef)
    }


def undocumented(body: list[ast.stmt], prefix: str = "") -> Iterator[str]:
    """Yield the names of public functions, classes and methods without a docstring."""
    for node in body:
        if isinstance(node, ast.If):
            yield from undocumented([*node.body, *node.orelse], prefix)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if ast.get_docstring(node) is None:
            yield prefix + node.name
        if isinstance(node, ast.ClassDef):
            yield from undocumented(node.body, f"{prefix}{node.name}.")


@modules
def test_everything_public_has_a_docstring(path: Path) -> None:
    tree = tree_of(path)
    assert ast.get_docstring(tree) is not None, "the module has none"
    missing = list(undocumented(tree.body))
    if path.parent.name == "adapters":
        missing = [name for name in missing if name.rpartition(".")[2] not in described_by_ports()]
    assert not missing


def test_a_missing_docstring_would_be_noticed() -> None:
    source = "class A:\n    '''A.'''\n    def b(self): ...\n    def _c(self): ...\ndef d(): ...\ndef _e(): ..."
    assert list(undocumented(ast.parse(source).body)) == ["A.b", "d"]


# --- imports --------------------------------------------------------------------------------------------------


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Import Linter on the package in a folder."""
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [program, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package and its contracts, to be broken."""
    ignore = shutil.ignore_patterns("__pycache__", "templates", "_shipped")
    shutil.copytree(PACKAGE, tmp_path / "elearn", ignore=ignore)
    shutil.copy(PROJECT_ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_import_contracts_hold(copy: Path) -> None:
    done = lint_imports(copy)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 kept, 0 broken" in done.stdout


@pytest.mark.parametrize(
    ("place", "planted", "contract"),
    [
        ("content", "from elearn.courses import queries", "Floors: only down the stairs"),
        ("kernel", "from elearn.storage import blobs", "Floors: only down the stairs"),
        ("courses", "from elearn.glossaries import queries", "Floors: only down the stairs"),
        ("services", "from elearn.wiring import build", "Floors: only down the stairs"),
        ("web", "from elearn.adapters.blobs_local import LocalBlobs", "Entry points never import adapters"),
        ("cli", "from elearn.adapters import mp3", "Entry points never import adapters"),
        ("content", "import sqlalchemy", "Content is pure"),
        ("glossaries", "from flask import g", "No Flask below the web"),
        ("jobs", "import werkzeug", "No Flask below the web"),
        ("search", "import tantivy", "Vendor libraries live in adapters"),
        ("web", "import huey", "Vendor libraries live in adapters"),
        ("web", "import typst", "Vendor libraries live in adapters"),
    ],
)
def test_a_broken_contract_is_caught(copy: Path, place: str, planted: str, contract: str) -> None:
    path = copy / "elearn" / place
    module = path / "planted.py" if path.is_dir() else path.with_suffix(".py")
    before = module.read_text(encoding="utf-8") if module.exists() else '"""Planted."""\n'
    module.write_text(f"{before}\n{planted}\n", encoding="utf-8")
    done = lint_imports(copy)
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(rf"{re.escape(contract)}.* BROKEN", done.stdout), done.stdout


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.relative_to(PACKAGE).parts[0] in BELOW_THE_WEB], ids=name_of
)
def test_below_the_web_nothing_imports_flask(path: Path) -> None:
    imported = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            imported.add((node.module or "").partition(".")[0])
    flasks = {name for name in imported if name.startswith("flask") or name == "werkzeug"}
    assert not flasks or name_of(path) in FLASK_BELOW_THE_WEB, f"imports {sorted(flasks)}"


# --- templates ------------------------------------------------------------------------------------------------


def unused_imports(tree: nodes.Template) -> list[str]:
    """Return the macros that a template imports and does not use in the block or macro where it imports them."""
    unused: list[str] = []
    scopes: list[nodes.Node] = [*tree.find_all((nodes.Block, nodes.Macro)), tree]
    seen: set[int] = set()
    for scope in scopes:
        for node in scope.find_all((nodes.FromImport, nodes.Import)):
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, nodes.Import):
                shown = [node.target]
            else:
                shown = [name[1] if isinstance(name, tuple) else name for name in node.names]
            used = {name.name for name in scope.find_all(nodes.Name) if name.ctx == "load"}
            unused += [name for name in shown if name not in used]
    return unused


@templates
def test_a_template_parses_and_uses_what_it_imports(published_app: Flask, path: Path) -> None:
    tree = published_app.jinja_env.parse(path.read_text(encoding="utf-8"), filename=str(path))
    assert not unused_imports(tree)


def test_an_unused_import_would_be_noticed(published_app: Flask) -> None:
    source = '{% from "a.html" import one, two as three with context %}{{ one() }}'
    assert unused_imports(published_app.jinja_env.parse(source)) == ["three"]
    apart = '{% block a %}{% from "a.html" import one %}{% endblock %}{% block b %}{{ one() }}{% endblock %}'
    assert unused_imports(published_app.jinja_env.parse(apart)) == ["one"]


@templates
def test_a_template_imports_only_macros_that_exist(published_app: Flask, path: Path) -> None:
    environment = published_app.jinja_env
    for node in environment.parse(path.read_text(encoding="utf-8")).find_all(nodes.FromImport):
        assert isinstance(node.template, nodes.Const)
        source = (PACKAGE / "web/templates" / node.template.value).read_text(encoding="utf-8")
        macros = {macro.name for macro in environment.parse(source).find_all(nodes.Macro)}
        wanted = {name[0] if isinstance(name, tuple) else name for name in node.names}
        assert wanted <= macros, f"{node.template.value} has no {sorted(wanted - macros)}"


_INLINE = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "a script address": re.compile(r"[\"']\s*javascript:", re.IGNORECASE),
    "a third party's file": re.compile(
        r"<(?:script|img|audio|source|iframe)\b[^>]*\ssrc=[\"'](?:https?:)?//", re.IGNORECASE
    ),
    "autoescaping switched off": re.compile(r"\|\s*safe\b|\bautoescape\s+false", re.IGNORECASE),
}


def inline(source: str) -> list[str]:
    """Return what a template must not have, because the content security policy would refuse it, or should."""
    return [what for what, pattern in _INLINE.items() if pattern.search(source)]


@pytest.mark.parametrize("path", [*TEMPLATES, *PACK_TEMPLATES], ids=name_of)
def test_a_template_has_no_inline_script_or_style(path: Path) -> None:
    assert not inline(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        '<a onclick="go()">',
        "<script>go()</script>",
        '<a href="javascript:go()">',
        '<script src="https://example.org/x.js"></script>',
        "{{ text|safe }}",
    ],
)
def test_inline_script_or_style_would_be_noticed(source: str) -> None:
    assert inline(source)
