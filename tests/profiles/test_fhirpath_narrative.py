"""A narrative holds only the markup that FHIR allows (txt-1), and says something (txt-2)."""

from __future__ import annotations

import pytest

from profiles.checking.fhirpath import Scope, invariant


def _judged(key: str, xhtml: object) -> bool:
    return invariant("htmlChecks()", "xhtml", key)(xhtml, Scope({}, {}, lambda _: None))


def _div(content: str) -> str:
    return f'<div xmlns="http://www.w3.org/1999/xhtml">{content}</div>'


@pytest.mark.parametrize(
    "content",
    [
        "text",
        "<p>one<br/>two &lt;&amp;&#160;&nbsp;</p>",
        '<table class="a"><tr><td colspan="2" style="x">y</td></tr></table>',
        '<a href="#one" name="two">three</a>',
        '<p xml:lang="cy" lang="cy" id="a" title="b">four</p>',
        "five<!-- a comment -->",
    ],
)
def test_allowed_markup_is_accepted(content: str) -> None:
    assert _judged("txt-1", _div(content))
    assert _judged("txt-2", _div(content))


@pytest.mark.parametrize(
    "content",
    [
        "<script>x</script>",
        "<form/>",
        '<p onclick="x">a</p>',
        '<p href="x">a</p>',
        "<p>",
        "a & b",
        "&unknown;",
        '<p xmlns="http://example.org/">a</p>',
    ],
)
def test_other_markup_is_refused(content: str) -> None:
    assert not _judged("txt-1", _div(content))


@pytest.mark.parametrize(
    "xhtml",
    [
        "<div>of no namespace</div>",
        '<p xmlns="http://www.w3.org/1999/xhtml">no div</p>',
        '<!DOCTYPE div [<!ENTITY a "b">]><div xmlns="http://www.w3.org/1999/xhtml">&a;</div>',
        "no markup",
        "",
        3,
    ],
)
def test_what_is_no_xhtml_div_is_refused(xhtml: object) -> None:
    assert not _judged("txt-1", xhtml)
    assert not _judged("txt-2", xhtml)


def test_white_space_says_nothing_and_an_image_does() -> None:
    assert not _judged("txt-2", _div(" <p>\n</p> "))
    assert _judged("txt-1", _div(" "))
    assert _judged("txt-2", _div('<img src="#one"/>'))
