"""Write the message modules from the schema files.

    python -m tools.generate_messages SCHEMA_DIR

The schema files are ISO's and DIN's and stay outside the repository; the modules written here are what the
SDK uses. What goes where is in ``messages/layout.toml``, what the docstrings say in ``messages/docs.toml``.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.messages.docs import Docs
from tools.messages.emit import Emitter
from tools.messages.model import Model, Module, load

OUTPUT = Path(__file__).resolve().parent.parent / "src/v2xsdk/protocol/v2g/messages"


def write_package(model: Model, title: str, modules: list[Module], docs: Docs) -> list[Path]:
    """Write one package, or a single module if all of it is in one; return the files."""
    if modules[0].path == modules[0].package:
        path = OUTPUT / f"{modules[0].package}.py"
        path.write_text(Emitter(model, modules[0], docs).text(), encoding="utf-8")
        return [path]
    folder = OUTPUT.joinpath(*modules[0].package.split("."))
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    names = []
    for module in modules:
        if module.types:
            path = folder / f"{module.name}.py"
            path.write_text(Emitter(model, module, docs).text(), encoding="utf-8")
            written.append(path)
            names += [f"from .{module.name} import {c} as {c}" for c in classes(model, module)]
    init = folder / "__init__.py"
    init.write_text("\n".join([f'"""{title}."""', "", *sorted(names), ""]), encoding="utf-8")
    return [*written, init]


def classes(model: Model, module: Module) -> list[str]:
    """Return the names that a module defines."""
    shared = [e for t in module.types for e in model.elements_of(t) if len(model.elements_of(t)) > 1]
    return [*map(model.class_name, module.types), *(element.name[1] for element in shared)]


def main() -> int:
    """Write all packages and format them; the exit status tells whether every name is documented."""
    model = load(Path(sys.argv[1]))
    docs = Docs()
    files = [
        path
        for package in model.layout["package"]
        if not package.get("by_hand")
        for path in write_package(model, package["title"], model.modules[package["name"]], docs)
    ]
    names = [str(path) for path in files]
    subprocess.run(["ruff", "check", "--quiet", "--fix", "--select", "I,F401", *names], check=False)
    subprocess.run(["ruff", "format", "--quiet", *names], check=True)
    for name in sorted(docs.missing):
        print(f"no text for {name}")
    return int(bool(docs.missing))


if __name__ == "__main__":
    sys.exit(main())
