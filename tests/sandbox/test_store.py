"""The store keeps every version, exactly, and all of a transaction or none of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.errors import SettingsError
from adapter.sandbox import Store
from profiles import wire


def test_time_never_goes_back_even_if_the_clock_does(tmp_path: Path) -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    times = iter([noon, noon - timedelta(hours=1), noon + timedelta(milliseconds=1)])
    with Store(tmp_path / "a.db", clock=lambda: next(times)) as store:
        stamps = [store.write({"resourceType": "Basic", "id": "a"}, "PUT").updated for _ in range(3)]
    assert stamps == ["2026-03-01T12:00:00.000Z", "2026-03-01T12:00:00.000Z", "2026-03-01T12:00:00.001Z"]
    with Store(tmp_path / "a.db", clock=lambda: noon) as store:
        assert store.write({"resourceType": "Basic", "id": "a"}, "PUT").updated == stamps[-1]


def test_what_a_transaction_wrote_is_undone_with_it(store: Store) -> None:
    store.write({"resourceType": "Basic", "id": "a", "meta": {"tag": [{"code": "old"}]}}, "PUT")
    before = store.rows("SELECT * FROM found")
    with pytest.raises(ZeroDivisionError), store.transaction():
        change_much_and_fail(store)
    assert [(version.reference, version.version) for version in store.history()] == [("Basic/a", 1)]
    assert store.rows("SELECT * FROM found") == before
    assert store.write({"resourceType": "Basic", "id": "a"}, "PUT").version == 2


def change_much_and_fail(store: Store) -> None:
    store.write({"resourceType": "Basic", "id": "a"}, "PUT")
    store.delete("Basic", "a")
    store.write({"resourceType": "Basic", "id": "b"}, "PUT")
    raise ZeroDivisionError


def test_one_transaction_has_one_time() -> None:
    clock = iter(datetime(2026, 3, 1, 12, 0, second, tzinfo=UTC) for second in range(60))
    with Store(clock=lambda: next(clock)) as store:
        with store.transaction():
            stamps = {store.write({"resourceType": "Basic", "id": i}, "PUT").updated for i in "abc"}
        assert len(stamps) == 1
        assert store.write({"resourceType": "Basic", "id": "d"}, "PUT").updated not in stamps


def test_a_file_is_opened_again_with_all_it_held(tmp_path: Path) -> None:
    with Store(tmp_path / "practice.db") as store:
        store.write({"resourceType": "Patient", "id": "p1", "birthDate": "1960"}, "PUT")
        store.delete("Patient", "p1")
    with Store(tmp_path / "practice.db") as store:
        assert [version.method for version in store.history()] == ["DELETE", "PUT"]
        assert not store.holds("Patient", "p1")


def test_a_file_that_is_no_store_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("These are my notes, and they are no database at all. " * 20)
    with pytest.raises(SettingsError, match=r"notes\.db"):
        Store(path)
    with pytest.raises(SettingsError, match=r"a\.db"):
        Store(tmp_path / "missing" / "a.db")


@given(st.decimals(allow_nan=False, allow_infinity=False).map(lambda number: Decimal(str(number))))
def test_every_decimal_is_kept_digit_for_digit(number: Decimal) -> None:
    resource = wire.loads(b'{"resourceType": "Basic", "id": "a", "value": ' + wire.dumps(number) + b"}")
    with Store() as store:
        store.write(resource, "PUT")
        kept = store.current("Basic", "a")
    assert kept is not None
    assert wire.loads(kept.body or b"")["value"] == resource["value"]
    assert wire.dumps(resource["value"]) in (kept.body or b"")
