"""The page about GP Connect leaves no profile out, and names none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from profiles import shipped

PAGE = Path(__file__).parents[2] / "docs" / "profiles" / "read-back.md"


def test_what_comes_back_is_told_of_every_profile_and_of_no_other() -> None:
    rows = [line.split("|")[1] for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| VGC-")]
    named = [name for row in rows for name in re.findall(r"VGC-[A-Za-z]+", row)]
    assert sorted(named) == sorted(profile["id"] for profile in shipped.profiles())
