"""Addresses of pages, as authors write them."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field


def is_well_formed(address: str) -> bool:
    """Tell whether an address of the web can be followed: ``https``, a host with a dot, no space."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not any(map(str.isspace, address))


def _checked(address: str) -> str:
    if not is_well_formed(address):
        raise ValueError(f"this is no address of a page: {address}")
    return address


WebAddress = Annotated[str, Field(pattern=r"^https?://\S+$", max_length=1000), AfterValidator(_checked)]
"""An address as data files carry it."""
