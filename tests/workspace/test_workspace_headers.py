"""Every answer carries the headers, whoever made it."""

from __future__ import annotations

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from workspace_support import FIGURE, MORE_PAGES, PAGES, TABLE, TOWN

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
FILES = {
    "whole": f"kommune/{TOWN}/last-ned/kunnskapsgrunnlag.json",
    "brief": f"kommune/{TOWN}/last-ned/notat.json",
    "figure_file": f"kommune/{TOWN}/tall/{FIGURE}.csv",
    "table_file": f"kommune/{TOWN}/tall/{TABLE}.xlsx",
    "whatif_scenario": f"kommune/{TOWN}/hva-hvis/scenario.json?ha=0.5",
    "whatif_result": f"kommune/{TOWN}/hva-hvis/resultat.csv?ha=0.5",
}
ODD = {
    "root": "/",
    "health": "/helse",
    "no such page": "/nb/finnes-ikke/",
    "no such place": "/nb/kommune/0000/",
    "no such figure": f"/nb/kommune/{TOWN}/tall/finnes-ikke/",
    "redirect": f"/nb/finn/?q={TOWN}",
    "key of a form": "/nb/saken/nokkel/",
    "get where only post is": "/nb/saken/endre/",
    "empty case as a file": "/nb/saken/saken.docx",
    "static file that is not there": "/static/finnes-ikke.css",
}


def check(answer):
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


@pytest.mark.parametrize("path", [f"/nb/{path}" for path in (PAGES | MORE_PAGES).values()])
def test_pages(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"] == POLICY
    check(answer)


@pytest.mark.parametrize("path", ODD.values(), ids=ODD)
def test_errors_and_redirects(browser, path):
    answer = browser.get(path)
    assert answer.headers["Content-Security-Policy"] == POLICY
    check(answer)


@pytest.mark.parametrize("path", FILES.values(), ids=FILES)
def test_files_can_do_nothing_in_our_name(browser, path):
    answer = browser.get(f"/nb/{path}")
    assert answer.status_code == 200
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    check(answer)


def test_static_files(browser):
    page = browser.get("/nb/").content.decode()
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = browser.get(address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    answer.close()
    check(answer)


def test_a_bug_and_a_closed_form(browser, monkeypatch):
    monkeypatch.setattr("omsyn.workspace.insight.views.front.tiles", lambda _registry: 1 / 0)
    bug = browser.get("/nb/")
    assert bug.status_code == 500
    check(bug)
    from django.test import Client

    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    refused = strict.post("/nb/saken/endre/", {"empty": "1"})
    assert refused.status_code == 403
    check(refused)


def test_a_stranger_host_is_refused(browser):
    answer = browser.get("/nb/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    check(answer)


def test_https_is_promised_for_two_years(browser):
    answer = browser.get("/nb/", secure=True)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")


def names(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


def test_no_route_is_left_out():
    with override("nb"):
        known = set(names(get_resolver().url_patterns))
    assert known == {*PAGES, *FILES, "health", "case_change", "case_file", "case_key"} - {
        "table_file"
    }


@pytest.mark.parametrize("path", [f"/nb/{path}" for path in (PAGES | MORE_PAGES).values()])
def test_pages_hold_no_style_and_no_script_of_their_own(browser, path):
    html = browser.get(path).content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert " onclick=" not in html
    assert all(" src=" in tag.split(">")[0] for tag in html.split("<script")[1:])


@pytest.mark.parametrize("path", [f"/nb/{path}" for path in (PAGES | MORE_PAGES).values()])
def test_pages_fetch_nothing_from_elsewhere(browser, path):
    html = browser.get(path).content.decode()
    for attribute in ("src", "action", "hx-get", "hx-post"):
        for part in html.split(f' {attribute}="')[1:]:
            assert part.startswith("/"), part[:80]
    for tag in html.split("<link")[1:]:
        assert 'href="/' in tag.split(">")[0]
