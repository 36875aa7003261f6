"""`omsyn data own` and `omsyn data show`: a user's table in, figures within chosen borders out."""

from __future__ import annotations

import datetime as dt
import zipfile

import polars as pl
import pytest

from omsyn.cli.main import main
from omsyn.geography.tables import CHANGES, MEMBERSHIPS, REGIONS, SHARES
from omsyn.warehouse import Store
from warehouse_support import PLACES_2024, info

USERS = "Hjemmetjenesten\nKommunenr;År;Antall brukere\n4204;2024;1 234\n301;2024;310\n"
OLD = "Kommunenr;År;Antall\n1018;2018;5\n1001;2018;6\n"


def municipality(code: str, name: str, start: int, end: int | None) -> dict[str, object]:
    return {
        "id": code, "kind": "municipality", "code": code, "name": name, "other_names": [],
        "valid_from": dt.date(start, 1, 1), "valid_to": dt.date(end, 1, 1) if end else None,
    }  # fmt: skip


def change(old: str, old_name: str) -> tuple[dt.date, str, str, str, str]:
    return dt.date(2020, 1, 1), old, old_name, "4204", "Kristiansand"


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    """Oslo, and Kristiansand that Søgne became a part of in 2020."""
    monkeypatch.setenv("OMSYN_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    store = Store(tmp_path / "store")
    rows = [
        municipality("0301", "Oslo", 1838, None),
        municipality("1001", "Kristiansand", 1965, 2020),
        municipality("1018", "Søgne", 1964, 2020),
        municipality("4204", "Kristiansand", 2020, None),
    ]
    shares = [("0301", 2018, "0301"), ("1001", 2018, "4204"), ("1018", 2018, "4204"),
              ("4204", 2020, "4204"), ("0301", 2020, "0301")]  # fmt: skip
    frames = {
        "regions": pl.DataFrame(rows, schema=REGIONS),
        "changes": pl.DataFrame(
            [change("1001", "Kristiansand"), change("1018", "Søgne")], schema=CHANGES, orient="row"
        ),
        "memberships": pl.DataFrame(schema=MEMBERSHIPS),
        "shares": pl.DataFrame(
            [
                {"old_code": old, "year": year, "new_code": new, "share": 1.0, "border_year": 2024}
                for old, year, new in shares
            ],
            schema=SHARES,
        ),
    }
    for name, frame in frames.items():
        store.replace_reference(name, frame, fictional=False, allow_shorter=True)
    return store


@pytest.fixture
def run(capsys):
    def run(*arguments) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in ("data", *arguments)])
        captured = capsys.readouterr()
        return int(stop.value.code or 0), captured.out, captured.err

    return run


def written(tmp_path, text: str, name: str = "brukere.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / name


def test_a_table_of_ones_own_is_kept_beside_the_published(store, run, tmp_path):
    store.replace(info(), PLACES_2024)
    code, out, _err = run(
        "own", written(tmp_path, USERS), "--measure", "users", "--source", "Gerica"
    )
    assert code == 0
    assert "Leser region=Kommunenr, period=År, value=Antall brukere; målet er users." in out
    assert "2 rader er lagret som «own_brukere» (2 nye" in out
    assert store.facts("own_brukere").select("region", "value").collect().rows() == [
        ("4204", 1234.0),
        ("0301", 310.0),
    ]
    assert store.info("own_brukere").source == "Gerica"
    assert store.info("own_brukere").border_year == 2024
    out = run("status")[1]
    assert "own_brukere" in out
    assert "Tallene er fra en egen fil" in out


def test_a_suggestion_shows_what_would_be_read_and_keeps_nothing(store, run, tmp_path):
    code, out, _err = run("own", written(tmp_path, USERS), "--suggest")
    assert code == 0
    assert "Kolonner i brukere.csv: Kommunenr, År, Antall brukere." in out
    assert "4204 | 2024 | 1 234" in out
    assert store.names() == []


def test_columns_can_be_chosen(store, run, tmp_path):
    path = written(tmp_path, "Sted;Fjor;I år\nOslo;1,5;2\nKristiansand;2;–\n")
    code, out, err = run(
        "own", path, "--map", "region=Sted", "--map", "value=I år", "--year", "2025",
        "--name", "Egne tall",
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert "«own_egne_tall»" in out
    assert store.facts("own_egne_tall").select("region", "period", "value").collect().rows() == [
        ("0301", "2025", 2.0),
        ("4204", "2025", 0.0),
    ]


def test_a_new_edition_replaces_the_old_and_a_shorter_one_does_not(store, run, tmp_path):
    run("own", written(tmp_path, USERS))
    code, _out, err = run("own", written(tmp_path, USERS.rsplit("301", 1)[0]))
    assert code == 1
    assert "1 færre" in err
    assert store.facts("own_brukere").collect().height == 2
    assert run("own", written(tmp_path, USERS.replace("310", "320")))[1].count("1 endret") == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (OLD.replace(";5", ";mange"), "linje 2"),
        (USERS.replace("301;", "9999;"), "9999"),
        (USERS + "Sum;2024;1544\n", "sumrad"),
        (USERS + "301;2024;310\n", "gjentar rad"),
        (OLD, "ikke lenger en egen kommune"),
    ],
)
def test_a_bad_table_is_refused_with_the_place_and_nothing_is_kept(
    store, run, tmp_path, text, told
):
    code, _out, err = run("own", written(tmp_path, text))
    assert code == 1
    assert told in err
    assert store.names() == []


def test_a_zip_bomb_is_refused(store, run, tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)
    code, _out, err = run("own", tmp_path / "bomb.xlsx")
    assert code == 1
    assert "pakkes ut til mer enn" in err


def test_wrong_use_is_told_with_the_columns_there_are(store, run, tmp_path):
    assert run("own", written(tmp_path, USERS), "--map", "Kommunenr")[0] == 2
    code, _out, err = run("own", written(tmp_path, "a;b\nx;y\n"))
    assert code == 2
    assert "kolonnene er: a, b." in err


def test_old_numbers_are_shown_within_the_borders_of_a_year(store, run, tmp_path):
    run("own", written(tmp_path, OLD, "old.csv"), "--old-codes", "--measure", "users")
    code, out, _err = run("show", "own_old", "--region", "Kristiansand", "--borders", "2024")
    assert code == 0
    assert "4204" in out
    assert " 11 " in out
    assert "Regnet om til grensene i 2024." in out
    out = run("show", "own_old", "--region", "1018")[1]
    assert " 5 " in out
    assert "Som publisert" in out
    assert "prøv med --borders" in run("show", "own_old", "--region", "4204")[2]


def test_what_is_shown_can_be_written_and_read_again(store, run, tmp_path):
    run("own", written(tmp_path, USERS), "--measure", "users")
    for suffix in ("csv", "xlsx"):
        path = tmp_path / f"again.{suffix}"
        assert run("show", "own_brukere", "--out", path)[0] == 0
        assert run("own", path, "--measure", "users")[0] == 0
        assert store.facts("own_again").collect().equals(store.facts("own_brukere").collect())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("places", "--borders", "1500"), "Grensene i 1500 er ikke kjent"),
        (("places", "--period", "1900"), "velg blant 2024"),
        (("nothing",), "er ikke lastet inn"),
        (("places", "--borders", "now"), "verken et år eller published"),
        (("places", "--out", "places.pdf"), "må ende på .csv eller .xlsx"),
        (("places", "--out", "nowhere/places.csv"), "mappen finnes ikke"),
        (("places", "--region", "Atlantis"), "Atlantis"),
    ],
)
def test_what_cannot_be_shown_is_told(store, run, arguments, told):
    store.replace(info(), PLACES_2024)
    code, _out, err = run("show", *arguments)
    assert code in {1, 2}
    assert told in err


def test_a_bundle_that_cannot_be_written_is_told(store, run, tmp_path):
    store.replace(info(), PLACES_2024)
    code, _out, err = run("bundle", tmp_path / "nowhere" / "all.omsyn")
    assert code == 1
    assert "mappen finnes ikke" in err
