"""The examples of hypothesis that the suite tries."""

import importlib.util
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.machine import exhaustive


def tried() -> list[str]:
    found: list[str] = []

    @given(text=st.text())
    def note(text: str) -> None:
        found.append(text)

    note()
    return found


@pytest.mark.skipif(exhaustive(), reason="tries new ones each time")
def test_examples_do_not_depend_on_what_was_imported_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tried()
    file = tmp_path / "imported.py"
    file.write_text(f"WORDS = {[f'word-{number}' for number in range(200)]}\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("imported", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "imported", module)
    spec.loader.exec_module(module)

    assert tried() == before
