"""Text ↔ FHIR narrative."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.narrative import narrative, plain_text
from tests.mappings import strategies as some
from tests.mappings.laws import faults

XHTML = "{http://www.w3.org/1999/xhtml}"

awkward = some.texts | st.sampled_from(
    (
        "two  spaces,   three, a tab\tand\n\n\nempty lines\n",
        "\n leading and trailing \n",
        "<script>alert('x')</script><img src=x onerror=alert(1)>",
        "&amp; &lt; &#9; &nbsp; &notanentity; &",
        "]]> <!-- --> <![CDATA[ x ]]> <?php ?>",
        "<p>not a paragraph</p><br/>",
        "no-break\u00a0space and \u2003 em space",
    )
)


@given(awkward)
def test_a_text_comes_back_to_the_last_space(text: str) -> None:
    assert plain_text(narrative([text])["div"]) == text


@pytest.mark.failure("3.7", "markup, formulas and control characters")
@given(awkward)
def test_a_narrative_is_well_formed_and_holds_no_element_of_the_texts_own(text: str) -> None:
    """Markup and scripts that somebody typed are shown as text."""
    root = ET.fromstring(narrative([text])["div"])
    assert root.tag == f"{XHTML}div"
    assert {element.tag for element in root.iter()} <= {f"{XHTML}{tag}" for tag in ("div", "p", "br")}
    assert "".join(root.itertext()) == text.replace("\n", "")


@given(st.lists(awkward, min_size=2, max_size=4))
def test_several_texts_are_a_list_in_their_order(texts: list[str]) -> None:
    root = ET.fromstring(narrative(texts)["div"])
    assert ["".join(item.itertext()) for item in root.iter(f"{XHTML}li")] == [
        text.replace("\n", "") for text in texts
    ]


@given(awkward)
def test_a_narrative_is_fhir(text: str) -> None:
    composition = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "Note"},
        "date": "2026-03-10",
        "author": [{"display": "Dr A"}],
        "title": "Note",
        "section": [{"text": narrative([text])}],
    }
    assert faults(composition) == ()


def test_a_narrative_that_a_server_wrote_anew_is_read_as_well() -> None:
    rewritten = (
        '<div xmlns="http://www.w3.org/1999/xhtml">\n  <h2>Advice</h2>\n  '
        "<p>Rest &amp; move&#160;on,<br></br>then <b>walk</b></p><ul><li>one</li><li>two</li></ul></div>"
    )
    assert plain_text(rewritten) == "Advice\nRest & move\u00a0on,\nthen walk\none\ntwo"


def test_a_narrative_is_written_as_hapi_writes_it_so_that_it_comes_back_unchanged() -> None:
    div = narrative(['"slowly", it\'s \U0001d509raktur'])["div"]
    assert ">&quot;slowly&quot;, it's &#x1D509;raktur<" in div
