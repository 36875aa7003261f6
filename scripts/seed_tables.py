"""Compare the store's figures and the projection with what the national reports print.

python scripts/seed_tables.py    writes the page to standard output

The store is the one that OMSYN_STORE points to; it must hold the published statistics. The page
is `docs/reference/seed-tables.md`, and a test on the published statistics fails when it is out of
step.
"""

from __future__ import annotations

import sys

from omsyn.demography import BANDS, RegionSeries, crossover_year, persons_per_80plus, region_series
from omsyn.language import number, percent, signed
from omsyn.needs import dementia, home_service_users_80plus, places
from omsyn.warehouse import Store, open_store

PRINTED = {
    2009: (1103481, 2095214, 983943, 396983, 184972, 34659),
    2019: (1122508, 2291376, 1108634, 579695, 181031, 44968),
    2020: (1122986, 2293585, 1123907, 596567, 185346, 45260),
    2040: (1178081, 2380352, 1199047, 814651, 380864, 103249),
}
"""Year -> persons by age band: tables 1 and 2 of the report on Omsorg 2020."""


def page(store: Store) -> str:
    """The comparison as Markdown."""
    country = region_series(store, "country-NO")
    ratio = persons_per_80plus(country)
    at = country.position
    sick = dementia(country)
    ours = [
        ("Persons of 18–66 per person of 80 and over, 2020", 14.82, ratio[at(2020)], 2),
        ("The same, 2040", 7.39, ratio[at(2040)], 2),
        ("80 and over, share of all, 2020, percent", 4.3, _share(country, 2020), 1),
        ("80 and over, share of all, 2040, percent", 8.0, _share(country, 2040), 1),
        ("First year with more of 65 and over than of 0–19", 2033, crossover_year(country) or 0, 0),
        ("Persons with dementia, 2020", 101118, sick.at(2020), 0),
        ("Users of home services of 80 and over, percent, 2023", 26.9,
         home_service_users_80plus(country, store).rate.value, 1),
        ("Places in institutions, 2018", 41791, places(country, store).at(2019), 0),
    ]  # fmt: skip
    return "\n".join([
        _INTRODUCTION,
        *(_bands(country, year) for year in PRINTED),
        "## Derived figures\n",
        "| Figure | Printed | Omsyn |", "|---|---:|---:|",
        *(f"| {name} | {_year(printed, digits)} | {_year(made, digits)} |"
          for name, printed, made, digits in ours),
        "",
        _REASONS,
    ])  # fmt: skip


def _share(country: RegionSeries, year: int) -> float:
    row = country.position(year)
    return float(100 * country.band(80)[row] / country.total()[row])


def _year(value: float, digits: int) -> str:
    return str(int(value)) if 1900 < value < 2101 and not digits else number(value, digits)


def _bands(country: RegionSeries, year: int) -> str:
    row = country.position(year)
    projected = year >= country.first_projected_year
    lines = [
        f"## {year}{' (projected)' if projected else ''}\n",
        "| Age | Printed | Omsyn | Difference | Percent |",
        "|---|---:|---:|---:|---:|",
    ]
    made = [float(country.band(each.low, each.high)[row]) for each in BANDS]
    labels = [each.label for each in BANDS]
    for label, printed, value in zip(
        [*labels, "80+", "All"],
        [*PRINTED[year], sum(PRINTED[year][-2:]), sum(PRINTED[year])],
        [*made, sum(made[-2:]), sum(made)],
        strict=True,
    ):
        lines.append(
            f"| {label} | {number(printed)} | {number(value)} | {signed(value - printed)} | "
            f"{percent(100 * (value / printed - 1), 1)} |"
        )
    return "\n".join(lines) + "\n"


_INTRODUCTION = """<!-- Made by `python scripts/seed_tables.py`; change the code instead. -->

# Comparison with printed tables

The national reports that Omsyn answers to print tables of population, a projection and a table of
dementia. This page sets them beside what Omsyn computes from the open statistics. "Printed" is
table 1 and 2 of the report on Omsorg 2020 (section 1.1), figures derived from them, and the
dementia map of 2020. The country is the sum of the municipalities on today's borders.
"""

_REASONS = """## Why they differ

- **2009 and 2019.** The municipal series on today's borders is rounded for each municipality and
  sex; the sum can be some tens away from the country's own table.
- **2020.** The total is some tens away, but there are about 4 400 fewer children and 4 100 more of
  18–66 than printed, while 80 and over agree within 0.1 percent. The printed column stands beside
  a projection and is probably that projection's own figure for 2020, made before the population
  was counted. This is our inference; the report does not say.
- **2040, children.** The printed projection (Statistics Norway's main alternative of the time)
  expected more births. Fertility fell from 1.53 children per woman in 2019 to 1.41 in 2022, and
  Omsyn holds the level of the newest year.
- **2040, 18–66.** Net immigration in 2022 and 2023 was more than 109 000 persons in two years,
  most of them from Ukraine and of these ages. They are in the newest stock. After that Omsyn
  assumes the mean of the last ten years without those two, about 22 000 a year.
- **2040, 80 and over.** Mortality among the oldest was higher in 2022–2025 than the trend from
  before the pandemic, so that fewer are alive in 2026, and the trend starts from a higher level. It
  is that of fifteen years and fades above 75 ([why](../explanation/projection.md)).
- **The crossover** comes earlier than printed because there are fewer children.
- **Places 2018.** The country is made of the municipalities that have a figure, which is nearly
  all, and their coverage holds for the rest.
"""

if __name__ == "__main__":
    sys.stdout.write(page(open_store()))
