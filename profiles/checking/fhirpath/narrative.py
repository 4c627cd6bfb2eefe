"""What FHIR allows in the XHTML of a narrative: R4's rules txt-1 (which markup) and txt-2 (some content)."""

from __future__ import annotations

import re
from functools import lru_cache
from html.entities import html5
from typing import Any
from xml.parsers import expat

_XHTML = "http://www.w3.org/1999/xhtml "

# HTML 4.0, chapters 7-11 (without 9.4) and 15, <a>, images: the lists of the HL7 validator's htmlChecks()
_ELEMENTS = """
p br div h1 h2 h3 h4 h5 h6 a span b em i strong small big tt dfn q var abbr acronym cite blockquote hr address
bdo kbd sub sup ul ol li dl dt dd pre table caption colgroup col thead tr tfoot tbody th td code samp
img map area
"""
_ATTRIBUTES = """
title style class id lang dir accesskey tabindex span width align valign char charoff abbr axis headers scope
rowspan colspan
"""
_ATTRIBUTES_OF = """
a.href a.name a.charset a.type a.hreflang a.rel a.rev a.shape a.coords img.src img.border img.alt img.longdesc
img.height img.width img.usemap img.ismap blockquote.cite q.cite map.name area.shape area.coords area.href
area.nohref area.alt table.summary table.border table.frame table.rules table.cellspacing table.cellpadding
pre.space td.nowrap
"""
_XML = "http://www.w3.org/XML/1998/namespace "
_ALLOWED = frozenset(_XHTML + name for name in _ELEMENTS.split())
_ALLOWED_ATTRIBUTES = frozenset([*_ATTRIBUTES.split(), _XML + "lang", _XML + "space"])
_ALLOWED_ATTRIBUTES_OF = frozenset(_XHTML + name for name in _ATTRIBUTES_OF.split())


class _NotNarrative(Exception):
    """Markup that a narrative may not have."""


class _Reader:
    """Reads one `div`, and stops at the first thing that is not allowed."""

    def __init__(self, xhtml: str) -> None:
        self.says_something = False
        self._begun = False
        # Python's expat protects itself against entities that grow; a document type is refused altogether
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.UseForeignDTD(True)  # so that HTML's named entities reach us instead of ending the parse
        parser.ExternalEntityRefHandler = lambda *_: 1
        parser.StartDoctypeDeclHandler = self._document_type
        parser.SkippedEntityHandler = self._entity
        parser.StartElementHandler = self._element
        parser.CharacterDataHandler = self._text
        parser.Parse(xhtml, True)

    def _document_type(self, _name: str, system: str | None, public: str | None, internal: int) -> None:
        if system or public or internal:
            raise _NotNarrative

    def _entity(self, name: str, _is_parameter: bool) -> None:
        if f"{name};" not in html5:
            raise _NotNarrative

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        if name not in _ALLOWED or (not self._begun and name != _XHTML + "div"):
            raise _NotNarrative
        self._begun = True
        if name == _XHTML + "img":
            self.says_something = True
        for key in attributes:
            if key not in _ALLOWED_ATTRIBUTES and f"{name}.{key}" not in _ALLOWED_ATTRIBUTES_OF:
                raise _NotNarrative

    def _text(self, text: str) -> None:
        if not self.says_something and text.strip():
            self.says_something = True


def _read(xhtml: str) -> bool | None:
    try:
        return _Reader(xhtml).says_something
    except (_NotNarrative, expat.ExpatError, UnicodeError):
        return None


_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r">\s*[^<\s]")
_ATTRIBUTE = re.compile(r"([^\s<>/=\"']+)\s*=")
_WITHOUT_WORDS = frozenset({"xmlns", "style", "class", "colspan", "rowspan", "align", "valign"})
_MOST_REMEMBERED = 500
_LONGEST_REMEMBERED = 5000


_known: set[str] = set()
"""Tags of narratives that are allowed: those of one program are much alike. No words are remembered."""


def _is_allowed_markup(markup: str) -> bool:
    if markup in _known:
        return True
    if len(markup) > _LONGEST_REMEMBERED or not _WITHOUT_WORDS.issuperset(_ATTRIBUTE.findall(markup)):
        return False
    if "<!" in markup or "<?" in markup or "<img" in markup or _read(markup) is None:
        return False
    if len(_known) >= _MOST_REMEMBERED:
        _known.clear()
    _known.add(markup)
    return True


def _says_by_its_markup(xhtml: str) -> bool | None:
    """Whether the narrative says something; None where that hangs on more than its tags and plain words."""
    if "&" in xhtml or ("]" in xhtml and "]]>" in xhtml):
        return None
    if not xhtml.isprintable() and not xhtml.replace("\n", "").isprintable():
        return None
    tags = _TAG.findall(xhtml)
    if not tags or not xhtml.startswith(tags[0]) or not xhtml.endswith(tags[-1]):
        return None
    return _WORD.search(xhtml) is not None if _is_allowed_markup("".join(tags)) else None


@lru_cache(maxsize=1)
def _says(xhtml: str) -> bool | None:
    """Whether the narrative says something, found once for both rules; None for one that is not allowed."""
    found = _says_by_its_markup(xhtml)
    return _read(xhtml) if found is None else found


def allowed(xhtml: Any) -> bool:
    """Whether this is one XHTML `div` with only the elements and attributes that FHIR allows (txt-1)."""
    return isinstance(xhtml, str) and _says(xhtml) is not None


def says_something(xhtml: Any) -> bool:
    """Whether there is text other than white space, or an image (txt-2)."""
    return isinstance(xhtml, str) and bool(_says(xhtml))
