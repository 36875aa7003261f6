"""Arguments and files that nobody meant: a status and a sentence, never a trace."""

from __future__ import annotations

import contextlib
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demography_support import fictional_store
from omsyn.cli.main import main

PLACES = st.one_of(
    st.sampled_from(["9901", "Lindhavn", "99", "Norge", "9999", "", "EKGF1"]), st.text(max_size=6)
)
NUMBERS = st.one_of(
    st.integers(-3, 3),
    st.integers(1_990, 2_110),
    st.floats(),
    st.sampled_from(["1e400", "nan", "-0", "2040,5", "", "1_0"]),
).map(str)
DETAILS = st.lists(
    NUMBERS
    | st.sampled_from(["s2030", "p5", "uu0:1", "un0.1:0.9", "khp", "a80:", "a5", "q", "x2"]),
    max_size=4,
).map("~".join)
LEVERS = st.tuples(
    st.sampled_from(["wt", "standard", "ha", "un", "ic", "sp", "re", "dt", "x", ""]),
    st.sampled_from(["=", "", "=="]),
    DETAILS,
).map("".join)
NEED = st.lists(
    st.one_of(
        st.tuples(st.just("--to"), NUMBERS),
        st.tuples(st.just("--lever"), LEVERS),
        st.tuples(st.sampled_from(["--places", "--person-years"]), NUMBERS),
        st.tuples(st.just("--draws"), st.sampled_from(["-1", "0", "2", "x", "1e9", "99999999999"])),
        st.tuples(st.sampled_from(["--set", "--waterfall"]), LEVERS),
    ),
    max_size=4,
)
PROJECT = st.lists(
    st.one_of(
        st.tuples(st.just("--to"), NUMBERS),
        st.tuples(
            st.sampled_from(["--housing", "--refugees"]),
            st.tuples(NUMBERS, NUMBERS).map("=".join),
        ),
        st.tuples(
            st.sampled_from(["--alternative", "--fertility", "--immigration"]),
            st.sampled_from(["high", "low", "main", "medium", "zero_migration", "x"]),
        ),
    ),
    max_size=3,
)  # fmt: skip
VALUES: st.SearchStrategy[object] = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-5, 2_105), st.floats(), st.text(max_size=8),
        st.sampled_from(["9901", "technology", "standard", "main", "places", "uniform"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["kind", "value", "start", "services", "ages", "low", "high", "uncertainty", "year",
                 "persons", "places", "newcomers", "alternative", "rates", "planned"]
            ) | st.text(max_size=4),
            inner, max_size=4,
        ),
    ),
    max_leaves=8,
)  # fmt: skip
SCENARIOS = st.dictionaries(
    st.sampled_from(
        ["region", "horizon", "base_year", "levers", "population", "local", "capacity",
         "resources", "schema_version", "version", "place", "name", "seed"]
    ) | st.text(max_size=6),
    VALUES, max_size=6,
)  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(
        ["2027", "2030", "male", "female", "mann", "0", "40", "105+", "10", "-1", "nan"]
    ),
    st.text(alphabet=st.characters(exclude_characters="\r"), max_size=5),
)
TABLES = st.one_of(
    st.binary(max_size=200),
    st.lists(st.lists(CELLS, min_size=1, max_size=5).map(",".join), max_size=6).map(
        lambda rows: "\n".join(["year,sex,age,persons", *rows]).encode(errors="replace")
    ),
    st.lists(st.lists(CELLS, min_size=1, max_size=5).map(";".join), max_size=6).map(
        lambda rows: "\n".join(["tjeneste;kjønn;alder;prosent", *rows]).encode(errors="replace")
    ),
)
ENOUGH = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz")
    fictional_store(folder)
    return folder


@pytest.fixture
def omsyn(filled, tmp_path, monkeypatch):
    """Run a command and look at how it ended: done, a sentence, or usage."""
    monkeypatch.setenv("OMSYN_STORE", str(filled))
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> int:
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            pytest.raises(SystemExit) as ended,
        ):
            main([each.replace("\0", "") for each in words])
        code = ended.value.code
        assert code in {0, 1, 2}, (words, code)
        assert code == 0 or "Feil: " in err.getvalue(), (words, err.getvalue())
        return code

    return run


@ENOUGH
@given(place=PLACES, options=NEED)
def test_need_with_any_arguments(omsyn, place, options):
    omsyn("need", *(word for pair in options for word in pair), "--", place)


@ENOUGH
@given(place=PLACES, options=PROJECT)
def test_project_with_any_arguments(omsyn, place, options):
    omsyn("project", *(word for pair in options for word in pair), "--", place)


@ENOUGH
@given(content=TABLES)
def test_project_with_any_national_path(omsyn, tmp_path, content):
    (tmp_path / "path.csv").write_bytes(content)
    omsyn("project", "9901", "--to", "2030", "--national-path", "path.csv")


@ENOUGH
@given(content=TABLES)
def test_need_with_any_rates(omsyn, tmp_path, content):
    (tmp_path / "rates.csv").write_bytes(content)
    omsyn("need", "9901", "--to", "2030", "--rates", "rates.csv")


@ENOUGH
@given(document=SCENARIOS, placed=st.booleans())
def test_any_document_as_a_scenario(omsyn, tmp_path, document, placed):
    written = {**document, "region": "9901"} if placed else document
    (tmp_path / "s.json").write_text(json.dumps(written), encoding="utf-8")
    checked = omsyn("scenario", "check", "s.json")
    upgraded = omsyn("scenario", "upgrade", "s.json", "--out", "new.json")
    assert checked == upgraded
    if checked == 0:
        omsyn("need", "--scenario", "s.json", "--draws", "0")


@ENOUGH
@given(content=st.binary(max_size=100) | st.text(max_size=60).map(str.encode))
def test_any_bytes_as_a_scenario(omsyn, tmp_path, content):
    (tmp_path / "s.json").write_bytes(content)
    assert omsyn("scenario", "check", "s.json") == 1
    assert omsyn("need", "9901", "--scenario", "s.json") == 1
