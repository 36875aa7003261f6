"""The region page while its intervals are made, when they are there, and when they cannot be."""

from __future__ import annotations

import datetime as dt
import html
import re
import threading

import pytest

from omsyn.errors import OutsideData
from omsyn.needs.scenario import make_scenario
from omsyn.needs.scenario.in_force import adopt, withdraw
from omsyn.profile import Futures
from omsyn.workspace.insight import background, intervals, library

ADDRESS = "/nb/kommune/9901/"
FILE = "/nb/kommune/9901/last-ned/kunnskapsgrunnlag.json"


@pytest.fixture
def not_kept(monkeypatch):
    """Nothing is kept until `go` is set; answers with what lets the making go on."""
    go = threading.Event()
    made = threading.Event()
    monkeypatch.setattr(intervals, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(intervals, "people_fans_are_kept", lambda _store: made.is_set())

    monkeypatch.setattr(intervals, "all_ready", lambda _store: True)
    monkeypatch.setattr(intervals, "make_ready", lambda _store: None)

    def make(_store, _region):
        go.wait(60)
        made.set()

    monkeypatch.setattr(intervals, "people_fans", make)
    monkeypatch.setattr(intervals, "backtest_is_kept", lambda _store: True)
    monkeypatch.setattr(intervals, "region_backtest", lambda *_asked: None)
    intervals.forget()
    library.forget()
    yield go
    go.set()
    intervals.forget()


def test_a_page_says_that_its_intervals_are_on_their_way_and_then_shows_them(browser, not_kept):
    before = browser.get(ADDRESS)
    assert "Intervallene er på vei" in before.content.decode()
    assert "8 av 10: fra" not in before.content.decode()
    not_kept.set()
    intervals.wait(library.edition().store)
    library.forget()
    after = browser.get(ADDRESS, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "Intervallene er på vei" not in after.content.decode()
    assert "8 av 10: fra" in after.content.decode()


def test_the_record_is_made_with_the_intervals(browser, not_kept, monkeypatch):
    tried = threading.Event()
    monkeypatch.setattr(intervals, "people_fans_are_kept", lambda _store: True)
    monkeypatch.setattr(intervals, "backtest_is_kept", lambda _store: tried.is_set())
    monkeypatch.setattr(intervals, "region_backtest", lambda *_asked: tried.set())
    intervals.forget()
    library.forget()
    assert "Intervallene er på vei" in browser.get(ADDRESS).content.decode()
    not_kept.set()
    intervals.wait(library.edition().store)
    library.forget()
    assert tried.is_set()
    assert "ville ha bommet" in browser.get(ADDRESS).content.decode()


def test_a_file_waits_for_its_intervals(browser, not_kept):
    assert library.edition().futures is Futures.ON_THEIR_WAY
    threading.Timer(0.2, not_kept.set).start()
    assert "8 av 10: fra" in browser.get(FILE).content.decode()


def test_a_page_without_intervals_is_made_where_they_cannot_be(browser, not_kept, monkeypatch):
    def refuse(_store, _region):
        raise OutsideData("too little memory")

    monkeypatch.setattr(intervals, "people_fans", refuse)
    intervals.wait(library.edition().store)
    library.forget()
    page = browser.get(ADDRESS).content.decode()
    assert "Intervallene er på vei" not in page
    assert "viser ikke hvor usikre" in page
    assert library.edition().futures is Futures.LEFT_OUT


def test_what_failed_is_tried_again_after_a_while(not_kept, monkeypatch):
    tried = []

    def refuse(_store, _region):
        tried.append(1)
        raise RuntimeError("no luck")

    monkeypatch.setattr(intervals, "people_fans", refuse)
    intervals.forget()
    store = library.edition().store
    intervals.forget()
    tried.clear()
    for _time in range(3):
        intervals.wait(store)
        assert intervals.state(store) is Futures.LEFT_OUT
    assert len(tried) == 1
    monkeypatch.setattr(background, "TRY_AGAIN_SECONDS", -1)
    intervals.wait(store)
    assert len(tried) == 2


def test_a_scenario_that_is_taken_into_use_shows_on_the_page_and_goes_with_it(browser):
    place = "/nb/kommune/9903/"
    before = browser.get(place)
    assert "Behovet er vist uten endringer" in before.content.decode()
    assert 'class="whatif-link" href="/nb/kommune/9903/hva-hvis/"' in before.content.decode()
    levers = ({"kind": "standard", "value": 1.0},)
    chosen = make_scenario(region="9903", name="Bedre tid", horizon=2035, draws=50, levers=levers)
    store = library.edition().store
    taken = adopt(store, chosen, dt.date(2026, 11, 1))
    library.forget()
    during = browser.get(place, headers={"If-None-Match": before["ETag"]}).content.decode()
    assert "«Bedre tid» ble tatt i bruk 1. november 2026" in during
    assert taken.run_id in during
    head = during[during.index('class="steered"') : during.index('class="downloads"')]
    assert "«Bedre tid», tatt i bruk 1. november 2026" in head
    assert 'href="#scenario"' in head
    assert 'href="/nb/kommune/9903/hva-hvis/?' in head
    asked = re.search(r'href="(/nb/kommune/9903/hva-hvis/[^"]+)"', head)[1]
    assert "Bedre tid" in browser.get(html.unescape(asked)).content.decode()
    withdraw(store, "9903", dt.date(2026, 11, 2))
    library.forget()
    assert "Bedre tid" not in browser.get(place).content.decode()
