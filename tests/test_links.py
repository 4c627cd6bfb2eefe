"""No link of any page leads nowhere: neither to a file nor to a heading that is not there."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

HOUSE = Path(__file__).parents[1]
PAGES = sorted(
    page.relative_to(HOUSE)
    for page in HOUSE.rglob("*.md")
    if not any(
        part.startswith(".") or part in ("node_modules", "build") for part in page.relative_to(HOUSE).parts
    )
)


def prose(text: str) -> str:
    """A page without its blocks of code, in which a bracket is no link and a hash no heading."""
    return re.sub(r"^(```|~~~).*?^\1\s*$", "", text, flags=re.DOTALL | re.MULTILINE)


def links(text: str) -> list[str]:
    """What the page links to, but for other hosts and code within a line; a link may run over two lines."""
    without_code = re.sub(r"`[^`\n]*`", "", prose(text))
    found = re.findall(r"\]\(\s*<?([^)\s>]+)>?\s*\)", without_code)
    found += re.findall(r"^\[[^\]]+\]:\s*(\S+)", without_code, re.MULTILINE)
    return [link for link in found if not re.match(r"[a-z][a-z0-9+.-]*:", link)]


@functools.cache
def headings(page: Path) -> frozenset[str]:
    """The headings of a page as a forge makes anchors of them: the second of a name has a number."""
    seen: dict[str, int] = {}
    anchors = set()
    text = prose(page.read_text("utf-8"))
    for title in re.findall(r"^#+ +(.+?)\s*#*$", text, re.MULTILINE):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title)
        anchor = re.sub(r"[^\w\- ]", "", shown).strip().lower().replace(" ", "-")
        anchors.add(f"{anchor}-{seen[anchor]}" if anchor in seen else anchor)
        seen[anchor] = seen.get(anchor, 0) + 1
    return frozenset(anchors | set(re.findall(r'<a (?:id|name)="([^"]+)"', text)))


def dead(page: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    found = []
    for link in links(page.read_text("utf-8")):
        file, _, heading = unquote(link).partition("#")
        target = (page.parent / file) if file else page
        wrong_heading = heading and target.suffix == ".md" and heading not in headings(target.resolve())
        if not target.exists() or wrong_heading:
            found.append(link)
    return found


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_no_link_of_a_page_leads_nowhere(page: Path) -> None:
    assert dead(HOUSE / page) == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# A page\n## Twice\n## Twice\n```sh\n# no heading\n```\n", "utf-8")
    page = tmp_path / "page.md"
    page.write_text(
        "# Page\n[a](there.md) [b](there.md#twice-1) [c](#page) [d](https://elsewhere.example)\n"
        "[e](gone.md) [f](there.md#thrice) [over two\nlines](there.md#no-heading) `[g](code.md)`\n",
        "utf-8",
    )
    assert dead(page) == ["gone.md", "there.md#thrice", "there.md#no-heading"]
