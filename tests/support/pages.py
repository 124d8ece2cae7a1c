"""Getting a page in a test checks its quality every time, so that quality is not a separate suite."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from flask import Flask
from lxml import html
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

from elearn.web.security import HEADERS

# Letters that tell a foreign script: a text in one of them must stand below an element whose lang fits.
SCRIPTS = {
    "ja": re.compile("[\u3040-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7a3]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "el": re.compile("[\u0370-\u03ff]"),
}
_VOID_OF_LABEL = {"hidden", "submit", "button", "reset", "image"}


class Page:
    """A parsed page with the few questions that tests ask."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.text_of_page = response.get_data(as_text=True)
        self.tree: HtmlElement = html.document_fromstring(self.text_of_page)

    @property
    def h1(self) -> str:
        """The text of the page's one first-level heading."""
        return _text(self.tree.xpath("//h1")[0])

    def all(self, selector: str) -> list[HtmlElement]:
        """Return the elements that a CSS selector finds."""
        return list(self.tree.cssselect(selector))

    def one(self, selector: str) -> HtmlElement:
        """Return the one element that a CSS selector finds, and fail if there are none or several."""
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} elements for {selector}"
        return found[0]

    def texts(self, selector: str) -> list[str]:
        """Return the texts of the elements that a CSS selector finds."""
        return [_text(element) for element in self.all(selector)]

    def says(self, text: str) -> bool:
        """Tell whether the page shows a text."""
        return text in _text(self.tree)


class Pages:
    """Gets pages as a browser would and checks what must be true of every page."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, path: str, status: int = 200, **options: object) -> Page:
        """Return the page at a path, checked."""
        response = self.client.get(path, **options)  # type: ignore[arg-type]
        assert response.status_code == status, f"{path}: {response.status_code}"
        page = Page(response)
        check(page, path)
        return page


def check(page: Page, path: str) -> None:
    """Fail where a page breaks one of the house rules."""
    tree, where = page.tree, f"at {path}"
    root = tree.getroottree().getroot()
    assert page.text_of_page.lstrip().lower().startswith("<!doctype html>"), where
    assert root.get("lang") and root.get("dir") in ("ltr", "rtl"), where
    assert len(tree.xpath("//h1")) == 1, f"{len(tree.xpath('//h1'))} h1 {where}"
    title = _text(tree.xpath("//title")[0])
    assert title, f"no title {where}"
    ids = Counter(tree.xpath("//@id"))
    assert not [name for name, count in ids.items() if count > 1], (
        f"double ids {[n for n, c in ids.items() if c > 1]} {where}"
    )
    assert not tree.xpath("//script[not(@src)]"), f"inline script {where}"
    assert not tree.xpath("//style | //@style"), f"inline style {where}"
    assert not [name for name in tree.xpath("//@*") if name.attrname.startswith("on")], f"inline handler {where}"
    for element in tree.xpath("//*[@src or @srcset]"):
        assert not re.match(r"(https?:)?//", element.get("src") or ""), f"third-party source {where}"
    for element in tree.xpath("//link[@href]"):
        assert not re.match(r"(https?:)?//", element.get("href")), f"third-party link {where}"
    for image in tree.xpath("//img"):
        assert image.get("alt") is not None, f"image without alt {where}"
    for field in tree.xpath("//input | //select | //textarea"):
        if field.get("type") in _VOID_OF_LABEL:
            continue
        labelled = field.get("aria-label") or field.get("aria-labelledby") or field.xpath("ancestor::label")
        assert labelled or tree.xpath("//label[@for=$id]", id=field.get("id") or "-"), (
            f"{field.get('name')} has no label {where}"
        )
    for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
        for value in tree.xpath(f"//@{name}"):
            assert all(part in ids for part in value.split()), f"{name}={value} points nowhere {where}"
    for form in tree.xpath("//form"):
        assert form.get("action") is not None, f"form without action {where}"
    for element in tree.xpath("//a | //button"):
        named = _text(element) or element.get("aria-label") or element.xpath(".//img[@alt!=''] | .//title")
        assert named, f"{element.tag} without a name {where}"
    for anchor in tree.xpath("//a[starts-with(@href, '#')]/@href"):
        assert anchor[1:] in ids, f"{anchor} points nowhere {where}"
    levels = [int(element.tag[1]) for element in tree.xpath("//h1 | //h2 | //h3 | //h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels)), f"heading skips {levels} {where}"
    if "/patterns/" not in path:  # which shows the interface's words in the other direction too, on purpose
        _check_languages(tree, where)
    for name, value in HEADERS.items():
        assert page.response.headers.get(name) == value, f"{name} {where}"


def _check_languages(tree: HtmlElement, where: str) -> None:
    """Every text in a foreign script stands in an element of that language, with a direction where it is Arabic."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "title"):
            continue
        for text in (element.text, *(child.tail for child in element)):
            for language, letters in SCRIPTS.items():
                if text and letters.search(text):
                    near = element.xpath("ancestor-or-self::*[@lang][1]")[0]
                    tag = str(near.get("lang"))
                    assert tag.split("-")[0] == language, f"{text.strip()[:40]!r} stands under lang={tag} {where}"
                    if language == "ar":
                        assert element.xpath("ancestor-or-self::*[@dir][1]/@dir")[0] == "rtl", (
                            f"{text!r} is not rtl {where}"
                        )
        lang = element.get("lang")
        if lang and element.tag not in ("html", "a", "option") and not element.get("dir"):
            raise AssertionError(f"<{element.tag} lang={lang}> has no dir {where}")


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
