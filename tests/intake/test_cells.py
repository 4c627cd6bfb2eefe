"""One cell: what is read from it and written to it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapter.intake.cells import TEXT, listed
from tests.mappings import strategies as some


@given(st.lists(some.texts | st.text(";\\ =\t'a", min_size=1).filter(lambda text: bool(text.strip()))))
def test_a_list_reads_back_whatever_its_items_hold(items: list[str]) -> None:
    kind = listed(TEXT)
    assert kind.read(kind.write(items)) == tuple(items)
