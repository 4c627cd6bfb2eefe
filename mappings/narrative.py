"""Text ↔ FHIR narrative: escaped XHTML that a browser shows well and that gives the text back exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser

from profiles.wire import Resource

_BLOCKS = frozenset({"p", "li", "div", "td", "h1", "h2", "h3", "pre"})

_AS_REFERENCE = re.compile('["\U00010000-\U0010ffff]')

_STYLE = 'style="white-space: pre-wrap"'
"""Shows tabs and runs of spaces as they were typed; a reader that drops it still shows the lines."""


def narrative(texts: Sequence[str]) -> Resource:
    """One text as a paragraph, several as a list. Nothing of a text is ever read as markup."""
    if len(texts) == 1:
        content = f"<p {_STYLE}>{_lines(texts[0])}</p>"
    else:
        content = "<ul>" + "".join(f"<li {_STYLE}>{_lines(text)}</li>" for text in texts) + "</ul>"
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{content}</div>'}


def plain_text(div: str) -> str:
    """The text of a narrative's XHTML, to the last space where we wrote it; blocks are joined by newlines."""
    reader = _Reader()
    reader.feed(div)
    reader.close()
    return "\n".join(block for block in reader.blocks if block.strip())


def _lines(text: str) -> str:
    """HAPI writes quotes and what is beyond U+FFFF as references; written so, it comes back unchanged."""
    escaped = _AS_REFERENCE.sub(_reference, escape(text, quote=False))
    return escaped.replace("\n", "<br/>")


def _reference(found: re.Match[str]) -> str:
    return "&quot;" if found.group() == '"' else f"&#x{ord(found.group()):X};"


class _Reader(HTMLParser):
    """Reads no entity but those of HTML, so that a narrative from elsewhere cannot grow without end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.blocks[-1] += "\n"
        elif tag in _BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        self.blocks[-1] += data
