"""The fenced code blocks of the documents, and why some of them are not run."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^(?P<indent>\s*)```(?P<language>\S*)\s*$")
NOT_RUN = re.compile(r"<!-- not run: (?P<reason>.+?) -->")
RUN_LANGUAGES = frozenset({"python", "console"})
OTHER_LANGUAGES = frozenset({"text", "toml", "json", "yaml", "ini"})


@dataclass(frozen=True)
class Block:
    """One code block; ``line`` is that of its opening fence, ``not_run`` the reason given above it."""

    page: str
    line: int
    language: str
    text: str
    not_run: str

    @property
    def name(self) -> str:
        """Page and line, as in an error message."""
        return f"{self.page}:{self.line}"

    def commands(self) -> list[str]:
        """Return the command lines of a console block, continued lines joined."""
        joined = self.text.replace("\\\n", " ")
        return [
            line.removeprefix("$ ").split("   #")[0].strip() for line in joined.splitlines() if line.startswith("$ ")
        ]


def pages(root: Path) -> list[str]:
    """Return the Markdown files of the checkout, relative to ``root``."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.split() if (root / name).exists()]


def blocks_of(root: Path, page: str) -> list[Block]:
    """Return the code blocks of one page."""
    found = []
    lines = (root / page).read_text(encoding="utf-8").splitlines()
    start, language, indent = 0, "", ""
    for number, line in enumerate(lines, 1):
        match = FENCE.match(line)
        if match and not start:
            start, language, indent = number, match["language"], match["indent"]
        elif match and not match["language"]:
            text = "\n".join(one.removeprefix(indent) for one in lines[start : number - 1]) + "\n"
            found.append(Block(page, start, language, text, _reason(lines, start)))
            start = 0
    return found


def runnable(root: Path) -> list[Block]:
    """Return every block that is to be run."""
    blocks = [block for page in pages(root) for block in blocks_of(root, page)]
    return [block for block in blocks if block.language in RUN_LANGUAGES and not block.not_run]


def _reason(lines: list[str], fence: int) -> str:
    """Return the reason of the comment in the nearest line above the fence that is not empty."""
    for line in reversed(lines[: fence - 1]):
        if line.strip():
            match = NOT_RUN.search(line)
            return match["reason"] if match else ""
    return ""
