from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.real_data
def test_the_page_that_compares_with_printed_tables_is_in_step(norway):
    place = importlib.util.spec_from_file_location("seed_tables", ROOT / "scripts/seed_tables.py")
    assert place is not None
    assert place.loader is not None
    script = importlib.util.module_from_spec(place)
    place.loader.exec_module(script)
    page = (ROOT / "docs/reference/seed-tables.md").read_text(encoding="utf-8")
    assert page == script.page(norway), "run .venv/bin/python scripts/seed_tables.py"
