"""Fixtures of the browser tests: one browser and one service a worker, and readers that are watched all the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.reader import Reader
from tests.support import chromium
from tests.support.server import Server, serving

Open = Callable[..., Reader]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    found = chromium.find()
    assert found, "No Chromium: python -m tests.support.chromium brings one."
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=list(chromium.FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def site() -> Iterator[Server]:
    """The service with all shipped content. Its job runner is started by the tests that want one."""
    with serving(ELEARN_JOBS="external") as server:
        yield server


@pytest.fixture
def reader(browser: Browser, site: Server) -> Iterator[Open]:
    """Opens a browser of a new reader; at the end of the test nothing may have gone wrong in any of them."""
    with readers(browser, site) as opening:
        yield opening


@contextmanager
def readers(browser: Browser, server: Server) -> Iterator[Open]:
    """Let readers come to a service, and fail afterwards where something went wrong for one of them."""
    coming: list[Reader] = []

    def opening(path: str | None = None, **options: object) -> Reader:
        one = Reader(browser, server.url, **options)  # type: ignore[arg-type]
        coming.append(one)
        return one if path is None else one.go(path)

    try:
        yield opening
    finally:
        for one in coming:
            one.close()
    problems = [problem for one in coming for problem in one.problems]
    assert not problems, "\n".join(problems)
