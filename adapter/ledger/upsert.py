"""Inserting rows whose key may be there already, the same way on SQLite and PostgreSQL."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Executable, Table, case, func
from sqlalchemy.dialects import postgresql, sqlite


def upsert(
    connection: Connection, table: Table, rows: list[dict[str, Any]], *, replace: bool | tuple[str, ...]
) -> None:
    """Insert rows; where the key is there already, replace the row, or these columns of it, or leave it.

    A column that is `kept` (its `info` says so) keeps what it has until it is given null.
    """
    if rows:
        connection.execute(_statement(connection.dialect.name, table, replace=replace), rows)


@cache
def _statement(dialect: str, table: Table, *, replace: bool | tuple[str, ...]) -> Executable:
    made_for = postgresql if dialect == "postgresql" else sqlite
    statement: postgresql.Insert | sqlite.Insert = made_for.insert(table)
    key = [column.name for column in table.primary_key]
    if not replace:
        return statement.on_conflict_do_nothing(index_elements=key)
    every = tuple(column.name for column in table.columns if not column.primary_key)
    names = every if isinstance(replace, bool) else replace
    changed = {name: _replaced(table.columns[name], statement.excluded[name]) for name in names}
    return statement.on_conflict_do_update(index_elements=key, set_=changed)


def _replaced(there: Column[Any], given: ColumnElement[Any]) -> ColumnElement[Any]:
    if not there.info.get("kept"):
        return given
    return case((given.is_not(None), func.coalesce(there, given)))
