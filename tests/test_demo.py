"""`make demo`: files of a place whatever the network does, and a sentence about which data."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sources.server import FakeSsb

ROOT = Path(__file__).resolve().parent.parent
NOWHERE = "http://127.0.0.1:9"
"""The discard port: nothing answers there."""


def demo(folder, **environment):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("OMSYN_") and not name.lower().endswith("_proxy")
    }
    return subprocess.run(
        [ROOT / "scripts" / "demo"],
        env={**kept, "SERVE": "no", "OUT": str(folder), "OMSYN_SSB_URL": NOWHERE, **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_without_network_or_files_it_makes_the_fictional_county_and_says_so(tmp_path):
    done = demo(tmp_path, PLACE="Lomvær")
    assert done.returncode == 0, done.stderr
    assert "fictional county" in done.stdout
    made = {path.name for path in (tmp_path / "files").iterdir()}
    for standard in ("nb", "nn"):
        for suffix in ("docx", "pdf", "html", "xlsx", "json"):
            assert f"kunnskapsgrunnlag-{standard}.{suffix}" in made
        assert f"kunnskapsgrunnlag-{standard}-brief.docx" in made
    page = (tmp_path / "files" / "kunnskapsgrunnlag-nb.html").read_text("utf-8")
    assert "Lomvær" in page
    assert "Fiktive tall" in page


def test_a_folder_that_is_not_there_stops_it_with_a_sentence(tmp_path):
    done = demo(tmp_path, OMSYN_DATA=str(tmp_path / "nonesuch"))
    assert done.returncode == 1
    assert "could not be loaded" in done.stderr
    assert "nonesuch" in done.stderr
    assert not (tmp_path / "files").exists()


@pytest.mark.slow
def test_a_source_that_answers_with_too_little_ends_in_the_fictional_county(tmp_path):
    with FakeSsb() as server:
        done = demo(tmp_path, OMSYN_SSB_URL=server.url, OMSYN_KLASS_URL=server.klass_url)
    assert done.returncode == 0, done.stderr
    assert "Statistics Norway answers" in done.stdout
    assert "not enough" in done.stdout
    assert "fictional county" in done.stdout
    assert (tmp_path / "files" / "kunnskapsgrunnlag-nn.docx").exists()
    assert (tmp_path / "kind").read_text("utf-8").strip() == "fictional"
