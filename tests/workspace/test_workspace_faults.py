"""What goes wrong is told in a sentence, in both written standards."""

from __future__ import annotations

import logging

import pytest
from django.db import OperationalError

from omsyn.errors import DamagedStore, OutsideData
from workspace_support import TOWN


@pytest.mark.parametrize(
    ("standard", "said"), [("nb", "Siden finnes ikke"), ("nn", "Sida finst ikkje")]
)
def test_no_such_page(browser, standard, said):
    answer = browser.get(f"/{standard}/finnes-ikke/")
    assert answer.status_code == 404
    assert said in answer.content.decode()
    assert f'href="/{standard}/"' in answer.content.decode()


def test_an_unknown_place(browser):
    answer = browser.get("/nb/kommune/0000/")
    assert answer.status_code == 404
    assert "Vi fant ikke stedet" in answer.content.decode()


def test_an_expired_place_leads_to_what_became_of_it(browser):
    answer = browser.get("/nb/kommune/9931/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Stedet finnes ikke lenger" in page
    assert '<ul class="places"><li><a href="/nb/kommune/99' in page


@pytest.mark.parametrize(
    ("standard", "said"),
    [("nb", "Tallene er ikke lastet inn ennå"), ("nn", "Tala er ikkje lasta inn enno")],
)
def test_an_empty_store_says_how_to_fill_it(browser, empty_store, standard, said):
    answer = browser.get(f"/{standard}/")
    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert said in page
    assert "omsyn data pull" in page


def raising(fault):
    def view(_registry):
        raise fault

    return view


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        (DamagedStore("Filen er skadet."), 503, "Filen er skadet."),
        (OutsideData("Året er utenfor tallene."), 404, "Året er utenfor tallene."),
        (OperationalError("connection refused"), 503, "Databasen svarer ikke akkurat nå."),
    ],
)
def test_faults_that_are_known(browser, monkeypatch, fault, status, said):
    monkeypatch.setattr("omsyn.workspace.insight.views.front.tiles", raising(fault))
    answer = browser.get("/nb/")
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_database_that_is_down_while_the_session_is_read(browser, monkeypatch):
    browser.cookies["omsyn"] = "anything"
    monkeypatch.setattr(
        "django.contrib.sessions.backends.db.SessionStore.load",
        lambda _self: raising(OperationalError("gone"))(None),
    )
    answer = browser.get("/nn/saken/")
    assert answer.status_code == 503
    assert "Databasen svarer ikkje" in answer.content.decode()


def test_a_bug_gets_a_reference_that_stands_in_the_log(browser, monkeypatch, caplog):
    monkeypatch.setattr("omsyn.workspace.insight.views.front.tiles", raising(ZeroDivisionError()))
    with caplog.at_level(logging.ERROR):
        answer = browser.get("/nb/")
    page = answer.content.decode()
    reference = page.split("<code>")[1].split("</code>")[0]
    assert answer.status_code == 500
    assert "Noe gikk galt hos oss" in page
    assert "ZeroDivisionError" not in page
    assert any(reference in record.getMessage() for record in caplog.records)


def test_health(browser, monkeypatch):
    assert browser.get("/helse").json()["status"] == "ok"
    with monkeypatch.context() as while_down:
        while_down.setattr(
            "django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection",
            lambda _self: raising(OperationalError("gone"))(None),
        )
        answer = browser.get("/helse")
    assert answer.status_code == 503


def test_a_hostile_place_name_is_only_text(browser):
    answer = browser.get("/nb/finn/?q=<script>alert(1)</script>")
    assert b"<script>alert" not in answer.content
    answer = browser.get(f"/nb/kommune/{TOWN}/?plasser=<b>x</b>&mot=<i>y</i>")
    assert b"<b>x" not in answer.content
    assert b"<i>y" not in answer.content
