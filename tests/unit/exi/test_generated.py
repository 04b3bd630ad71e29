"""The message modules are what the generator writes, where the schema files are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.generate_messages import OUTPUT, generate


def test_the_modules_are_up_to_date(shared_vectors: Path, tmp_path: Path) -> None:
    schemas = shared_vectors.parent / "schemas"
    if not schemas.is_dir():
        pytest.skip(f"no schema files at {schemas}")
    assert generate(schemas, tmp_path) == []
    written = sorted(tmp_path.rglob("*.py"))
    assert len(written) > 60
    for path in written:
        relative = path.relative_to(tmp_path)
        assert path.read_text(encoding="utf-8") == (OUTPUT / relative).read_text(encoding="utf-8"), relative
