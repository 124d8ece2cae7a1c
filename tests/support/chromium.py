"""Finds a headless Chromium for browser tests, and brings one where there is none.

``python -m tests.support.chromium``: one on the machine, else the system's package manager (as root), else
Playwright's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)
FONTS = ("fonts-noto-core", "fonts-noto-cjk")
"""Scripts whose fonts every reader's system carries, but a bare server does not."""
DRIVER_NEEDS = ("libatomic1",)
"""What Playwright's driver needs of a Debian system and a bare one lacks."""


def find() -> str | None:
    """Return the path of a browser, or None."""
    if named := os.environ.get("ELEARN_TEST_CHROMIUM"):
        return named
    if found := next((path for name in NAMES if (path := shutil.which(name))), None):
        return found
    return _playwrights_own()


def _playwrights_own() -> str | None:
    """Return the path of the browser that Playwright would bring, if its driver runs and the browser is there."""
    script = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    asked = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    path = asked.stdout.strip()
    return path if path and os.path.exists(path) else None


def _driver_runs() -> bool:
    """Tell whether Playwright's driver starts; on a bare Debian it lacks a library."""
    from playwright._impl._driver import compute_driver_executable

    node = compute_driver_executable()[0]
    return subprocess.run([node, "--version"], capture_output=True, check=False).returncode == 0


def bring() -> str:
    """Return the path of a browser, installing one where there is none; exit with advice where that fails."""
    found, runs = find(), _driver_runs()
    if found and runs:
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        wanted = [*([] if runs else DRIVER_NEEDS), *([] if found else ["chromium", *FONTS])]
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
        subprocess.run(["apt-get", "install", "-y", "-qq", *wanted], check=False, env=environment)
    elif runs:
        environment = {name: value for name, value in os.environ.items() if name != "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD"}
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, env=environment)
    if not _driver_runs():
        sys.exit(
            f"Playwright's driver does not start. Install {' '.join(DRIVER_NEEDS)} with the system's package manager."
        )
    if found := find():
        return found
    sys.exit("No Chromium: install the package chromium, or name one in ELEARN_TEST_CHROMIUM.")


if __name__ == "__main__":
    print(bring())
