"""A run of the check as JUnit XML, which GitHub, GitLab and Jenkins show: one test case for each resource."""

from __future__ import annotations

import re
from pathlib import Path
from types import TracebackType
from typing import Self
from xml.etree.ElementTree import Element, SubElement, tostring

from profiles.checking.texts import Unreadable
from profiles.checking.verdict import Batch, Checked, Verdict

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_HEAD = '<testsuite name="fhir-vgc validate" tests="{}" failures="{}" errors="{}" skipped="0"'
_ROOM = 160
"""Characters of the line that `_HEAD` begins; three counts of any size fit."""

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class JUnit:
    """Writes each case as it comes, so that memory stays flat; the file is there once it is complete.

    The counts stand before the cases, so room is kept for them. Raises `OSError` where it cannot be opened.
    """

    def __init__(self, path: Path, *, strict: bool = False) -> None:
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        self._file = self._part.open("w", encoding="utf-8", newline="\n")
        self._strict = strict
        self._tests = self._failures = self._errors = 0

    def __enter__(self) -> Self:
        self._write_head()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._file:
            self._file.write("</testsuite>\n")
            self._file.seek(0)
            self._write_head()
        if kind is None:
            self._part.replace(self._path)
        else:
            self._part.unlink()

    def checked(self, checked: Checked) -> None:
        self._tests += len(checked.verdicts)
        self._failures += sum(one.fails(strict=self._strict) for one in checked.verdicts)
        self._file.write(cases(checked, strict=self._strict))

    def unreadable(self, one: Unreadable) -> None:
        self._tests += 1
        self._errors += 1
        self._file.write(cases(one, strict=self._strict))

    def batch(self, batch: Batch) -> None:
        self._tests += batch.tally.resources + batch.tally.unreadable
        self._failures += batch.tally.failed
        self._errors += batch.tally.unreadable
        self._file.writelines(batch.cases)

    def _write_head(self) -> None:
        head = _HEAD.format(self._tests, self._failures, self._errors)
        self._file.write(f"{_DECLARATION}{head.ljust(_ROOM)}>\n")


def cases(one: Checked | Unreadable, *, strict: bool) -> str:
    """A line for each resource: a case named for where it stands, in the class of its type."""
    if isinstance(one, Unreadable):
        said = [_unreadable(one)]
    else:
        said = [_verdict(verdict, strict=strict) for verdict in one.verdicts]
    return "".join(f"{tostring(case, encoding='unicode')}\n" for case in said)


def _unreadable(one: Unreadable) -> Element:
    """A case with an error: what could not be read has neither passed nor failed."""
    case = _case(one.where, "unreadable")
    message = f"Found {one.found}"
    _say(case, "error", f"Expected {one.expected}. {one.todo}", message=message, type="unreadable")
    return case


def _verdict(verdict: Verdict, *, strict: bool) -> Element:
    case = _case(verdict.where, verdict.type)
    text = "\n".join(
        f"{issue.severity} {issue.path}: {issue.message} ({issue.rule} of {issue.profile})"
        for issue in verdict.issues
    )
    if verdict.fails(strict=strict):
        gravest = verdict.issues[0]
        _say(case, "failure", text, message=gravest.message, type=gravest.kind)
    elif text:
        _say(case, "system-out", text)
    return case


def _case(where: str, class_name: str) -> Element:
    return Element("testcase", classname=class_name, name=_clean(where))


def _say(case: Element, tag: str, text: str, **attributes: str) -> None:
    SubElement(case, tag, {name: _clean(value) for name, value in attributes.items()}).text = _clean(text)


def _clean(text: str) -> str:
    """The text without the characters that XML 1.0 cannot hold."""
    return _NO_XML.sub("\ufffd", text)
