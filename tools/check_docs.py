"""Check the documents: links lead somewhere, code blocks say what they are, tables list what the code has."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.doc_blocks import OTHER_LANGUAGES, RUN_LANGUAGES, blocks_of, pages

from v2xsdk.cli.commands import COMMANDS
from v2xsdk.cli.exits import ExitCode
from v2xsdk.model import FaultKind, Reason

LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)
FIRST_CELL = re.compile(r"^\| `?([\w-]+)`? \|", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"`v2x ([a-z][a-z-]*)")


def broken_links(root: Path, page: str) -> list[str]:
    """Return one line for each relative link of ``page`` that leads nowhere."""
    found = []
    text = FENCED.sub("", (root / page).read_text(encoding="utf-8"))
    for target, anchor in LINK.findall(text):
        if "://" in target:
            continue
        path = (root / page).parent / target if target else root / page
        if not path.exists():
            found.append(f"{page}: {target} does not exist")
        elif anchor and path.suffix == ".md" and anchor not in _anchors(path):
            found.append(f"{page}: {target}#{anchor} has no such heading")
    return found


def unmarked_blocks(root: Path, page: str) -> list[str]:
    """Return one line for each code block without a known language."""
    known = RUN_LANGUAGES | OTHER_LANGUAGES
    return [
        f"{block.name}: code block in {block.language or 'no language'}; known are {', '.join(sorted(known))}"
        for block in blocks_of(root, page)
        if block.language not in known
    ]


def unequal(page: Path, listed: Iterable[str], expected: Iterable[str]) -> list[str]:
    """Return one line for each name that the page lists and the code lacks, or the other way round."""
    there, wanted = set(listed), set(expected)
    return [f"{page}: {name} is not listed" for name in sorted(wanted - there)] + [
        f"{page}: {name} does not exist" for name in sorted(there - wanted)
    ]


def unequal_tables(root: Path) -> list[str]:
    """Compare the reference tables with enumerations and commands."""
    reference = root / "docs" / "reference"
    cells = {name: FIRST_CELL.findall((reference / name).read_text()) for name in ("reason-codes.md", "fault-kinds.md")}
    heads = {"Code", "Kind"}
    cli = (reference / "cli.md").read_text()
    codes = [cell for cell in FIRST_CELL.findall(cli) if cell.isdigit()]
    return [
        *unequal(reference / "reason-codes.md", set(cells["reason-codes.md"]) - heads, Reason),
        *unequal(reference / "fault-kinds.md", set(cells["fault-kinds.md"]) - heads, FaultKind),
        *unequal(reference / "cli.md", codes, (str(int(code)) for code in ExitCode)),
        *unequal(reference / "cli.md", COMMAND.findall(cli), COMMANDS),
    ]


def _anchors(page: Path) -> set[str]:
    headings = HEADING.findall(FENCED.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def main() -> int:
    """Print what is wrong; the exit status is 1 when anything is."""
    root = Path(__file__).resolve().parent.parent
    problems = unequal_tables(root)
    for page in pages(root):
        problems += broken_links(root, page) + unmarked_blocks(root, page)
    for line in problems:
        print(line.replace(f"{root}/", ""))
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
