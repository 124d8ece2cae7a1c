"""The one way for commands to print: what a terminal would obey, such as an escape in a reader's text, is shown."""

from __future__ import annotations

import json
from typing import Any

import click

from elearn.content.characters import visible


def say(line: str, *, err: bool = False) -> None:
    """Print one line."""
    click.echo(visible(line), err=err)


def say_json(value: Any) -> None:
    """Print a value as JSON."""
    for line in json.dumps(value, ensure_ascii=False, indent=2, default=str).split("\n"):
        say(line)
