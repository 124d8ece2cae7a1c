"""Addresses of pages that authors write."""

from __future__ import annotations

import pytest

from elearn.content.addresses import is_well_formed


@pytest.mark.parametrize("address", ["https://www.pmda.go.jp/english/", "http://example.org:8080/a?b=c#d"])
def test_an_address_that_can_be_followed(address: str) -> None:
    assert is_well_formed(address)


@pytest.mark.parametrize(
    "address",
    ["http://[x", "https://localhost", "javascript:alert(1)", "//example.org", "https://a b.org", "", "http://["],
)
def test_an_address_that_leads_nowhere(address: str) -> None:
    assert not is_well_formed(address)
