"""How places are named in running text."""

import datetime as dt

import pytest

from omsyn.geography import Region, RegionKind
from omsyn.language import using
from omsyn.profile.place import known_as, labels, place_of

DAY = dt.date(2024, 1, 1)
KIND = RegionKind


def region(kind, name, code="1"):
    return Region(f"{kind}-{code}", kind, code, name, DAY)


FORMS = [
    (KIND.MUNICIPALITY, "Utsira", "Utsira kommune", "i Utsira kommune"),
    (KIND.MUNICIPALITY, "Herøy (Nordland)", "Herøy kommune (Nordland)",
     "i Herøy kommune (Nordland)"),
    (KIND.COUNTY, "Agder", "Agder fylke", "i Agder fylke"),
    (KIND.COUNTRY, "Norge", "Norge", "i Norge"),
    (KIND.COUNTRY, "Fiktivlandet", "Fiktivlandet", "i Fiktivlandet"),
    (KIND.KOSTRA_GROUP, "KOSTRA-gruppe 10", "KOSTRA-gruppe 10", "i KOSTRA-gruppe 10"),
    (KIND.HOSPITAL_TRUST, "Helse Fonna", "Opptaksområdet til Helse Fonna",
     "i opptaksområdet til Helse Fonna"),
    (KIND.HEALTH_AUTHORITY, "Helse Nord RHF", "Opptaksområdet til Helse Nord RHF",
     "i opptaksområdet til Helse Nord RHF"),
    (KIND.COUNTY_GOVERNOR, "Statsforvalteren i Agder", "Området til Statsforvalteren i Agder",
     "i området til Statsforvalteren i Agder"),
    (KIND.CENTRALITY, "Sentralitetsklasse 6", "Sentralitetsklasse 6", "i Sentralitetsklasse 6"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "title", "within"), FORMS)
def test_forms(kind, name, title, within):
    with using("nb"):
        place = place_of(region(kind, name))
    assert (place.title, place.within) == (title, within)


def test_the_country_has_its_own_name_in_nynorsk():
    with using("nn"):
        assert place_of(region(KIND.COUNTRY, "Norge")).within == "i Noreg"


def test_no_two_regions_bear_the_same_label():
    regions = [
        region(KIND.MUNICIPALITY, "Oslo", "0301"),
        region(KIND.COUNTY, "Oslo", "03"),
        region(KIND.COUNTRY, "Norge", "NO"),
        region(KIND.MUNICIPALITY, "Bø", "0821"),
        region(KIND.MUNICIPALITY, "Bø", "1867"),
    ]
    with using("nb"):
        assert labels(regions) == (
            "Oslo kommune",
            "Oslo fylke",
            "Norge",
            "Bø (0821)",
            "Bø (1867)",
        )


def test_the_country_has_its_name_in_each_standard():
    with using("nn"):
        assert (known_as("Norge"), known_as("Agder")) == ("Noreg", "Agder")
    with using("nb"):
        assert known_as("Norge") == "Norge"
