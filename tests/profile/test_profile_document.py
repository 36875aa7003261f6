"""The whole document, on the fictional county: of every kind of region, in both standards."""

import datetime as dt
import math
import re

import pytest
from attrs import evolve

from omsyn.documents import Format, render
from omsyn.documents.blocks import Callout, Messages, Sources
from omsyn.errors import ExpiredRegion, OutsideData, UnknownRegion
from omsyn.facts import Provenance
from omsyn.geography import COUNTRY_ID, RegionKind
from omsyn.language import WrittenStandard, using
from omsyn.needs import NationalPart
from omsyn.profile import LocalFigures, build, build_brief, compare
from omsyn.profile.gather import gather
from omsyn.profile.sections.about import border_changes, reservations
from omsyn.profile.sections.dementia import dementia
from omsyn.profile.sections.differences import PRINTED, differences
from omsyn.profile.sections.staff import national
from profile_support import blocks, faults, figures, messages, sections, tables, texts

DAY = dt.date(2026, 11, 22)
STANDARDS = list(WrittenStandard)


def municipalities(store):
    return store.registry().regions(RegionKind.MUNICIPALITY)


def largest(store):
    regions, _years, persons = store.persons()
    return regions[int(persons[-1].sum(axis=(1, 2)).argmax())]


def smallest(store):
    regions, _years, persons = store.persons()
    return regions[int(persons[-1].sum(axis=(1, 2)).argmin())]


@pytest.mark.parametrize("standard", STANDARDS)
@pytest.mark.parametrize("kind", list(RegionKind))
def test_every_kind_of_region_has_a_document_that_reads_well(county_store, kind, standard):
    for region in county_store.registry().regions(kind)[:1]:
        document = build(county_store, region.id, made=DAY, standard=standard)
        assert document.standard is standard
        assert faults(document) == []


@pytest.mark.parametrize("standard", STANDARDS)
def test_every_municipality_reads_well(county_store, standard):
    for region in municipalities(county_store):
        document = build(county_store, region.id, made=DAY, standard=standard)
        assert faults(document) == [], region.name
        assert faults(build_brief(county_store, region.id, made=DAY, standard=standard)) == []


def test_what_a_message_refers_to_stands_in_the_document(county_store):
    for region in municipalities(county_store):
        document = build(county_store, region.id, made=DAY)
        ids = {figure.id for figure in figures(document)}
        assert {message.see for message in messages(document)} <= ids


def test_every_figure_is_told_in_words_and_has_numbers_and_a_source(county_store):
    document = build(county_store, largest(county_store), made=DAY)
    assert len(figures(document)) >= 12
    for figure in figures(document):
        assert figure.title
        assert figure.subtitle
        assert figure.summary.endswith(".")
        assert figure.table.rows
        assert figure.provenance
    for table in tables(document):
        assert all(len(row) == len(table.columns) for row in table.rows)
        cells = [each for row in table.rows for each in row if isinstance(each, float)]
        assert all(math.isfinite(each) for each in cells)


def test_ids_are_unique_in_a_document(county_store):
    document = build(county_store, largest(county_store), made=DAY)
    ids = [each.id for each in (*sections(document), *figures(document), *tables(document))]
    assert len(ids) == len(set(ids))


def test_ids_are_unique_in_the_file_of_every_municipality(county_store):
    for region in municipalities(county_store):
        page = render(build(county_store, region.id, made=DAY), Format.HTML).decode()
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), region.name


def test_a_borrowed_figure_is_said_to_be_borrowed(county_store):
    told = [
        (figure, need)
        for region in municipalities(county_store)
        for need in [picture_of(county_store, region.id).needs.home_users]
        for figure in figures(build(county_store, region.id, made=DAY))
        if figure.id == "hjemmetjenester"
    ]
    borrowed = [(figure, need) for figure, need in told if need.lender]
    for figure, need in borrowed:
        assert f"tallet for {need.lender}" in figure.summary
        assert need.lender in figure.subtitle
    for figure, need in told:
        assert ("har ikke eget tall" in figure.summary) == bool(need.lender)


def test_few_over_80_are_a_reason_for_caution_at_each_need(county_store):
    told = {
        place: [f.summary for f in figures(build(county_store, place, made=DAY))]
        for place in (smallest(county_store), largest(county_store))
    }
    counts = [
        sum("kan én person endre tallet mye" in text for text in each) for each in told.values()
    ]
    assert counts == [2, 0]


def test_the_countrys_employees_are_divided_with_their_reservation(county_store):
    place = largest(county_store)
    picture = picture_of(county_store, place)
    part = NationalPart(
        employees=1_192, share=0.018, from_year=2017, to_year=2035, reservation="Et anslag."
    )
    (told,) = national(evolve(picture, needs=evolve(picture.needs, national=part)))
    assert "om lag 1\u202f200 flere ansatte i 2035 enn i 2017. Et anslag." in told.text
    few = evolve(part, employees=5)
    assert national(evolve(picture, needs=evolve(picture.needs, national=few))) == ()
    assert national(picture) == ()


def test_the_same_document_is_made_twice(county_store):
    once, again = (build(county_store, largest(county_store), made=DAY) for _ in range(2))
    assert once == again


def test_a_handful_of_messages_and_a_page_for_the_council(county_store):
    place = largest(county_store)
    assert 1 <= len(messages(build(county_store, place, made=DAY))) <= 5
    brief = build_brief(county_store, place, made=DAY)
    assert brief.brief
    assert 1 <= len(messages(brief)) <= 4
    assert len(figures(brief)) == 1
    assert all(text.endswith("?") for block in sections(brief)[1].blocks for text in block.items)


def test_fictional_figures_are_said_to_be_fictional(county_store):
    document = build(county_store, largest(county_store), made=DAY)
    assert document.fictional
    assert document.data_status.startswith("Fiktive tall")


def test_a_tiny_place_is_told_that_one_family_matters(county_store):
    tiny = build(county_store, smallest(county_store), made=DAY)
    said = [text for _where, text in texts(tiny)]
    assert (
        "Her betyr én familie mye for tallene. Se på retningen, ikke på det enkelte tallet." in said
    )
    big = build(county_store, largest(county_store), made=DAY)
    assert not any("én familie" in text for _where, text in texts(big))


def test_the_planners_own_figures_are_shown_as_her_own(county_store):
    place = largest(county_store)
    local = LocalFigures(year=2025, person_years=640, places=120)
    document = build(county_store, place, made=DAY, local=local)
    staff = next(figure for figure in figures(document) if figure.id == "arsverk")
    assert "kommunens egne i 2025" in staff.subtitle
    assert {row[0]: row[1] for row in staff.table.rows}[2025] == 640
    places = next(figure for figure in figures(document) if figure.id == "plasser")
    assert "Det var 120 plasser i institusjon i 2025." in places.summary
    assert any("oppgitt av den som laget" in text for _where, text in texts(document))
    without = build(county_store, place, made=DAY)
    assert not any("oppgitt av den som laget" in text for _where, text in texts(without))


def test_chosen_peers_stand_in_the_comparison(county_store):
    first, second, third = (region.id for region in municipalities(county_store)[:3])
    name = county_store.registry().get(third).name
    document = build(county_store, first, made=DAY, peers=[second, third])
    table = next(table for table in tables(document) if table.id == "sammenlikning-tabell")
    assert [row[0] for row in table.rows][1:3] == [
        county_store.registry().get(second).name,
        name,
    ]


def test_regions_of_one_name_keep_a_line_each(county_store):
    first = municipalities(county_store)[0]
    document = build(county_store, first.id, made=DAY, peers=[first.id])
    table = next(table for table in tables(document) if table.id == "sammenlikning-tabell")
    names = [row[0] for row in table.rows]
    assert len(names) == len(set(names))


def test_comparison_of_several_names_them_all(county_store):
    ids = [region.id for region in municipalities(county_store)[:3]]
    document = compare(county_store, ids, made=DAY)
    assert faults(document) == []
    table = next(table for table in tables(document) if table.id == "sammenlikning-tabell")
    assert len(table.rows) == 4
    about = {section.id: section for section in sections(document)}
    assert "grenseendringer" not in about
    assert not any("hjemmetjenester" in text for text in about["forbehold"].blocks[0].items)
    names = [row[0] for row in table.rows][:3]
    for figure in figures(document):
        assert figure.title.split(" får ")[0] in names
        assert all(name in figure.summary for name in names)
    with pytest.raises(ValueError, match="no regions"):
        compare(county_store, [], made=DAY)


@pytest.mark.parametrize("horizon", [1990, 2026, 2200])
def test_a_year_outside_the_data_is_refused_with_a_sentence(county_store, horizon):
    with pytest.raises(OutsideData, match=str(horizon)):
        build(county_store, largest(county_store), made=DAY, horizon=horizon)


def test_a_near_horizon_makes_a_document_too(county_store):
    document = build(county_store, largest(county_store), made=DAY, horizon=2030)
    assert faults(document) == []
    assert "2030" in document.subtitle


def test_an_unknown_region_or_peer_is_refused(county_store):
    place = largest(county_store)
    with pytest.raises((UnknownRegion, ExpiredRegion)):
        build(county_store, "0000", made=DAY)
    with pytest.raises((UnknownRegion, ExpiredRegion)):
        build(county_store, place, made=DAY, peers=["0000"])


def picture_of(store, place):
    return gather(store, place, horizon=2050, peers=(), made=DAY, local=None)


def test_what_is_lacking_becomes_a_sentence_and_no_empty_figure(county_store):
    with using("nb"):
        picture = picture_of(county_store, largest(county_store))
        bare = evolve(
            picture,
            needs=evolve(picture.needs, dementia=None, lacking={"dementia": "Hent tallene først."}),
        )
        (block,) = dementia(bare).blocks
        assert block == Callout(text="Hent tallene først.")
        assert "Hent tallene først." in reservations(bare)


def test_the_sources_of_every_figure_are_listed_at_the_end(county_store):
    document = build(county_store, largest(county_store), made=DAY)
    (listed,) = (block for block in blocks(document) if isinstance(block, Sources))
    used = {item for table in tables(document) for item in table.provenance}
    assert used <= set(listed.items)
    assert all(isinstance(item, Provenance) for item in listed.items)


def test_border_changes_are_told_where_there_are_any(county_store):
    with using("nb"):
        changed = unchanged = 0
        for region in municipalities(county_store):
            picture = picture_of(county_store, region.id)
            told = border_changes(picture)
            changed += len(told) == 2 and bool(picture.changes)
            unchanged += len(told) == 1 and not picture.changes
        assert changed
        assert unchanged
        assert changed + unchanged == len(municipalities(county_store))


def test_the_printed_projection_is_set_beside_ours_only_for_real_figures(county_store):
    with using("nb"):
        picture = picture_of(county_store, COUNTRY_ID)
        assert differences(picture) is None
        section = differences(evolve(picture, fictional=False))
        assert differences(evolve(picture, fictional=False, horizon=2039)) is None
    (table,) = (block for block in section.blocks if hasattr(block, "rows"))
    assert [row[1] for row in table.rows] == [*map(float, PRINTED), float(sum(PRINTED))]
    for _label, printed, ours, gap, percent in table.rows:
        assert gap == pytest.approx(ours - printed)
        assert percent == pytest.approx(100 * gap / printed)


def test_messages_come_first(county_store):
    document = build(county_store, largest(county_store), made=DAY)
    assert any(isinstance(block, Messages) for block in document.sections[0].blocks)
