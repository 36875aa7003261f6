"""What a place needs, told in lines of text: each service with its causes and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omsyn.language import _, number, signed

if TYPE_CHECKING:
    from omsyn.needs.scenario import ScenarioResult, ServiceResult
    from omsyn.needs.waterfall import WaterfallMethod

SMALL = 20
"""Where a service is below this at either end, all its numbers have a decimal."""


def lines(result: ScenarioResult, method: WaterfallMethod) -> list[str]:
    """The answer in words and figures, a line each."""
    from omsyn.cli.need_amounts import staff_lines
    from omsyn.cli.scenario import parameter_lines
    from omsyn.needs.scenario.phrases import fictional_lines
    from omsyn.needs.scenario.waterfall_words import method_sentence

    said = [f"{result.region.name} ({result.region.id})"]
    said += fictional_lines(fictional=result.fictional)
    said += [f"  {line}" for line in parameter_lines(result.scenario)]
    for each in result.services.values():
        said += ["", *_service_lines(each, method)]
    said += staff_lines(result)
    said.append("")
    if result.scenario.ordered():
        falls = [each.waterfall.by(method) for each in result.services.values()]
        said += dict.fromkeys(method_sentence(fall) for fall in falls)
    said += [*result.lacking.values(), *result.warnings]
    said.append(_("Kjøring {id}").format(id=result.run_id))
    return said


def _service_lines(each: ServiceResult, method: WaterfallMethod) -> list[str]:
    from omsyn.cli.need_amounts import volume_lines

    fall, decimals = each.waterfall.by(method), _decimals(each)
    said = [
        f"{each.name} ({each.unit})",
        _("  {year}: {value}").format(year=fall.from_year, value=number(fall.start, decimals)),
        *(f"    {step.label}: {signed(step.change, decimals)}" for step in fall.steps),
        _("  {year}: {value}").format(year=fall.to_year, value=number(fall.end, decimals)),
        *_interval_lines(each),
    ]
    if each.limit is not None:
        said.append(_against_limit(each))
    said += volume_lines(each)
    said.append(f"  {each.rate.reservation}")
    return said


def _decimals(each: ServiceResult) -> int:
    """One decimal for all the numbers of a small service, so that they can be added up."""
    small = min(abs(each.waterfall.start), abs(each.waterfall.end)) < SMALL
    return 1 if small and not each.made_with.index else 0


def _interval_lines(each: ServiceResult) -> list[str]:
    """How sure the need is in the target year, and what that holds; nothing without draws."""
    year, decimals = each.waterfall.to_year, _decimals(each)
    said = []
    if each.quantiles:
        eight, half, most = (
            [number(value, decimals) for value in each.interval(year, share) or ()]
            for share in (0.8, 0.5, 0.95)
        )
        middle = number(float(each.quantiles[0.5][each.position(year)]), decimals)
        said.append(
            _("  I åtte av ti framtider mellom {low} og {high}").format(low=eight[0], high=eight[1])
        )
        said.append(
            _(
                "  Midt i framtidene: {middle}. Halvparten mellom {low} og {high}, 19 av 20 "
                "mellom {lowest} og {highest}"
            ).format(
                middle=middle, low=half[0], high=half[1], lowest=most[0], highest=most[1]
            )
        )  # fmt: skip
    if each.interval_holds:
        said.append(f"  {each.interval_holds}")
    return said


def _against_limit(each: ServiceResult) -> str:
    """Whether what there is will do, with the year it is known for where it is published."""
    from omsyn.needs.scenario.compare_words import chance_text

    assert each.limit is not None
    limit, year = number(float(each.limit.by_year[-1])), each.waterfall.to_year
    planned = each.limit.by_year.min() < each.limit.by_year.max()
    stock = None if each.limit.own or planned else each.made_with.stock
    words = {"limit": limit, "year": year, "stock": stock.year if stock else ""}
    chance = each.probability(year)
    if chance is not None:
        text = (
            _("  Sannsynligheten for at {limit} ikke holder i {year}: {chance}")
            if stock is None
            else _(
                "  Sannsynligheten for at det som var i {stock} ({limit}), ikke holder i {year}: "
                "{chance}"
            )
        )
        return text.format(**words, chance=chance_text(chance))
    first = each.first_year_above()
    return _first_year(planned=planned, first=first, published=stock is not None).format(
        **words, now=number(float(each.limit.by_year[0])), first=first
    )


def _first_year(*, planned: bool, first: int | None, published: bool) -> str:
    if planned:
        return (
            _("  Det som er og er planlagt, {now} nå og {limit} i {year}, holder alle årene")
            if first is None
            else _(
                "  Det som er og er planlagt, {now} nå og {limit} i {year}, holder ikke i {first}"
            )
        )
    if published:
        return (
            _("  Det som var i {stock} ({limit}), holder til og med {year}")
            if first is None
            else _("  Det som var i {stock} ({limit}), holder ikke fra {first}")
        )
    return (
        _("  Det som er, {limit}, holder til og med {year}")
        if first is None
        else _("  Det som er, {limit}, holder ikke fra {first}")
    )
