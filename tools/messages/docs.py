"""What the generated docstrings say: texts by name, found in docs.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


class Docs:
    """Looks texts up; the most special one wins: package and owner, package, owner, general."""

    def __init__(self) -> None:
        self.texts: dict[str, Any] = tomllib.loads((HERE / "docs.toml").read_text(encoding="utf-8"))
        self.missing: set[str] = set()

    def type(self, package: str, name: str) -> str:
        """Return the docstring of a type."""
        return self.find("types", package, name) or self.undocumented(f"type {name}")

    def field(self, package: str, owner: str, name: str) -> str:
        """Return the docstring of a field, nothing for those of the second and third phase."""
        if name.endswith(("_L2", "_L3")):
            return ""
        special = self.find("fields", package, f"{owner}.{name}") if owner else ""
        return special or self.find("fields", package, name) or self.undocumented(f"field {owner}.{name}")

    def find(self, kind: str, package: str, name: str) -> str:
        """Return the text of that kind and name."""
        own: dict[str, str] = self.texts.get(package, {}).get(kind, {})
        return own.get(name) or str(self.texts[kind].get(name, ""))

    def undocumented(self, name: str) -> str:
        """Note a gap; the generator reports them all at its end."""
        self.missing.add(name)
        return "?"
