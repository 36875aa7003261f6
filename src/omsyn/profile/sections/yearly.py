"""The appendix: the numbers behind the figures, year by year."""

from __future__ import annotations

from omsyn.documents.blocks import Section
from omsyn.language import _
from omsyn.profile.parts import persons, projected_note, year_table
from omsyn.profile.picture import Picture
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
    return Section(id="vedlegg", title=_("Vedlegg: tallene år for år"), blocks=(table,))
