"""A person at a browser: goes to pages, looks and presses, while everything that goes wrong is written down."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}

_LISTEN = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP: " + event.violatedDirective + " " + event.blockedURI));
"""


class Reader:
    """One reader with cookies and a window of their own.

    ``problems`` holds console errors and warnings of the policy, uncaught exceptions, answers of 400 and more, and
    requests that leave the service. A page that is expected to be missing is named by ``go(path, status=404)``.
    """

    def __init__(
        self, browser: Browser, url: str, *, size: dict[str, int] | None = None, has_script: bool = True, **options: Any
    ) -> None:
        self.problems: list[str] = []
        self._expected: set[str] = set()
        self._origin = url
        self._is_cut_off = False
        self._context = browser.new_context(
            base_url=url, viewport=size or DESKTOP, java_script_enabled=has_script, locale="en-GB", **options
        )  # type: ignore[arg-type]
        self._context.set_default_timeout(10_000)
        if has_script:
            self._context.add_init_script(_LISTEN)
        self._context.on("request", self._note_request)
        self._context.on("requestfailed", self._note_failure)
        self._context.on("console", self._note_console)
        self._context.on("weberror", lambda error: self.problems.append(f"uncaught: {error.error}"))
        self.page: Page = self._context.new_page()

    def go(self, path: str, status: int = 200) -> Reader:
        """Open a page and wait until it is drawn and its script has run."""
        if status >= 400:
            self._expected.add(self._origin + path)
        answer = self.page.goto(path, wait_until="load")
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        return self

    def one(self, selector: str, **options: Any) -> Locator:
        """Return the first visible element of a selector; playwright waits for it."""
        return self.page.locator(selector, **options).locator("visible=true").first

    def wait_until(self, expression: str, seconds: float = 10) -> None:
        """Wait until a script's expression is true. Not playwright's own way: that one evals, which our policy forbids."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(expression):
            assert time.monotonic() < end, f"not within {seconds} s: {expression}"
            self.page.wait_for_timeout(50)

    def path(self) -> str:
        """Return where the reader is, without the host."""
        parts = urlsplit(self.page.url)
        return (
            parts.path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
        )

    def style(self, selector: str, name: str) -> str:
        """Return a computed style of the first element of a selector."""
        found: str = self.page.locator(selector).first.evaluate(
            "(element, name) => getComputedStyle(element).getPropertyValue(name)", name
        )
        return found

    def cut_off(self) -> None:
        """Take the network away; what fails from now on for want of it is as expected."""
        self._is_cut_off = True
        self._context.set_offline(True)

    def close(self) -> None:
        """Close the window."""
        self._context.close()

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and not request.url.startswith(self._origin + "/"):
            self.problems.append(f"request to another host: {request.url}")

    def _note_failure(self, request: Request) -> None:
        # A page that is left, a search that a newer one replaces and a clip that is stopped end their requests.
        if request.failure and "ERR_ABORTED" not in request.failure and not self._is_cut_off:
            self.problems.append(f"failed: {request.url}: {request.failure}")

    def _note_console(self, message: ConsoleMessage) -> None:
        where = (message.location or {}).get("url", "")
        is_policy = "Content Security Policy" in message.text
        is_expected = where in self._expected or (self._is_cut_off and "Failed to load resource" in message.text)
        if (message.type == "error" or is_policy) and not is_expected:
            self.problems.append(f"console {message.type}: {message.text} ({where})")
