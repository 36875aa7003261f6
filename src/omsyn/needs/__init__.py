"""What a population needs of health and care, each figure with the rate that made it."""

from omsyn.needs.dementia import dementia, prevalence_2020
from omsyn.needs.home_services import home_service_users_80plus
from omsyn.needs.local import LocalFigures
from omsyn.needs.person_years import NationalPart, national_part, person_years
from omsyn.needs.places import places
from omsyn.needs.rate import Level, NeedSeries, Rate, Stock

__all__ = [
    "Level",
    "LocalFigures",
    "NationalPart",
    "NeedSeries",
    "Rate",
    "Stock",
    "dementia",
    "home_service_users_80plus",
    "national_part",
    "person_years",
    "places",
    "prevalence_2020",
]
