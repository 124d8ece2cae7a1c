"""Players: who decides, pays, helps or meets in a market, each one record of ``players.yaml`` with its sources."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Literal

from pydantic import Field

from elearn.content.addresses import WebAddress
from elearn.content.facts import FACT_ID, Fact
from elearn.content.numbers import numbers_beyond
from elearn.content.problems import Report
from elearn.content.yamlfile import FileModel, read_yaml, validate

PlayerKind = Literal["regulator", "agency", "payer", "cluster", "gateway", "trade-body", "fair", "helper"]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class NativeName(FileModel):
    """A name in its own language."""

    text: Annotated[str, Field(min_length=1)]
    lang: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]


class Player(FileModel):
    """One entry of ``players.yaml``."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
    kind: PlayerKind
    name: Annotated[str, Field(min_length=2, max_length=200)]
    native_name: NativeName | None = None
    city: Annotated[str, Field(max_length=80)] = ""
    """Empty where nobody has checked it."""
    area: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    place: tuple[Latitude, Longitude] | None = None
    does: Annotated[str, Field(min_length=10, max_length=500)]
    for_you: Annotated[str, Field(min_length=10, max_length=500)]
    url: WebAddress
    facts: tuple[Annotated[str, Field(pattern=rf"^{FACT_ID}$")], ...] = ()
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    """In which months a fair usually takes place."""


class PlayersFile(FileModel):
    """A whole ``players.yaml``."""

    market: str
    players: tuple[Player, ...]


def parse_players(
    path: str, content: bytes, areas: Collection[str] | None, facts: Mapping[str, Fact] | None, report: Report
) -> tuple[Player, ...]:
    """Read a market's players and note every problem.

    Args:
        path: of the file, for the report; its folder is named as the market.
        content: the file.
        areas: the market's areas, or None where they could not be read.
        facts: the market's facts by id, or None where they could not be read.
        report: where problems go.
    """
    document = read_yaml(path, content, report)
    file = None if document is None else validate(PlayersFile, document, path, report)
    if document is None or file is None:
        return ()
    folder = path.split("/")[-2]
    if file.market != folder:
        report.add(path, document.line(("market",)), "id-differs-from-folder", id=file.market, folder=folder)
    seen: set[str] = set()
    for place, player in enumerate(file.players):
        at = ("players", place)
        if player.id in seen:
            report.add(path, document.line((*at, "id")), "player-id-double", id=player.id)
        seen.add(player.id)
        if player.months and player.kind != "fair":
            report.add(path, document.line((*at, "months")), "player-months-wrong", id=player.id)
        if areas is not None and player.area not in areas:
            report.add(path, document.line((*at, "area")), "player-area-unknown", id=player.id, area=player.area)
        if facts is None:
            continue
        for number, name in enumerate(player.facts):
            if name not in facts:
                report.add(path, document.line((*at, "facts", number)), "fact-unknown", id=name)
        cited = [facts[name] for name in player.facts if name in facts]
        for key, text in (("does", player.does), ("for_you", player.for_you)):
            for figure in numbers_beyond(text, cited):
                report.add(path, document.line((*at, key)), "player-number-unsourced", id=player.id, number=figure)
    return file.players
