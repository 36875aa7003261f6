"""Staff, residents, doctors, hospitals and payments of the fictional county.

All follow from the users, the places and the people; the proportions are those of the country,
rounded.
"""

from __future__ import annotations

import numpy as np

from omsyn.facts import Status
from omsyn.sources.fictional.history import START, History, stream
from omsyn.sources.fictional.places import PARTS, Municipality, in_force
from omsyn.sources.fictional.services import (
    CONFIDENTIAL_BELOW,
    HOME_SERVICE_YEARS,
    Amounts,
    Row,
)

USERS_OF_ALL_AGES = 3.1
"""Users of home services for each of them who is 80 or older."""
OCCUPANCY = 0.96
LONG_STAY = 0.83
PERSON_YEARS_PER_USER = 0.57


def care_rows(users: Amounts, places: Amounts, country: str) -> list[Row]:
    """Residents, users and person-years on 31 December, in the codes valid in each year."""
    rows: list[Row] = []
    everybody = Municipality(country, "", tuple(part.id for part in PARTS))
    for year in HOME_SERVICE_YEARS:
        for place in (*in_force(year), everybody):
            head = (place.code, str(year), "both", "all")
            numbers = _care(place, year, users, places)
            few = numbers["home_service_users_80plus"] < CONFIDENTIAL_BELOW
            for measure, number in numbers.items():
                if few and measure.startswith("home_service_users"):
                    rows.append((*head, measure, None, Status.CONFIDENTIAL.value))
                else:
                    rows.append((*head, measure, number, ""))
    return rows


def _care(place: Municipality, year: int, users: Amounts, places: Amounts) -> dict[str, float]:
    oldest = sum(users[part, year] for part in place.parts)
    residents = round(OCCUPANCY * sum(places[part, year] for part in place.parts))
    at_home = round(USERS_OF_ALL_AGES * oldest)
    # A small place needs staff at night too, however few the residents are.
    staff = PERSON_YEARS_PER_USER * (at_home + residents) + 4
    return {
        "nursing_home_residents": float(residents),
        "long_stay_residents": float(round(LONG_STAY * residents)),
        "short_stay_residents": float(residents - round(LONG_STAY * residents)),
        "home_service_users": float(at_home),
        "home_service_users_80plus": float(oldest),
        "person_years_user_oriented": round(staff, 1),
    }


def doctor_rows(history: History, seed: int) -> list[Row]:
    """GP lists: people waiting for one, and capacity in percent of those on lists."""
    rows: list[Row] = []
    for year in (2022, 2023):
        for index, place in enumerate(in_force(2024)):
            random = stream(seed, year, 920 + index)
            people = sum(int(history.persons[part][year - START].sum()) for part in place.parts)
            waiting = float(random.binomial(people, random.uniform(0, 0.08)))
            capacity = float(np.round(random.uniform(97, 112)))
            head = (place.code, str(year), "both", "all")
            rows.append((*head, "gp_waiting", waiting, ""))
            rows.append((*head, "gp_waiting_percent", round(100 * waiting / people, 1), ""))
            rows.append((*head, "gp_capacity_percent", capacity, ""))
    return rows


def payment_rows(places: Amounts) -> list[Row]:
    """User payments in 1 000 NOK, 2015 and 2016."""
    rows: list[Row] = []
    for year in (2015, 2016):
        for place in in_force(year):
            number = sum(places[part, year] for part in place.parts)
            head = (place.code, str(year), "both", "all")
            rows.append((*head, "user_payment_nursing_home_1000_nok", round(number * 101.0), ""))
            rows.append((*head, "user_payment_home_care_1000_nok", round(number * 12.5), ""))
    return rows


def hospital_rows(people: dict[str, tuple[int, int]]) -> list[Row]:
    """Beds, occupancy and person-years of the hospital trusts, 2024 and 2025."""
    rows: list[Row] = []
    for trust, (first, second) in people.items():
        for year, number in ((2024, first), (2025, second)):
            head = (trust, str(year), "both", "all")
            rows.append((*head, "beds_somatic", float(round(number * 0.0021)), ""))
            rows.append((*head, "occupancy_somatic_percent", 88.0 if year == 2024 else 87.0, ""))
            rows.append((*head, "person_years", float(round(number * 0.019)), ""))
    return rows
