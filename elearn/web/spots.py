"""Hot spots: where the players of a market sit, as a list by place and as dots on its outline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from elearn.courses.queries import PlayerView


@dataclass(frozen=True)
class Spot:
    """A city with its players."""

    city: str
    """Empty for players whose city is not known."""
    area: str
    x: float
    y: float
    """Where it lies on the outline."""
    is_drawn: bool
    """False where it lies outside the outline or its place is not known."""
    players: tuple[PlayerView, ...]


def hot_spots(players: Iterable[PlayerView], outline: Mapping[str, Any] | None) -> tuple[Spot, ...]:
    """Return players by city: first what the outline shows, with the most players first.

    Args:
        players: of one market.
        outline: its shape as ``static/map.mjs`` drew it, or None where there is none.
    """
    cities: dict[tuple[str, str], list[PlayerView]] = {}
    for player in players:
        cities.setdefault((player.city, player.area), []).append(player)
    spots = [_spot(city, area, tuple(here), outline) for (city, area), here in cities.items()]
    return tuple(sorted(spots, key=lambda spot: (not spot.city, not spot.is_drawn, -len(spot.players), spot.city)))


def _spot(city: str, area: str, players: tuple[PlayerView, ...], outline: Mapping[str, Any] | None) -> Spot:
    place = next((player.place for player in players if player.place), None)
    if not city or place is None or outline is None:
        return Spot(city, area, 0, 0, False, players)
    x = round((place[1] - outline["west"]) * outline["perLongitude"], 1)
    y = round((outline["north"] - place[0]) * outline["perLatitude"], 1)
    return Spot(city, area, x, y, 0 <= x <= outline["width"] and 0 <= y <= outline["height"], players)
