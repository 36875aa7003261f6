"""The appendix: the numbers behind the figures, year by year."""

from __future__ import annotations

from omsyn.demography.draws import INTERVALS
from omsyn.documents.blocks import Cell, Column, ColumnKind, Section, Table
from omsyn.language import _
from omsyn.needs.intervals import Interval
from omsyn.profile.parts import persons, projected_note, year_table
from omsyn.profile.picture import Need, Picture
from omsyn.profile.sections.population import bands


def yearly(picture: Picture) -> Section:
    """Inhabitants by age group in every year."""
    groups = {**bands(picture), _("Alle"): picture.series.total()}
    table = year_table(
        "ar-for-ar",
        _("Innbyggere etter alder {within}, hvert år").format(within=picture.place.within),
        picture.years,
        [(persons(label), values) for label, values in groups.items()],
        notes=(projected_note(picture.series.first_projected_year),),
        provenance=picture.sources,
    )
    intervals = interval_table(picture)
    blocks = (table,) if intervals is None else (table, intervals)
    return Section(id="vedlegg", title=_("Vedlegg: tallene år for år"), blocks=blocks)


def interval_table(picture: Picture) -> Table | None:
    """Every interval of the document at 50, 80 and 95 %; None where there are none."""
    rows: list[tuple[Cell, ...]] = []
    for label, interval in _intervals(picture).items():
        years = [year for year in picture.chosen_years() if year in interval.years[1:]]
        for year in years:
            place = interval.years.index(year)
            ends = (end for share in INTERVALS for end in interval.between(year, share))
            rows.append((label, year, float(interval.median[place]), *ends))
    if not rows:
        return None
    return Table(
        id="intervaller",
        caption=_("Intervallene {within}: midten og tre steg ut").format(
            within=picture.place.within
        ),
        columns=(
            Column(label=_("Hva"), kind=ColumnKind.TEXT),
            Column(label=_("År"), kind=ColumnKind.YEAR),
            Column(label=_("Midten")),
            *(
                Column(label=label.format(percent=round(100 * share)))
                for share in INTERVALS
                for label in (_("{percent} %: fra"), _("{percent} %: til"))
            ),
        ),
        rows=rows,
        notes=(
            _("Halvparten av framtidene er lavere enn midten, og halvparten er høyere."),
            _("«Brukere» er brukere av hjemmetjenester over 80 år."),
            *_staff_note(picture),
            _("Tallene er beregnet, ikke talt."),
        ),
        provenance=picture.sources,
    )


def _intervals(picture: Picture) -> dict[str, Interval]:
    """What there are intervals of, by what it is called in a table."""
    needs = picture.needs

    def of(need: Need | None) -> Interval | None:
        return None if need is None else need.interval

    found = {
        _("Innbyggere"): picture.interval(),
        _("Over 80 år"): picture.interval(80),
        _("Over 90 år"): picture.interval(90),
        _("Med demens"): of(needs.dementia),
        _("Brukere"): of(needs.home_users),
        _("Plasser"): of(needs.places),
        _("Årsverk"): of(needs.person_years),
    }
    return {label: interval for label, interval in found.items() if interval is not None}


def _staff_note(picture: Picture) -> tuple[str, ...]:
    """What the person-years are, where nobody has counted them."""
    need = picture.needs.person_years
    if need is None or not need.index:
        return ()
    return (_("«Årsverk» er en indeks der {year} er 100.").format(year=picture.now),)
