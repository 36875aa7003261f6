"""Every Norwegian municipality, in both standards: nothing false in form, odd or half-filled."""

import datetime as dt

import pytest

from omsyn.geography import RegionKind
from omsyn.language import WrittenStandard
from omsyn.profile import build, build_brief
from omsyn.warehouse import Store, load_path
from profile_support import faults, figures, messages

pytestmark = pytest.mark.real_data

DAY = dt.date(2026, 11, 22)
LARGER = [kind for kind in RegionKind if kind is not RegionKind.MUNICIPALITY]


@pytest.fixture(scope="module")
def store(real_data, tmp_path_factory):
    found = Store(tmp_path_factory.mktemp("norway"))
    load_path(found, real_data)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("standard", list(WrittenStandard))
def test_every_municipality_reads_well(store, standard):
    regions = store.registry().regions(RegionKind.MUNICIPALITY)
    assert len(regions) > 300
    for region in regions:
        document = build(store, region.id, made=DAY, standard=standard)
        assert faults(document) == [], region.name
        assert 2 <= len(messages(document)) <= 5, region.name
        assert {each.see for each in messages(document)} <= {each.id for each in figures(document)}


@pytest.mark.parametrize("standard", list(WrittenStandard))
@pytest.mark.parametrize("kind", LARGER, ids=str)
def test_every_larger_region_reads_well(store, kind, standard):
    for region in store.registry().regions(kind):
        document = build(store, region.id, made=DAY, standard=standard)
        assert faults(document) == [], region.name
    brief = build_brief(store, region.id, made=DAY, standard=standard)
    assert faults(brief) == []


def test_the_country_shows_how_it_differs_from_the_printed_projection(store):
    document = build(store, "country-NO", made=DAY)
    section = next(each for each in document.sections if each.id == "avvik")
    assert "484\u202f113" in section.blocks[0].text
