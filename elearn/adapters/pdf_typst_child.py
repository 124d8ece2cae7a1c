"""The program that sets a PDF by typst, in a process of its own; ``pdf_typst`` starts it. Imports nothing of ours.

Why a process: typst remembers what it laid out, some 50 MB a report and up to ten of them, and gives nothing back; and
a crash or a hang ends here. Starting one costs a quarter of a second.

What it may use is bounded, and a character that no font has is set as a box, for PDF/UA forbids glyphs that are none.

Protocol: the document as JSON on stdin, the PDF on stdout, what went wrong on stderr with exit code 1.

Usage: ``python pdf_typst_child.py TEMPLATE DAY``, the day as ``2026-11-23``.
"""

from __future__ import annotations

import json
import resource
import struct
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import typst

FONTS = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic", "fontpkg_noto_sans_devanagari", "noto_cjk_sans_otc")
"""The packages that carry the fonts; none of the machine's own is used, so that a page is the same everywhere."""
STANDARD: typst.PDFStandard = "ua-1"
MEMORY_BYTES = 1536 * 1024 * 1024
CPU_S = 30
BOX = "\u25a1"
"""Stands for a character that no font has."""
CONTROLS = (*range(0x09), *range(0x0E, 0x20), 0x7F)
"""Controls but for tabs and ends of lines: no font has them."""
IGNORED = (range(0x80), range(0x85, 0x86), range(0x180B, 0x1810), range(0x200B, 0x2070), range(0xFE00, 0xFE10),
           range(0xE0000, 0xE1000))  # fmt: skip
"""What all fonts have (ASCII), and joiners, marks of direction and choices of a form: not drawn, so without a glyph."""


def limit() -> None:
    """Bound the memory and the time that a document may take."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    if sys.platform == "linux":  # macOS knows this limit and refuses it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def folders() -> list[Path]:
    """Return where the fonts of the packages are."""
    found = [spec for name in FONTS if (spec := find_spec(name)) is not None]
    places = [Path(place) for spec in found for place in spec.submodule_search_locations or ()]
    return [path for place in places for path in (place, place / "files") if path.is_dir()]


def codes(path: Path) -> Iterator[tuple[array[int], array[int]]]:
    """Yield, for each map of a font from characters to glyphs, the first and the last codes of its ranges, in order.

    Only the first font of a collection is read, and only maps of format 12, which all of our fonts have. Source:
    OpenType 1.9, "cmap".
    """
    with path.open("rb") as file:
        start = struct.unpack("16s", file.read(16))[0]
        start = struct.unpack_from(">I", start, 12)[0] if start.startswith(b"ttcf") else 0
        file.seek(start + 4)
        tables = struct.unpack(">H6x", file.read(8))[0]
        places = {name: (at, size) for name, _, at, size in struct.iter_unpack(">4sIII", file.read(16 * tables))}
        at, size = places[b"cmap"]
        file.seek(at)
        table = file.read(size)
    for n in range(struct.unpack_from(">H", table, 2)[0]):
        at = struct.unpack_from(">I", table, 4 + 8 * n + 4)[0]
        if struct.unpack_from(">H", table, at)[0] == 12:
            ranges = array("I", table[at + 16 : at + 16 + 12 * struct.unpack_from(">I", table, at + 12)[0]])
            if sys.byteorder == "little":
                ranges.byteswap()
            yield ranges[0::3], ranges[1::3]


def missing(characters: Iterable[str]) -> set[str]:
    """Return those characters that need a glyph and have none in any font."""
    left = {character for character in characters if not any(ord(character) in ignored for ignored in IGNORED)}
    for path in (path for folder in folders() for path in sorted(folder.glob("*.[to]t[fc]"))):
        for first, last in codes(path) if left else ():
            for character in tuple(left):
                place = bisect_right(first, ord(character)) - 1
                if place >= 0 and ord(character) <= last[place]:
                    left.remove(character)
    return left


def drawable(document: str) -> str:
    """Return a document, as JSON, with a box for each character that no font has."""
    boxes = dict.fromkeys((*CONTROLS, *map(ord, missing(set(document)))), BOX)

    def boxed(value: object) -> object:
        if isinstance(value, str):
            return value.translate(boxes)
        if isinstance(value, list):
            return [boxed(item) for item in value]
        return {name: boxed(item) for name, item in value.items()} if isinstance(value, dict) else value

    return json.dumps(boxed(json.loads(document)), ensure_ascii=False)


def fonts() -> typst.Fonts:
    """Return the fonts of the packages."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders())


def main() -> None:
    """Read a document, write a PDF: the same bytes for the same words and day."""
    limit()
    template, day = Path(sys.argv[1]), sys.argv[2]
    inputs = {"document": drawable(sys.stdin.buffer.read().decode())}
    try:
        compiler = typst.Compiler(template, root=template.parent, font_paths=fonts(), sys_inputs=inputs)
        made_at = datetime.fromisoformat(day).replace(tzinfo=UTC)
        content = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=made_at)
    except typst.TypstError as error:
        sys.exit(error.diagnostic)
    assert isinstance(content, bytes)
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main()
