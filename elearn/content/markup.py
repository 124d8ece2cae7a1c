"""Markdown of lessons: parsed once, rendered to safe HTML with the links of the page that shows it.

Raw HTML is off, so it appears as text; links have a closed list of schemes, of which ``term:``, ``fact:``
and ``lesson:`` are ours; the result is cleaned by an allow-list all the same. Source: SECURITY.md, D13.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.container import container_plugin

from elearn.kernel.locales import describe

MAX_NESTING = 20
_SCHEMES = {"http", "https", "mailto"}
_OURS = re.compile(r"(term|fact|lesson):(.+)")
_HEADING_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\}")
_TAGS = {
    "a", "p", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "h3", "h4", "hr", "br",
    "table", "thead", "tbody", "tr", "th", "td", "span", "s",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "class", "data-term", "data-fact", "data-number", "rel"},
    "span": {"lang", "dir"},
    "h3": {"id"},
    "h4": {"id"},
    "ol": {"start"},
    "th": {"class"},
    "td": {"class"},
}


class Links(Protocol):
    """Where a page finds what a lesson points to."""

    def term(self, concept_id: str) -> str:
        """Return the address of a glossary entry."""
        ...

    def fact(self, fact_id: str) -> str:
        """Return the address of a fact's source on the same page."""
        ...

    def lesson(self, name: str) -> str:
        """Return the address of the lesson ``market/module/lesson``."""
        ...

    def number(self, fact_id: str) -> str:
        """Return the number of a fact in the page's list of sources, or an empty text."""
        ...


def _heading_ids(state: StateCore) -> None:
    """Take ``{#id}`` off the end of headings and give it to the heading."""
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type != "heading_open" or not inline.children:
            continue
        last = inline.children[-1]
        text, brace, name = last.content.rstrip().rpartition("{#")
        if last.type == "text" and brace and _HEADING_ID.fullmatch(name):
            last.content = text.rstrip()
            inline.content = inline.content.rpartition("{#")[0].rstrip()
            opening.attrSet("id", name[:-1])


def _link_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    href = str(token.attrGet("href") or "")
    if match := _OURS.fullmatch(href):
        kind, name = match.groups()
        links: Links = env["links"]
        token = Token("link_open", "a", 1)
        if kind == "lesson":
            token.attrs = {"class": "lesson-link", "href": links.lesson(name)}
        else:
            address = links.term(name) if kind == "term" else links.fact(name)
            token.attrs = {"class": kind, "href": address, f"data-{kind}": name}
        if kind == "fact" and (number := links.number(name)):
            token.attrSet("data-number", number)
    elif href.startswith("http"):
        token.attrSet("rel", "external noopener")
    return renderer.renderToken([token], 0, options, env)


def _span_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    if language := str(token.attrGet("lang") or ""):
        token.attrSet("dir", describe(language).direction)
    return renderer.renderToken(tokens, index, options, env)


def _is_allowed(url: str) -> bool:
    scheme, colon, _ = url.partition(":")
    if colon and re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+.\-]*", scheme):
        return scheme.lower() in _SCHEMES or _OURS.fullmatch(url) is not None
    return url.startswith("#")


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    parser.enable("table")
    parser.disable(["image", "html_block", "html_inline", "autolink"])
    parser.use(attrs_plugin, spans=True, allowed=["lang"])
    for box in ("check", "pitfall", "example"):
        parser.use(container_plugin, box)
    parser.core.ruler.push("heading_ids", _heading_ids)
    parser.validateLink = _is_allowed  # type: ignore[method-assign]
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("span_open", _span_open)
    return parser


_parser = _make_parser()


def parse(text: str) -> list[Token]:
    """Return the Markdown tokens of a text."""
    return _parser.parse(text)


def render(tokens: Sequence[Token], links: Links) -> str:
    """Return safe HTML of tokens, with term, fact and lesson links as this page wants them."""
    html = _parser.renderer.render(tokens, _parser.options, {"links": links})
    return nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None, clean_content_tags=set()
    )


def walk(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield tokens and, inside inline ones, their children."""
    for token in tokens:
        yield token
        yield from token.children or ()


def groups(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield top-level blocks (a paragraph, a list, a table), each with all its tokens."""
    start, depth = 0, 0
    for place, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : place + 1]
            start = place + 1


def cited(tokens: Sequence[Token], kind: str) -> Iterator[tuple[str, int]]:
    """Yield the ids that ``kind:`` links name, each with its line (from 0) in the text that was parsed."""
    line = 0
    for token in walk(tokens):
        if token.map:
            line = token.map[0]
        match = _OURS.fullmatch(str(token.attrGet("href") or "")) if token.type == "link_open" else None
        if match and match[1] == kind:
            yield match[2], line


def pointed_to(href: str) -> tuple[str, str]:
    """Return kind (``term``, ``fact`` or ``lesson``) and name of a link of ours; two empty texts for any other."""
    match = _OURS.fullmatch(href)
    return (match[1], match[2]) if match else ("", "")


def fact_ids(tokens: Sequence[Token]) -> list[str]:
    """Return the facts that tokens cite, in order, with repeats."""
    return [name for name, _ in cited(tokens, "fact")]


def plain_text(tokens: Sequence[Token]) -> str:
    """Return the words of tokens without any mark, blocks apart by a line break."""
    parts: list[str] = []
    for token in tokens:
        if token.type == "inline":
            parts += [
                child.content if child.type in ("text", "code_inline") else " "
                for child in token.children or ()
                if child.type in ("text", "code_inline", "softbreak", "hardbreak")
            ]
            parts.append("\n")
    return "".join(parts)
