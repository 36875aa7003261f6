"""Home services and institution places of the fictional county, whole users and whole places.

Aims (`tests/sources/test_fictional_calibration.py` holds them): 26.9 % of those who are 80 or
older have home services in the country in 2023, municipalities 16-55 % with most of them within
22-43 %; 18.8 institution places per 100 inhabitants 80+ in 2018, municipalities 12-22, the
smallest up to 40.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from omsyn.facts import Status
from omsyn.sources.fictional.history import START, History, stream
from omsyn.sources.fictional.places import PARTS, Municipality, in_force

Row = tuple[str, str, str, str, str, float | None, str]
"""A fact: region, period, sex, age, measure, value, status."""

HOME_SERVICE_YEARS = range(2019, 2026)
PLACE_YEARS = range(2015, 2026)
SAMPLE_YEARS = (2024, 2025)
HOME_SERVICES = "percent_80plus_home_services"
NATIONAL_PERCENT = {
    2019: 29.6, 2020: 28.9, 2021: 28.3, 2022: 27.5, 2023: 26.9, 2024: 26.5, 2025: 26.2,
}  # fmt: skip

HOME_LEVEL = {
    "lindhavn": 25.6, "granstad": 24.9, "bekkestrand": 25.4, "eikholt": 28.3, "solfjord": 28.1,
    "rognvik": 31.6, "kvitmo": 29.4, "skarvoy": 33.2, "tindedal": 22.8, "myrvang": 36.5,
    "steinvaer": 38.7, "ulvskar": 31.0, "lomvaer": 41.0,
}  # fmt: skip
"""Percent of 80+ with home services in 2023, before all are scaled to the country's figure."""
PLACES_PER_100 = {
    "lindhavn": 18.2, "granstad": 17.6, "bekkestrand": 16.4, "eikholt": 18.9, "solfjord": 19.4,
    "rognvik": 20.6, "kvitmo": 19.8, "skarvoy": 21.2, "tindedal": 21.5, "myrvang": 21.8,
    "steinvaer": 27.0, "ulvskar": 31.0, "lomvaer": 38.0,
}  # fmt: skip
"""Institution places per 100 inhabitants 80+ in 2018, before scaling."""
NATIONAL_PLACES_PER_100 = 18.8
KINDS_OF_PLACE = {
    "institution_places": 1.0,
    "nursing_home_places": 0.95,
    "dementia_places": 0.27,
    "time_limited_places": 0.18,
    "rehabilitation_places": 0.03,
}
"""Measure -> share of all places."""

CONFIDENTIAL_BELOW = 15
"""Fewer users than this are not published."""
NOT_REPORTED = frozenset({("9909", 2023), ("9907", 2021)})
"""Municipality and year whose figures never came in."""

Amounts = dict[tuple[str, int], float]
"""Part and year -> a number of people or places."""
Groups = Callable[[int], dict[str, tuple[str, ...]]]
"""Year -> region id of every group -> its parts."""


def oldest(history: History, part: str, year: int) -> int:
    """Inhabitants 80 and over on 31 December of a year."""
    return int(history.persons[part][year + 1 - START, :, 80:].sum())


def home_service_users(history: History, seed: int) -> Amounts:
    """Users 80+ by part and year; they add up to the country's percentage."""
    users: Amounts = {}
    for year in HOME_SERVICE_YEARS:
        people = np.array([oldest(history, part.id, year) for part in PARTS])
        level = np.array([HOME_LEVEL[part.id] for part in PARTS]) / 100
        luck = stream(seed, year, 900).normal(0, 0.03, len(PARTS))
        wanted = people * level * (1 + luck)
        wanted *= NATIONAL_PERCENT[year] / 100 * people.sum() / wanted.sum()
        for part, number in zip(PARTS, np.round(wanted), strict=True):
            users[part.id, year] = float(number)
    return users


def institution_places(history: History, seed: int) -> Amounts:
    """Places by part and year: buildings last, so that only a few change from year to year."""
    people = np.array([oldest(history, part.id, 2018) for part in PARTS])
    wanted = people * np.array([PLACES_PER_100[part.id] for part in PARTS]) / 100
    wanted *= NATIONAL_PLACES_PER_100 / 100 * people.sum() / wanted.sum()
    places: Amounts = {}
    for year in PLACE_YEARS:
        luck = stream(seed, year, 901).normal(0, 0.008, len(PARTS))
        luck = luck * (year != 2018)
        rebuilt = 1 + 0.004 * max(0, year - 2018)
        for part, number in zip(PARTS, np.round(wanted * rebuilt * (1 + luck)), strict=True):
            places[part.id, year] = float(max(number, 4))
    return places


def home_service_rows(history: History, users: Amounts, groups: Groups) -> list[Row]:
    """Percentages in the codes valid in each year, and those of the groups and the country."""
    rows: list[Row] = []
    for year in HOME_SERVICE_YEARS:
        for place in in_force(year):
            value, status = _published(place, year, history, users)
            rows.append((place.code, str(year), "both", "80+", HOME_SERVICES, value, status))
        for region, parts in groups(year).items():
            share = _percent(parts, year, history, users)
            rows.append((region, str(year), "both", "80+", HOME_SERVICES, share, ""))
    return rows


def _published(
    place: Municipality, year: int, history: History, users: Amounts
) -> tuple[float | None, str]:
    if (place.code, year) in NOT_REPORTED:
        return None, Status.NOT_AVAILABLE.value
    if sum(users[part, year] for part in place.parts) < CONFIDENTIAL_BELOW:
        return None, Status.CONFIDENTIAL.value
    return _percent(place.parts, year, history, users), ""


def _percent(parts: tuple[str, ...], year: int, history: History, users: Amounts) -> float:
    people = sum(oldest(history, part, year) for part in parts)
    return round(100 * sum(users[part, year] for part in parts) / people, 1)


def place_rows(places: Amounts, country: str) -> list[Row]:
    """All places in institutions, in the codes valid in each year, and the country's sum."""
    rows: list[Row] = []
    measure = "institution_places"
    for year in PLACE_YEARS:
        for place in in_force(year):
            number = sum(places[part, year] for part in place.parts)
            rows.append((place.code, str(year), "both", "all", measure, number, ""))
        total = sum(places[part.id, year] for part in PARTS)
        rows.append((country, str(year), "both", "all", measure, total, ""))
    return rows


def kinds_of_place_rows(places: Amounts) -> list[Row]:
    """Places by kind for today's municipalities, two years."""
    rows: list[Row] = []
    for year in SAMPLE_YEARS:
        for place in in_force(year):
            everything = sum(places[part, year] for part in place.parts)
            for measure, share in KINDS_OF_PLACE.items():
                number = float(round(everything * share))
                rows.append((place.code, str(year), "both", "all", measure, number, ""))
    return rows
