"""Bad addresses of the what-if page: always an answer or a sentence, never a fault of ours."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omsyn.workspace.insight import whatif, whatif_form
from workspace_support import COUNTY, TOWN

PAGE = f"/nb/kommune/{TOWN}/hva-hvis/"
HTMX = {"HX-Request": "true"}
TOLD = ("svar-tittel", "data-error", 'role="alert"')
"""An answer, a sentence at its field, or one above the answer."""
BAD = [
    # Levers out of range, no numbers, and details that cannot be read.
    "ha=7", "ha=nan", "ha=inf", "ha=1e400", "ha=-", "ha=0.5~~", "wt=10~q", "ha=0.5&ha.lav=0.6",
    "ha=2&ha.lav=-1&ha.hoy=99", "ha=1~uu0:0", "wt=10~a90:10", "un=-60", "st=9", "wt=100&sp=100",
    # A lever that begins after the horizon, before the data, or no year at all.
    "ha=0.5~s2099", "ha=0.5~s2040&t=2035", "ha=0.5~s1900", "ha=0.5&ha.s=2051", "ha=0.5~pnan",
    # Years that are none.
    "t=1999", "t=2051", "t=99999999999999999999", "t=2040.5", "t=\N{SUPERSCRIPT TWO}", "b=2006",
    "b=2030", "b=nan", "ly=1900", "ly=2100",
    # Capacities and own figures.
    "cp=0", "cp=-1", "cp=1e300", "cp=nan", "lp=nan", "lpy=0", "ls=200", "lp=10&ly=2020",
    # Newcomers and national paths.
    "alt=nope", "alt=high&alt=low", "fe=zzz", "ad=", "ad=2028", "ad=2028~-1~h", "ad=2028~nan~h",
    "ad=2028~1~q", "ad=2060~1~h", "ad=2028~99999~h", "alt=zero_migration&ad=2028~10~h",
    "&".join(f"ad=2028~{each}~h" for each in range(200)),
    # Own rates, plans and resources.
    "or=x", "cc=nan", "cc=2030~p~1e9", "rs=h", "rs=h~tnan", "sk=x",
    # Fields that nobody knows, the same one many times, and text that is none.
    "ukjent=1", "r=0301", "r=%00", "d=1000000", "d=-1", "seed=-1", "v=99", "v=x", "tjeneste=x",
    "&".join(f"wt={each % 90}" for each in range(90)), "n=" + "x" * 5_000, "n=%00",
    "n=%ED%A0%80", "n=%F0%9F%98%80", "mot=" + quote("ha=99"), "mot=" + "x" * 5_000,
    "mot=" + quote("mot=" + quote("mot=-")), "%=1", "a=%zz", "&&&&", "==&=", "ha[]=1",
]  # fmt: skip
NAMES = (
    "ha", "wt", "st", "pr", "un", "ic", "sp", "dt", "re", "t", "b", "cp", "ch", "cpy", "lp", "lpy",
    "ly", "ls", "n", "alt", "fe", "mo", "im", "ad", "mot", "tjeneste", "d", "seed", "r", "v", "or",
    "cc", "rs", "sk", "ha.s", "ha.p", "ha.lav", "ha.hoy",
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-5, 2_105), st.floats(width=32), st.sampled_from(["1e400", "-0", "2040,5", "1_0"])
).map(str)
VALUES = st.one_of(
    NUMBERS,
    st.lists(
        st.one_of(NUMBERS, st.sampled_from(["s2030", "p5", "uu0:1", "khp", "a80:", "h", "r", "x"])),
        min_size=1, max_size=4,
    ).map("~".join),
    st.text(max_size=12),
)  # fmt: skip
PAIRS = st.tuples(st.sampled_from(NAMES) | st.text(max_size=5), VALUES)
QUERIES = st.one_of(
    st.lists(PAIRS, max_size=6).map(
        lambda pairs: "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)
    ),
    st.binary(max_size=40).map(quote),
)


@pytest.fixture
def quick(monkeypatch):
    """Without draws, so that many can be asked."""
    monkeypatch.setattr(whatif, "drawn", lambda *_args, **_names: (None, False))


def check_answered(browser, query: str, **headers) -> None:
    """An answer, or back to the bare address; whatever was written in it is no code."""
    answer = browser.get(f"{PAGE}?{query}", headers=headers)
    page = answer.content.decode()
    assert answer.status_code in {200, 302, 400, 404, 422}, (query, answer.status_code)
    assert answer.status_code != 200 or any(each in page for each in TOLD), query
    assert "Traceback" not in page


@pytest.mark.parametrize("query", BAD, ids=lambda query: query[:30])
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_bad_address_gets_an_answer(browser, quick, query, headers):
    check_answered(browser, query, **headers)


@pytest.mark.parametrize("query", BAD, ids=lambda query: query[:30])
def test_a_bad_address_gives_a_whole_file_or_none(browser, quick, query):
    for name in ("scenario.json", "resultat.json", "resultat.csv"):
        answer = browser.get(f"{PAGE}{name}?{query}")
        assert answer.status_code in {200, 302, 400, 404, 422}, (name, answer.status_code)


@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(query=QUERIES, htmx=st.booleans())
def test_any_address_gets_an_answer(browser, quick, query, htmx):
    check_answered(browser, query, **(HTMX if htmx else {}))


@pytest.mark.parametrize("place", ["land/NO", f"fylke/{COUNTY}", "kostragruppe/EKGF1"])
def test_newcomers_are_for_municipalities_and_that_is_said(browser, quick, place):
    answer = browser.get(f"/nb/{place}/hva-hvis/?ad=2028~10~h")
    assert answer.status_code in {200, 302, 422}
    assert "ad=" not in answer.headers.get("Location", "")


READERS = 20


def test_readers_who_move_sliders_at_once_get_each_their_own_answer(browser):
    """Each reader's answers are those that one alone gets afterwards, with nothing remembered."""
    asked = [
        [f"wt={1 + reader}&un={step}&cp={100 + 10 * reader}" for step in range(1, 4)]
        for reader in range(READERS)
    ]
    browser.get(PAGE)

    def read(queries: list[str]) -> list[tuple[int, str, bytes]]:
        reader = type(browser)(headers={"host": "localhost", **HTMX})
        found = []
        for query in queries:
            answer = reader.get(f"{PAGE}?{query}")
            found.append((answer.status_code, answer.headers["HX-Push-Url"], answer.content))
        return found

    with ThreadPoolExecutor(READERS) as threads:
        together = list(threads.map(read, asked))
    for answers, queries in zip(together, asked, strict=True):
        assert [each[0] for each in answers] == [200] * len(queries)
        for (_status, pushed, _page), query in zip(answers, queries, strict=True):
            assert whatif_form_of(pushed) == whatif_form_of(f"?{query}")
    whatif.forget()
    assert together == [read(queries) for queries in asked]
    assert len({page for answers in together for _status, _pushed, page in answers}) == 3 * READERS


def whatif_form_of(address: str):
    from django.http import QueryDict

    query = QueryDict(address.partition("?")[2])
    return whatif_form.read_form(query, TOWN, 2026).scenario
