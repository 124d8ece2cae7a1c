"""The documents say what the program does: every setting, command, port and address, and no link leads nowhere."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from pathlib import Path

import click
import pytest
from flask import Flask

from elearn.cli.main import main
from elearn.kernel.config import DEFAULT_SPEECH, PROJECT_ROOT, Settings, variable
from elearn.web.credits import CREDITS
from tests.support import course_table, glossary_table

DOCUMENTS = sorted([*PROJECT_ROOT.glob("*.md"), *(PROJECT_ROOT / "docs").rglob("*.md")])
GUIDES = PROJECT_ROOT / "docs" / "guide"
ADRS = sorted((PROJECT_ROOT / "docs" / "adr").glob("*.md"))

NOT_SETTINGS = {"ELEARN_CONFIG", "ELEARN_SKIP_ASSETS", "ELEARN_TEST_DATABASE_URL"}
"""Variables that are read by something else than ``Settings``: the settings file's name, the build, the tests."""

_FENCE = re.compile(r"^(?P<mark>`{3,}).*?\n(?P<body>.*?)^(?P=mark)\s*$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")


def text_of(name: str) -> str:
    return (PROJECT_ROOT / name).read_text(encoding="utf-8")


def code_of(document: Path) -> list[str]:
    """Return the lines of fenced blocks and the inline code of a document."""
    text = document.read_text(encoding="utf-8")
    lines = [line for block in _FENCE.finditer(text) for line in block["body"].splitlines()]
    return [*lines, *_SPAN.findall(_FENCE.sub("", text))]


def prose_of(document: Path) -> str:
    """Return a document without its code."""
    return _SPAN.sub("", _FENCE.sub("", document.read_text(encoding="utf-8")))


def ids(paths: list[Path]) -> list[str]:
    return [path.relative_to(PROJECT_ROOT).as_posix() for path in paths]


# --- settings -------------------------------------------------------------------------------------------------


def setting_rows() -> dict[str, list[str]]:
    """Return the cells of the settings table by variable."""
    lines = text_of("docs/guide/settings.md").split("## All settings")[1].split("\n## ")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("| `ELEARN_")]
    return {row[0].strip("`| "): row for row in rows}


def test_the_guide_lists_every_setting_and_no_other() -> None:
    assert set(setting_rows()) == {variable(item.name) for item in fields(Settings)}


@pytest.mark.parametrize("item", fields(Settings), ids=lambda item: item.name)
def test_a_setting_has_default_meaning_and_choices_in_the_guide(item: Field[object]) -> None:
    name, default, meaning, choices = setting_rows()[variable(item.name)]
    assert len(meaning) > 10, name
    assert choices, name
    if item.default is MISSING:
        assert set(DEFAULT_SPEECH.values()) == {("espeak",)}
        assert default == "`espeak` for each language"
    elif isinstance(item.default, Path):
        assert item.default.name in default or item.default == PROJECT_ROOT
    elif isinstance(item.default, tuple):
        assert default == f"`{','.join(item.default)}`"
    else:
        assert default == (f"`{item.default}`" if item.default != "" else "empty")


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids(DOCUMENTS))
def test_no_document_names_an_unknown_variable(document: Path) -> None:
    known = {variable(item.name) for item in fields(Settings)} | NOT_SETTINGS
    named = set(re.findall(r"ELEARN_[A-Z0-9_]+", document.read_text(encoding="utf-8")))
    assert named <= known, f"unknown: {sorted(named - known)}"


# --- commands -------------------------------------------------------------------------------------------------


def commands(group: click.Group = main, path: tuple[str, ...] = ("elearn",)) -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name, but not the groups themselves."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def command_rows() -> dict[str, str]:
    """Return the rows of the operator's table of commands by command name."""
    rows = [line for line in text_of("docs/guide/operator.md").splitlines() if line.startswith("| `elearn ")]
    return {row.split("`")[1]: row for row in rows}


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_command_is_in_the_operators_guide_with_its_options(name: str) -> None:
    command = dict(commands())[name]
    rows = [row for shown, row in command_rows().items() if shown == name or shown.startswith(f"{name} ")]
    assert rows, f"{name} is not in the table of docs/guide/operator.md"
    for option in command.params:
        if isinstance(option, click.Option):
            assert any(f"`{option.opts[0]}" in row for row in rows), f"{name} {option.opts[0]} is not in the guide"


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids(DOCUMENTS))
def test_no_document_names_a_command_that_is_not_there(document: Path) -> None:
    for line in code_of(document):
        for words in re.findall(r"(?:^|\s|bin/)elearn ((?:[a-z]+ ?)+)", line):
            first, *rest = words.split()
            found = main.commands.get(first)
            assert found, f"elearn {first}: {line}"
            if isinstance(found, click.Group) and rest:
                assert rest[0] in found.commands, f"elearn {first} {rest[0]}: {line}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids(DOCUMENTS))
def test_every_make_target_named_is_in_the_makefile(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    named = {name for line in code_of(document) for name in re.findall(r"(?:^|\s)make ([a-z]+)", line)}
    assert named <= targets, f"no such target: {sorted(named - targets)}"


def test_every_make_target_is_described() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", text_of("Makefile"), re.MULTILINE))
    named = {
        name for path in DOCUMENTS for line in code_of(path) for name in re.findall(r"(?:^|\s)make ([a-z]+)", line)
    }
    assert targets <= named, f"not in any document: {sorted(targets - named)}"


# --- ports and addresses --------------------------------------------------------------------------------------


def protocols() -> list[str]:
    """Return the names of all protocols that engines implement."""
    package = PROJECT_ROOT / "elearn"
    found = []
    for path in (*sorted(package.glob("*/ports.py")), package / "storage/blobs.py", package / "jobs/tasks.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any("Protocol" in ast.unparse(base) for base in node.bases):
                found.append(node.name)
    return found


def test_every_port_is_named_in_the_developers_guide_with_its_contract_test() -> None:
    guide = text_of("docs/guide/developer.md")
    assert {"SearchIndex", "SpeechEngine", "BlobStore"} <= set(protocols())
    for name in protocols():
        rows = [line for line in guide.splitlines() if line.startswith(f"| `{name}` |")]
        assert len(rows) == 1, f"{name} is not in the table of ports"
        for path in re.findall(r"`((?:tests|elearn)/[^`]+)`", rows[0]):
            assert (PROJECT_ROOT / path).is_file(), path


def test_every_address_is_documented(published_app: Flask) -> None:
    interface, guide = text_of("docs/guide/api.md"), text_of("docs/guide/developer.md")
    for rule in published_app.url_map.iter_rules():
        shown = re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", r"{\1}", rule.rule)
        if shown.startswith("/api/"):
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                assert f"## {method} {shown}\n" in interface, f"{method} {shown} has no section in docs/guide/api.md"
        else:
            assert f"`{shown}`" in guide, f"{shown} is not in docs/guide/developer.md"


def test_no_section_of_the_interface_is_about_an_address_that_is_gone(published_app: Flask) -> None:
    shown = {
        (method, re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", r"{\1}", rule.rule))
        for rule in published_app.url_map.iter_rules()
        for method in rule.methods or ()
    }
    for method, path in re.findall(r"^## (GET|POST) (\S+)$", text_of("docs/guide/api.md"), re.MULTILINE):
        assert (method, path) in shown, f"{method} {path} is documented and not there"


@pytest.mark.parametrize(
    "address", re.findall(r"curl '?http://127\.0\.0\.1:8000(/[^'\s]+)", text_of("docs/guide/api.md"))
)
def test_the_examples_of_the_interface_are_answered(published_app: Flask, address: str) -> None:
    assert published_app.test_client().get(address).status_code in (200, 202)  # 202: the clip is still to be made


# --- the documents themselves ---------------------------------------------------------------------------------


def links(document: Path) -> list[str]:
    """Return the relative targets of a document's links."""
    found = [match["target"] for match in _LINK.finditer(prose_of(document))]
    return [target for target in found if not re.match(r"[a-z]+:", target)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids(DOCUMENTS))
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in links(document):
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        assert file.is_relative_to(PROJECT_ROOT), f"{target} leads out of the repository"
        if file.suffix not in (".png", ".svg"):
            assert file.exists(), f"{target} leads nowhere"
        if anchor and file.suffix == ".md":
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in headings}, target


def test_every_picture_is_there() -> None:
    """Pictures are made by ``make screenshots``."""
    wanted = [
        document.parent / target for document in DOCUMENTS for target in links(document) if "docs/images" in target
    ]
    assert wanted, "the README shows no pictures"
    assert not [path.name for path in wanted if not path.is_file()], "run: make screenshots"


def test_every_guide_and_decision_can_be_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [PROJECT_ROOT / "README.md"]
    while waiting:
        document = waiting.pop()
        if document in reached or document.suffix != ".md" or not document.is_file():
            continue
        reached.add(document)
        waiting += [(document.parent / target.partition("#")[0]).resolve() for target in links(document)]
    assert not set(DOCUMENTS) - reached


def test_the_changelog_has_a_place_for_what_comes() -> None:
    changes = text_of("CHANGELOG.md")
    assert "## Unreleased\n" in changes
    entries = [line for line in changes.splitlines() if line.startswith("- ")]
    assert entries
    assert not [line for line in entries if not line.endswith(".") or line.count(". ") > 1], "one sentence an entry"


@pytest.mark.parametrize("adr", ADRS, ids=ids(ADRS))
def test_a_decision_has_context_decision_consequences_and_status(adr: Path) -> None:
    text = adr.read_text(encoding="utf-8")
    assert re.match(rf"# {adr.name[:4]}: \S", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences", "Status"]
    parts = re.split(r"^## .+$", text, flags=re.MULTILINE)[1:]
    assert all(part.strip() for part in parts)
    assert re.match(r"(Proposed|Accepted|Superseded by \d{4}|Rejected)\b", parts[3].strip())


def test_decisions_are_numbered_without_gaps() -> None:
    assert [adr.name[:4] for adr in ADRS] == [f"{number:04}" for number in range(1, len(ADRS) + 1)]


def test_code_and_guides_name_only_decisions_that_exist() -> None:
    numbers = {adr.name[:4] for adr in ADRS}
    for path in (*DOCUMENTS, *(PROJECT_ROOT / "elearn").rglob("*.py")):
        named = set(re.findall(r"\bADR[ -]?(\d{4})\b", path.read_text(encoding="utf-8")))
        assert named <= numbers, f"{path.name}: {sorted(named - numbers)}"


def test_the_credits_are_those_of_the_page() -> None:
    shown = text_of("CREDITS.md")
    for credit in CREDITS:
        assert f"| {credit.name} | {credit.licence} | {credit.purpose} | <{credit.url}> |" in shown, credit.name
    first_table = shown.split("## Other")[0]
    assert first_table.count("| <https://") == len(CREDITS), "CREDITS.md thanks somebody whom the page does not"


def test_every_dependency_is_credited() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    shown = text_of("CREDITS.md").lower()
    needed = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
    ]
    for line in needed:
        name = re.split(r"[\[<>=]", line)[0].lower()
        assert name.removesuffix("3") in shown, f"{name} is not in CREDITS.md"


# --- what the repository must not say -------------------------------------------------------------------------

_REGISTRIES = tuple(
    f"{name}.{end}"
    for name, end in (
        ("py" + "pi", "org"),
        ("python" + "hosted", "org"),
        ("npm" + "js", "org"),
        ("npm" + "js", "com"),
        ("yarn" + "pkg", "com"),
        ("npm" + "mirror", "com"),
        ("crates", "i" + "o"),
        ("deb" + ".debian", "org"),
    )
)
_MACHINE_PATH = re.compile(
    r"(?<![\w.\-/<}])/(?:" + "|".join(("ho" + r"me/\w", "ro" + "ot/", "wo" + "rk/", "Us" + r"ers/\w")) + ")"
)
_BINARY = {".png", ".jpg", ".woff2", ".mp3", ".ico", ".mo", ".gz", ".br", ".pyc", ".db"}
_LEFT_OUT = {".git", ".venv", "node_modules", "instance", "__pycache__", "dist", "_shipped"}


def repository_files() -> Iterator[Path]:
    """Yield the text files of the repository, without what is ignored, built or of the tools."""
    waiting = [PROJECT_ROOT]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            is_cache = path.name.startswith(".") and path.name.endswith(("_cache", ".hypothesis"))
            if path.name in _LEFT_OUT or is_cache or path.name.endswith(".egg-info") or path.is_symlink():
                continue
            if path.is_dir():
                waiting.append(path)
            elif path.suffix not in _BINARY:
                yield path


def faults(text: str) -> list[str]:
    """Return what a text should not say."""
    return [host for host in _REGISTRIES if host in text] + _MACHINE_PATH.findall(text)


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = {}
    for path in repository_files():
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            continue  # another test's file, gone meanwhile
        if wrong := faults(text):
            found[path.relative_to(PROJECT_ROOT).as_posix()] = wrong
    assert not found


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("https://" + "py" + "pi.org/simple", True),
        ("registry." + "npm" + "js.org", True),
        ("cd /ho" + "me/somebody/elearn", True),
        ('open("/wo' + 'rk/x")', True),
        ("templates/home/home.html", False),
        ("/srv/elearn", False),
        ("https://example.org/home/page", False),
    ],
)
def test_the_search_for_forbidden_names_finds_them(text: str, is_wrong: bool) -> None:
    assert bool(faults(text)) is is_wrong


def test_the_table_of_the_glossary_is_up_to_date() -> None:
    assert glossary_table.table() in text_of("docs/guide/terminologist.md"), "python -m tests.support.glossary_table"


def test_the_guide_counts_the_courses_as_they_are() -> None:
    assert course_table.table() in text_of("docs/guide/author.md"), "python -m tests.support.course_table"
