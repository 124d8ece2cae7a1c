"""Makes the pictures of the README from the running service: ``python -m tests.support.screenshots``."""

from __future__ import annotations

import struct
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support import chromium
from tests.support.server import ROOT, serving

FOLDER = ROOT / "docs" / "images"
LARGEST_BYTES = 250_000
_DESKTOP, _PHONE = (1280, 800), (390, 780)
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Picture:
    """What is shown, and how."""

    name: str
    path: str
    size: tuple[int, int] = _DESKTOP
    colours: str = "light"


PICTURES = (
    Picture("home", "/en/?from=en&to=ja"),
    Picture("market", "/en/markets/japan/?from=en&to=ja"),
    Picture("lesson", "/en/markets/japan/overview/overview/"),
    Picture("entry", "/en/phrases/entry/fair-business-card-exchange/?from=en&to=ja", _PHONE),
    Picture("card", "/en/phrases/entry/fair-business-card-exchange/card/?from=en&to=ja", _PHONE),
    Picture("search", "/en/search/?q=meishi&from=en&to=ja"),
    Picture("home-ar", "/ar/?from=ar&to=zh-CN"),
    Picture("entry-ja", "/ja/phrases/entry/greetings-pleased-to-meet-you/?from=ja&to=ar", _PHONE),
    Picture("lesson-dark", "/en/markets/brazil/overview/overview/", colours="dark"),
)


def squeeze(png: bytes) -> bytes:
    """Return the same picture with its lines compressed as far as zlib can; the browser is in a hurry."""
    head, lines, at = b"", b"", len(_SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            head = body
        elif kind == b"IDAT":
            lines += body
        at += length + 12
    return b"".join((_SIGNATURE, _chunk(b"IHDR", head), _chunk(b"IDAT", _smallest(lines)), _chunk(b"IEND", b"")))


def _smallest(lines: bytes) -> bytes:
    found = lines
    for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED):
        squeezer = zlib.compressobj(9, zlib.DEFLATED, 15, 9, strategy)
        tried = squeezer.compress(zlib.decompress(lines)) + squeezer.flush()
        found = min(found, tried, key=len)
    return found


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def main(folder: Path = FOLDER) -> int:
    """Write all pictures; 1 if one is too large for a README."""
    found = chromium.bring()
    folder.mkdir(parents=True, exist_ok=True)
    too_large = []
    with serving(ELEARN_JOBS="off") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(chromium.FLAGS))
        for picture in PICTURES:
            width, height = picture.size
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=picture.colours, reduced_motion="reduce"
            )  # type: ignore[arg-type]
            page.goto(server.url + picture.path, wait_until="load")
            page.evaluate("document.fonts.ready")
            png = squeeze(page.screenshot())
            (folder / f"{picture.name}.png").write_bytes(png)
            print(f"{picture.name}.png  {width} x {height}  {len(png) / 1000:.0f} kB")
            if len(png) > LARGEST_BYTES:
                too_large.append(picture.name)
            page.close()
        browser.close()
    if too_large:
        print(f"Larger than {LARGEST_BYTES / 1000:.0f} kB: {', '.join(too_large)}", file=sys.stderr)
    return int(bool(too_large))


if __name__ == "__main__":
    sys.exit(main())
