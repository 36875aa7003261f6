"""The fictional county as a store, and one address of every kind of page."""

from __future__ import annotations

from pathlib import Path

from omsyn.sources import fictional
from omsyn.warehouse import Store, load_fetched

TOWN = "9901"
TOWN_NAME = "Lindhavn"
NEIGHBOUR = "9902"
COUNTY = "99"
FIGURE = "over-80"
TABLE = "sammenlikning-tabell"


def make_store(folder: Path) -> Store:
    """The fictional county, loaded."""
    fetched, references = fictional.make(fictional.SEED)
    store = Store(folder)
    load_fetched(store, fetched, references, allow_shorter=True)
    return store


PAGES = {
    "front": "",
    "search": "finn/?q=nd",
    "suggestions": "finn/forslag/?q=li",
    "map": f"kart/{COUNTY}/",
    "data": "om-tallene/",
    "accessibility": "tilgjengelighet/",
    "case": "saken/",
    "case_take": f"saken/ta-med/?add=kommune/{TOWN}/%23{FIGURE}",
    "choose": "sammenlikn/velg/",
    "page": f"kommune/{TOWN}/",
    "figure": f"kommune/{TOWN}/tall/{FIGURE}/",
    "whatif": f"kommune/{TOWN}/hva-hvis/",
    "whatif_rates": f"kommune/{TOWN}/hva-hvis/satser/",
}
"""Name of a route -> an address without the written standard before it; each answers 200."""

MORE_PAGES = {
    "county": f"fylke/{COUNTY}/",
    "country": "land/NO/",
    "hospital trust": "helseforetak/lindhavn/",
    "KOSTRA group": "kostragruppe/EKGF1/",
    "comparison": f"sammenlikn/?r={TOWN},{NEIGHBOUR}",
    "own figures": f"kommune/{TOWN}/?til=2040&mot={NEIGHBOUR}&arsverk=400&plasser=90&aar=2025",
    "two scenarios": f"kommune/{TOWN}/hva-hvis/?wt=20&cp=90&mot=wt%3D10",
    "figure of a comparison": f"sammenlikn/tall/andel-80/?r={TOWN},{NEIGHBOUR}",
}
