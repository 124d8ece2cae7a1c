"""A ninth market beside the shipped ones, from files alone: Canada, three lessons, two players, ten notes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import yaml

from elearn.kernel.config import PROJECT_ROOT

HERE = Path(__file__).parent
NOTES: dict[str, dict[str, str]] = yaml.safe_load((HERE / "notes.yaml").read_text(encoding="utf-8"))
"""What shipped entries mean there, each with the fact it rests on, by entry."""


def copy_with_it(folder: Path) -> None:
    """Make a content folder: what is shipped, and the ninth market as an author would add it."""
    for kind in ("courses", "glossaries"):
        shutil.copytree(PROJECT_ROOT / kind, folder / kind)
    shutil.copytree(HERE / "courses", folder / "courses", dirs_exist_ok=True)
    left = set(NOTES)
    for path in (folder / "glossaries/easyspeak").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        for name in [name for name in left if f"- id: {name}\n" in text]:
            note = f'  markets: [canada]\n  note: {{canada: "{NOTES[name]["text"]}", fact: {NOTES[name]["fact"]}}}\n'
            text = re.sub(rf"(- id: {name}\n(?:  .*\n)*?)(  terms:\n)", rf"\1{note}\2", text, count=1)
            left.discard(name)
        path.write_text(text, encoding="utf-8")
    assert not left, left
