"""How unsure the rates are that a need is computed with, drawn so that scenarios share the chances.

A published number of users is one outcome of a use that we do not know: with y users the use has
the gamma distribution of strength y + nu, where nu tells how alike municipalities of one KOSTRA
group are (Clayton and Kaldor 1987). The planner's own use of services given at home is drawn from
its users alone. A rate that is borrowed has no users of its own, so only nu is left: how much the
group's municipalities differ. Places that are counted are what they are, and so is the planner's
own number of places or person-years. The prevalence of dementia comes from a survey, with its
confidence interval. The factors have mean 1, so that the main path stays the middle.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import numpy as np
from attrs import evolve, field, frozen

from omsyn.demography.draws.rng import FIXED_YEAR, Source, halves, key_of, normals, words
from omsyn.demography.kept import futures
from omsyn.demography.population import FloatArray
from omsyn.geography.region import COUNTRY_ID, Region, RegionKind
from omsyn.geography.registry import Member
from omsyn.language import _, about, number
from omsyn.needs.home_services import DATASET as HOME_SERVICES
from omsyn.needs.home_services import MEASURE as PERCENT_WITH_HOME_SERVICES
from omsyn.needs.home_services import of_municipality, people_80plus
from omsyn.needs.person_years import per_user_unit
from omsyn.needs.published import read_published
from omsyn.needs.rate import BORROWED, Level
from omsyn.needs.rate_spread import spread
from omsyn.needs.services import AT_HOME, Service, ServiceRate

if TYPE_CHECKING:
    from omsyn.warehouse import Store

DEMENTIA_SD = math.log(15.4 / 13.9) / (2 * 1.96)
"""S.d. of the logarithm of the prevalence: 14.6 % of those of 70 and over, 95 % interval 13.9–15.4
(HUNT4; Gjøra and others 2021, J Alzheimers Dis 79(3), 1213–1226). No interval by age is open."""

FIRST_OTHER, OTHERS = 10_000, 2**14 - 10_000
"""Places among the random numbers above the municipalities' four digits."""


class Basis(StrEnum):
    """What is unsure in a rate."""

    EXACT = "exact"
    """Nothing: it is the planner's own, a stock that is counted, or an index."""
    COUNTED = "counted"
    """The use behind a number of users."""
    BORROWED = "borrowed"
    """How much the place differs from the group whose rate it has."""
    SURVEY = "survey"
    """A survey's confidence interval."""


@frozen(kw_only=True, eq=False)
class RateError:
    """The error of one service's rate in one region: a factor in each draw, with mean 1."""

    basis: Basis
    users: float = 0.0
    """The number of users that the rate was computed from; 0 where there is none."""
    codes: tuple[int, ...] = ()
    """Places among the random numbers: the region's municipalities, or the one survey."""
    strength: FloatArray = field(factory=lambda: np.ones(1))
    """Of each one's gamma distribution: 1 / strength is its variance."""
    weight: FloatArray = field(factory=lambda: np.ones(1))
    """Each one's part of the users."""
    drawn_as: Service | None = None
    """The service whose factor it has, where one need is computed from another's users."""

    def factors(self, service: Service, seed: int, draws: int) -> FloatArray:
        """What the rate is multiplied with in each draw, shape (draw,), or (1,) where it is exact.

        Follows from the seed, the draw, the service and the municipality only: it is the same in
        every scenario, and a county's is its municipalities' together.
        """
        drawn = self.drawn_as or service
        match self.basis:
            case Basis.EXACT:
                return np.ones(1)
            case Basis.SURVEY:
                chance = _chances(drawn, seed, draws, self.codes)[:, 0]
                return np.exp(DEMENTIA_SD * chance - DEMENTIA_SD**2 / 2)
            case Basis.COUNTED | Basis.BORROWED:
                chance = _chances(drawn, seed, draws, self.codes)
                return np.asarray(_gamma(chance, self.strength) @ self.weight, dtype=np.float64)
        assert_never(self.basis)

    def sentence(self) -> str:
        """What the interval holds of it, for readers."""
        match self.basis:
            case Basis.EXACT:
                return _("Bruken eller dekningen i dag er holdt fast.")
            case Basis.SURVEY:
                return _(
                    "Usikkerheten i andelen med demens er med, etter konfidensintervallet i "
                    "befolkningsundersøkelsen HUNT4."
                )
            case Basis.COUNTED:
                return _(
                    "Usikkerheten i bruken er med: andelen bygger på om lag {users} brukere."
                ).format(users=about(self.users) if self.users >= 100 else number(self.users))
            case Basis.BORROWED:
                return _(
                    "Stedet har ikke eget tall, så forskjellene mellom kommunene i samme "
                    "KOSTRA-gruppe er med."
                )
        assert_never(self.basis)


EXACT = RateError(basis=Basis.EXACT)
SURVEY = RateError(basis=Basis.SURVEY, codes=(0,))


def rate_errors(
    store: Store, region: Region, rates: Mapping[Service, ServiceRate]
) -> dict[Service, RateError]:
    """The error of each service's rate."""
    return {service: _error(store, region, each) for service, each in rates.items()}


def _error(store: Store, region: Region, rate: ServiceRate) -> RateError:
    level = rate.rate.level
    if rate.index or level is Level.OWN:
        return _own_error(store, region, rate)
    if rate.service is Service.DEMENTIA:
        return SURVEY
    if rate.service is Service.HOME_SERVICES:
        return home_services_error(store, region)
    if rate.service is Service.PERSON_YEARS and rate.rate.unit == per_user_unit():
        # The published person-years per user, times the same users.
        return evolve(home_services_error(store, region), drawn_as=Service.HOME_SERVICES)
    borrowed = level in BORROWED and region.id != COUNTRY_ID
    if rate.service is Service.PLACES and borrowed:
        alike = spread(store).places
        return RateError(
            basis=Basis.BORROWED, codes=(_place(region.id),), strength=np.array([alike])
        )  # fmt: skip
    return EXACT


def _own_error(store: Store, region: Region, rate: ServiceRate) -> RateError:
    """Of the planner's own users at home, and of the group they are drawn towards if they are.

    Other own figures are exact.
    """
    if rate.service not in AT_HOME or not rate.users:
        return EXACT
    alike = spread(store).home_services if rate.own_weight < 1 else 0.0
    return RateError(
        basis=Basis.COUNTED, users=rate.users, codes=(_place(region.id),),
        strength=np.array([rate.users + alike]),
    )  # fmt: skip


def home_services_error(store: Store, region: Region) -> RateError:
    """The error of the published share of 80 and over with home services, in any region."""
    key = (store.folder, store.version, region.id)
    found = _kept.get(key)
    if found is None:
        found = _home_services_error(store, region)
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[key] = found
    return found


KEPT = 500
_kept: dict[tuple[Path, str, str], RateError] = {}


def _home_services_error(store: Store, region: Region) -> RateError:
    published = read_published(store, HOME_SERVICES, PERCENT_WITH_HOME_SERVICES)
    registry = store.registry()
    codes, users, counted = [], [], []
    for member in _members(store, region):
        found = of_municipality(member.municipality, published, registry)
        if found is None:
            continue
        people = people_80plus(store, found.year + 1).get(member.municipality, 0.0)
        codes.append(_place(member.municipality))
        users.append(people * member.share * found.percent / 100)
        own = found.level is Level.MUNICIPALITY
        counted.append(people * found.percent / 100 if own else 0.0)
    if not sum(users):
        return EXACT
    return RateError(
        basis=Basis.COUNTED if sum(counted) else Basis.BORROWED,
        users=float(sum(users)) if sum(counted) else 0.0,
        codes=tuple(codes),
        strength=np.array(counted) + spread(store).home_services,
        weight=np.array(users) / sum(users),
    )


def _members(store: Store, region: Region) -> Sequence[Member]:
    if region.id == COUNTRY_ID:
        return [Member(municipality=each) for each in futures(store).history.regions]
    if region.kind is RegionKind.MUNICIPALITY:
        return [Member(municipality=region.id)]
    return store.registry().members(region.id)


def _place(region_id: str) -> int:
    """A place among the random numbers: a municipality's own number, or one made of the id."""
    if region_id.isdecimal():
        return int(region_id)
    return FIRST_OTHER + zlib.crc32(region_id.encode()) % OTHERS


def address_of(service: Service) -> tuple[int, int]:
    """Year and number of a service among the random numbers: its own, whatever the order."""
    name = zlib.crc32(service.value.encode())
    return name % FIXED_YEAR, (name // FIXED_YEAR) % 256


def _chances(service: Service, seed: int, draws: int, codes: Sequence[int]) -> FloatArray:
    """Standard normal values, shape (draw, place)."""
    year, numbered = address_of(service)
    found = words(
        key_of(seed, Source.USE_RATE), np.arange(draws)[:, None], year, np.array(codes), numbered
    )
    return normals(halves(found)[..., 0]).astype(np.float64)


def _gamma(chance: FloatArray, strength: FloatArray) -> FloatArray:
    """Values of mean 1 and variance 1 / strength (Wilson and Hilferty 1931), never negative."""
    part = 1 / (9 * strength)
    result: FloatArray = np.maximum(1 - part + np.sqrt(part) * chance, 0) ** 3
    return result
