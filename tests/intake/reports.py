"""Reports to read in tests: the sample files, and small reports built row by row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from adapter.intake.platforms.attendance import PlatformPerson, PlatformReport
from adapter.intake.platforms.teams import read_teams

FILES = Path(__file__).parent / "files"
TEAMS_HEADER = "Name\tFirst join\tLast leave\tIn-meeting duration\tEmail\tParticipant ID (UPN)\tRole"
ACTIVITIES_HEADER = "Name\tJoin time\tLeave time\tDuration\tEmail\tRole"
SESSION = date(2026, 3, 26)


def sample(name: str) -> bytes:
    return (FILES / name).read_bytes()


def sample_utf16(name: str) -> bytes:
    """A sample as Teams downloads it: UTF-16 with a byte order mark, and CRLF."""
    return utf16(sample(name).decode())


def utf16(text: str) -> bytes:
    return b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le")


def participants(*rows: str, summary: str = "", activities: tuple[str, ...] = ()) -> str:
    """A Teams report, v2 in UK style; cells are separated by `|`."""
    text = f"1. Summary\n{summary}\n\n2. Participants\n{TEAMS_HEADER}\n"
    text += "".join(row.replace("|", "\t") + "\n" for row in rows)
    if activities:
        text += f"\n3. In-Meeting activities\n{ACTIVITIES_HEADER}\n"
        text += "".join(row.replace("|", "\t") + "\n" for row in activities)
    return text


def read_participants(
    *rows: str,
    summary: str = "",
    activities: tuple[str, ...] = (),
    session_date: date | None = SESSION,
) -> PlatformReport:
    text = participants(*rows, summary=summary, activities=activities)
    return read_teams(text.encode(), "report.csv", session_date)


def person(report: PlatformReport, name: str) -> PlatformPerson:
    (found,) = [person for person in report.people if person.display_name == name]
    return found


def note_rows(report: PlatformReport) -> dict[str, tuple[int, ...]]:
    return {note.kind: note.rows for note in report.notes}
