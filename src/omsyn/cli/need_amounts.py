"""What a need takes, told in lines of text: hours, person-years, staff and money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omsyn.language import _, number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from omsyn.demography.population import FloatArray
    from omsyn.needs.scenario import ScenarioResult, ServiceResult
    from omsyn.needs.scenario.amounts import CostResult, SkillResult, Volume
    from omsyn.needs.scenario.result import StaffResult

MILLION = 1_000_000


def volume_lines(each: ServiceResult) -> list[str]:
    """What a service takes of what was given, now and in the target year."""
    return [f"  {_volume(volume)}" for volume in each.volumes.values()]


def _volume(volume: Volume) -> str:
    named = volume.name.casefold() == volume.unit
    text = (
        _("{name}: {first} i {from_year}, {last} i {to_year}")
        if named
        else _("{name} ({unit}): {first} i {from_year}, {last} i {to_year}")
    )
    return text.format(
        name=volume.name,
        unit=volume.unit,
        first=amount(volume.value[0]),
        last=amount(volume.value[-1]),
        from_year=volume.years[0],
        to_year=volume.years[-1],
    ) + _interval(volume.quantiles)


def staff_lines(result: ScenarioResult) -> list[str]:
    """Staff that will be lacking, in all and by training, and what it costs."""
    said = [] if result.staff is None else _staff(result.staff)
    said += [_skill(each) for each in result.skills.values()]
    if result.cost is not None:
        said += _cost(result.cost)
    return ["", *said] if said else []


def _staff(staff: StaffResult) -> list[str]:
    year = staff.years[-1]
    lacking = float(staff.shortfall[-1])
    text = (
        _("Årsverk som mangler i {year}: {count}")
        if lacking >= 0
        else _("Årsverk flere enn det trengs i {year}: {count}")
    )
    said = [text.format(year=year, count=number(abs(lacking)))]
    if staff.probability is not None:
        said.append(
            _("Sannsynligheten for at det mangler årsverk i {year}: {chance}").format(
                year=year, chance=percent(100 * float(staff.probability[-1]), 0)
            )
        )
    return said


def _skill(each: SkillResult) -> str:
    first, last = each.years[0], each.years[-1]
    said = _("Årsverk, {skill}: {now} i {first}, {then} i {last}").format(
        skill=each.name, now=amount(each.need[0]), then=amount(each.need[-1]), first=first,
        last=last,
    ) + _interval(each.quantiles)  # fmt: skip
    if each.shortfall is not None:
        lacking = float(each.shortfall[-1])
        text = (
            _("{count} mangler i {year}")
            if lacking >= 0
            else _("{count} flere enn det trengs i {year}")
        )
        said += "; " + text.format(count=amount(abs(lacking)), year=last)
    if each.probability is not None:
        said += " " + _("(sannsynlighet for mangel {chance})").format(
            chance=percent(100 * float(each.probability[-1]), 0)
        )
    return said


def _cost(cost: CostResult) -> list[str]:
    first, last = cost.years[0], cost.years[-1]
    said = [
        _("Kostnad (kroner i året, dagens priser): {now} i {first}, {then} i {last}").format(
            now=amount(cost.fixed[0]), then=amount(cost.fixed[-1]), first=first, last=last
        )
        + _interval(cost.quantiles)
    ]  # fmt: skip
    if cost.price_growth_percent:
        said.append(
            _("Med {growth} realvekst i kostnadene hvert år: {then} i {last}").format(
                growth=percent(cost.price_growth_percent),
                then=amount(cost.grown[-1]),
                last=last,
            )
        )
    return said


def _interval(quantiles: Mapping[float, FloatArray]) -> str:
    """What eight of ten futures hold in the target year; empty without draws."""
    if not quantiles:
        return ""
    return _(" (i åtte av ti framtider {low}–{high})").format(
        low=amount(quantiles[0.1][-1]), high=amount(quantiles[0.9][-1])
    )


def amount(value: float) -> str:
    """Whole numbers, one decimal for small ones, and millions where there are ten or more."""
    if abs(value) >= 10 * MILLION:
        return _("{count} mill.").format(count=number(float(value) / MILLION, 1))
    return number(float(value), 0 if abs(value) >= 20 else 1)
