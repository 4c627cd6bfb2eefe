"""Telling which kind of export a file is, by its header rows: never by its extension or a section title."""

from __future__ import annotations

from typing import Literal

from adapter.errors import SourceError
from adapter.intake.files.decoding import decode
from adapter.intake.forms.source import forms_source, is_workbook
from adapter.intake.platforms import teams_columns, teams_graph, zoom_api, zoom_columns
from adapter.intake.platforms.api_answer import json_object
from adapter.intake.platforms.tables import read_sections

FileKind = Literal["teams", "zoom", "forms", "unknown"]


def recognise(data: bytes, file: str) -> FileKind:
    """Which kind of export the bytes are; `unknown` for everything else, also for what cannot be opened.

    `unknown` is no error here: the file may be the canonical workbook, or one with a declared column map.
    """
    try:
        return _recognise(data, file)
    except SourceError:
        return "unknown"


def _recognise(data: bytes, file: str) -> FileKind:
    if forms_source(data, file):
        return "forms"
    if is_workbook(data):
        return "unknown"
    text = decode(data, file).text
    if (answer := json_object(text)) is not None:
        if teams_graph.is_graph_report(answer):
            return "teams"
        return "zoom" if zoom_api.is_zoom_answer(answer) else "unknown"
    zoom = read_sections(text, zoom_columns.recognise_zoom_header)
    if zoom and any(table.columns.kind != "info" for table in zoom.tables):
        return "zoom"
    return "teams" if read_sections(text, teams_columns.recognise_teams_header) else "unknown"
