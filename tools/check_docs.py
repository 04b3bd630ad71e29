"""Check the documents: every relative link in a Markdown file leads to a file."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def broken_links(root: Path) -> list[str]:
    """Return one line for each relative link that leads nowhere."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    found = []
    for name in listed.stdout.split():
        page = root / name
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                found.append(f"{name}: {target} does not exist")
    return found


def main() -> int:
    """Print the broken links; the exit status is their number, at most 1."""
    problems = broken_links(Path(__file__).resolve().parent.parent)
    for line in problems:
        print(line)
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
