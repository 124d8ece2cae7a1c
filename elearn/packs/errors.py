"""What may go wrong with packs."""

from __future__ import annotations

from elearn.kernel.errors import ElearnError


class UnknownRecipe(ElearnError):
    """No pack is made for this: ``recipe``, or ``market``, ``source``, ``target``, ``edition``."""

    code = "unknown-recipe"


class PackAssetsMissing(ElearnError):
    """The front end was not built; ``path`` is where it should be."""

    code = "pack-assets-missing"
