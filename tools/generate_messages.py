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

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "src/v2xsdk/protocol/v2g/messages"


def generate(schemas: Path, output: Path) -> list[str]:
    """Write all packages below a folder and format them; return the names that no text explains."""
    model = load(schemas)
    docs = Docs()
    files = [
        str(path)
        for package in model.layout["package"]
        if not package.get("by_hand")
        for path in write_package(model, output, package["title"], model.modules[package["name"]], docs)
    ]
    ruff = [sys.executable, "-m", "ruff"]
    options = ["--quiet", "--config", str(ROOT / "pyproject.toml")]
    subprocess.run([*ruff, "check", *options, "--fix", "--select", "I,F401", *files], check=False)
    subprocess.run([*ruff, "format", *options, *files], check=True)
    return sorted(docs.missing)


def write_package(model: Model, output: Path, title: str, modules: list[Module], docs: Docs) -> list[Path]:
    """Write one package, or a single module if all of it is in one; return the files."""
    if modules[0].path == modules[0].package:
        path = output / f"{modules[0].package}.py"
        path.write_text(Emitter(model, modules[0], docs).text(), encoding="utf-8")
        return [path]
    folder = output.joinpath(*modules[0].package.split("."))
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
    """Write the modules of the SDK; the exit status tells whether every name is explained."""
    missing = generate(Path(sys.argv[1]), OUTPUT)
    for name in missing:
        print(f"no text for {name}")
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
