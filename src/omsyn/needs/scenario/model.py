"""A scenario: everything that a person chose, in one validated document."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import Any, Literal

from pydantic import Field, model_validator

from omsyn.demography.draws import SEED
from omsyn.demography.paths import Addition, AdditionKind, Alternative, Level, PathSettings
from omsyn.language import _
from omsyn.needs.scenario.choices import FIRST_YEAR, KINDS, LAST_YEAR, AnyLever, Lever, Model
from omsyn.needs.scenario.own import Capacity, Local, Resources

__all__ = ["Capacity", "Local", "Newcomers", "Population", "Resources", "Scenario"]

SCHEMA_VERSION = 2
SCHEMA_ID = "omsyn-scenario-2"
MOST_DRAWS = 10_000
ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f]*$"
"""No control characters."""


class Newcomers(Model):
    """People who come to the municipality in a year beyond what its history tells."""

    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR, description="They come during this year.")
    persons: float = Field(ge=0, le=100_000)
    source: AdditionKind = AdditionKind.HOUSING


class Population(Model):
    """Which future of the population it starts from; the default is the main one."""

    alternative: Alternative = Alternative.MAIN
    fertility: Level | None = Field(default=None, description="null: as the alternative has it.")
    mortality: Level | None = Field(default=None, description="null: as the alternative has it.")
    immigration: Level | None = Field(default=None, description="null: as the alternative has it.")
    newcomers: tuple[Newcomers, ...] = Field(
        default=(), max_length=60, description="Only for a municipality."
    )

    def settings(self, region: str) -> PathSettings:
        """The choice as the projection takes it."""
        return PathSettings(
            alternative=self.alternative,
            fertility=self.fertility,
            mortality=self.mortality,
            immigration=self.immigration,
            additions=tuple(
                Addition(region=region, year=each.year, persons=each.persons, kind=each.source)
                for each in self.newcomers
                if each.persons
            ),
        )


class Scenario(Model):
    """A future that somebody wants to see, for one region."""

    schema_version: Literal[2] = 2
    name: str = Field(default="", max_length=200, pattern=ONE_LINE)
    region: str = Field(
        min_length=1, max_length=80, pattern=ONE_LINE, description='"4204", "county-42" …'
    )
    base_year: int | None = Field(
        default=None,
        ge=FIRST_YEAR,
        le=LAST_YEAR,
        description="The year compared with; null: the newest year of the population.",
    )
    horizon: int = Field(default=2040, ge=FIRST_YEAR + 1, le=LAST_YEAR)
    population: Population = Population()
    local: Local = Local()
    capacity: Capacity = Capacity()
    resources: Resources = Resources()
    levers: tuple[Lever, ...] = Field(default=(), max_length=40)
    draws: int = Field(default=0, ge=0, le=MOST_DRAWS, description="0: no intervals.")
    seed: int = Field(default=SEED, ge=2**16, le=2**53 - 1)

    @model_validator(mode="after")
    def _years_in_order(self) -> Scenario:
        if self.base_year is not None and self.base_year >= self.horizon:
            raise ValueError(
                _("base_year er {year}, men må være før horizon, som er {horizon}.").format(
                    year=self.base_year, horizon=self.horizon
                )
            )
        for place, each in enumerate(self.population.newcomers):
            if each.year >= self.horizon:
                raise ValueError(
                    _("{field} er {year}, men må være før horizon, som er {horizon}.").format(
                        field=f"population.newcomers[{place}].year",
                        year=each.year,
                        horizon=self.horizon,
                    )
                )
        for place, lever in enumerate(self.levers):
            field = f"levers[{place}].start"
            if lever.start is not None and lever.start >= self.horizon:
                raise ValueError(
                    _(
                        "{field} er {year}, men må være før horizon, som er {horizon}: et "
                        "virkemiddel som begynner etterpå, endrer ingenting."
                    ).format(field=field, year=lever.start, horizon=self.horizon)
                )
            if lever.start is not None and lever.start < (self.base_year or FIRST_YEAR):
                raise ValueError(
                    _("{field} er {year}, men må være base_year eller senere: {base}.").format(
                        field=field, year=lever.start, base=self.base_year
                    )
                )
        return self

    @classmethod
    def neutral(cls, region: str, horizon: int = 2040) -> Scenario:
        """The scenario in which nobody changes anything."""
        return cls(region=region, horizon=horizon)

    def ordered(self) -> tuple[tuple[str, AnyLever], ...]:
        """The levers that change something, in the order they work, each with a stable key."""
        count: dict[str, int] = {}
        keyed = []
        for lever in self.levers:
            count[lever.kind] = count.get(lever.kind, 0) + 1
            keyed.append((f"{lever.kind}-{count[lever.kind]}", lever))
        order = list(KINDS)
        keyed.sort(key=lambda item: order.index(item[1].kind))
        return tuple(each for each in keyed if not each[1].changes_nothing)

    def canonical(self) -> str:
        """The one text of this scenario: every field, in order, the same for the same choices."""
        return json.dumps(
            plain(self.model_dump(mode="json")),
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )

    def digest(self) -> str:
        """Sixteen hexadecimal digits of the canonical text."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()[:16]


def plain(value: Any) -> Any:
    """The same value with one form for zero and for letters with accents."""
    match value:
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case list():
            return [plain(each) for each in value]
        case float():
            return value + 0.0
        case str():
            return unicodedata.normalize("NFC", value)
    return value


def schema() -> dict[str, Any]:
    """The published JSON Schema of this version."""
    made = Scenario.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **made,
    }


def schema_text() -> str:
    """The schema as it lies in the manual."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
