"""The report as a page of Markdown, in the reader's written standard."""

from __future__ import annotations

from collections.abc import Sequence

from omsyn.demography.backtest.intervals import LEVELS, TRIED_GROUPS, IntervalMeasures
from omsyn.demography.backtest.kept import RegionBacktest
from omsyn.demography.backtest.left_out import FACTORS
from omsyn.demography.backtest.measures import SIZE_EDGES, Measures
from omsyn.demography.backtest.report import Bar, Report
from omsyn.demography.backtest.trial import GROUPS, Method
from omsyn.language import _, ngettext, number, percent, signed

MAIN_HORIZONS = (5, 10)
OVERALL, EACH_SIZE = (0.75, 0.85), (0.70, 0.90)
"""What part of the municipalities the 80 % intervals are to hold, all together and by size."""


def markdown(report: Report) -> str:
    """The whole page."""
    parts = [
        "# " + _("Etterprøving av framskrivingen"),
        "<!-- omsyn backtest --out backtest.md -->",
        _(
            "Metoden er kjørt fra {first} til {last} med bare det som var kjent i startåret, og "
            "holdt opp mot folketallet slik det ble. To ting er kjent fra etterpå: dagens "
            "kommunegrenser, og valget av metode, som er gjort etter disse tallene. Derfor er de "
            "litt for pene."
        ).format(first=report.origins[0], last=report.origins[-1]),
        _chapter(_("Målene"), [_bars(report.bars)]),
        _chapter(_("Mot enkle metoder"), [_methods(report, group) for group in ("all", "80+")]),
        _chapter(_("Etter startår"), [_by_origin(report)]),
        _chapter(_("Etter kommunens størrelse"), [_by_size(report)]),
        _chapter(_("Etter alder"), [_by_age(report)]),
    ]
    if report.intervals:
        parts.append(_chapter(_("Intervallene"), _intervals(report)))
    if report.left_out:
        parts.append(_chapter(_("Ett startår holdt utenfor"), _left_out(report)))
    parts.append(_chapter(_("Slik er det målt"), [_how()]))
    return "\n\n".join(parts) + "\n"


def region_markdown(name: str, found: RegionBacktest) -> str:
    """One region's page: how far off it would have been, then each year tried."""
    rows = [
        [
            str(each.origin),
            str(each.origin + each.years_ahead),
            group_name(each.group),
            number(each.made),
            number(each.true),
            _signed_part(each.error),
        ]
        for group in ("all", "67-79", "80+")
        for each in found.of(group)
    ]
    heads = [_("Fra"), _("Til"), _("Alder"), _("Framskrevet"), _("Ble"), _("Avvik")]
    return "\n\n".join(
        [
            "# " + _("Etterprøving for {region}").format(region=name),
            _(
                "Avviket mellom framskrevet og virkelig folketall, uten fortegn: medianen av "
                "startårene."
            ),
            _typical_table(found),
            _table(heads, rows),
        ]
    )


def _typical_table(found: RegionBacktest) -> str:
    """The typical error by age and years ahead."""
    ahead = sorted({each.years_ahead for each in found.errors})
    heads = [
        _("Alder"),
        *(ngettext("etter {count} år", "etter {count} år", each).format(count=each)
          for each in ahead),
    ]  # fmt: skip
    rows = [
        [
            group_name(group),
            *(_part(found.typical_error(group, each), 1) for each in ahead),
        ]
        for group in ("all", "67-79", "80+")
    ]
    return _table(heads, rows)


def group_name(group: str) -> str:
    """An age group as readers write it."""
    if group == "all":
        return _("alle aldre")
    if group.endswith("+"):
        return _("{age} år og over").format(age=group.removesuffix("+"))
    return _("{ages} år").format(ages=group.replace("-", "–"))


def method_name(method: Method) -> str:
    """A method as readers know it."""
    return {
        Method.OMSYN: _("Omsyn"),
        Method.HAMILTON_PERRY: _("Kohortrater (Hamilton–Perry)"),
        Method.CONSTANT_SHARES: _("Vekst som før, samme aldersfordeling"),
        Method.NO_MIGRATION: _("Ingen flytting"),
        Method.CONSTANT_POPULATION: _("Uendret folketall"),
    }[method]


def size_name(size_class: int | None) -> str:
    """A size class as readers write it."""
    if size_class is None:
        return _("alle kommuner")
    if size_class == 0:
        return _("under {above}").format(above=number(SIZE_EDGES[0]))
    if size_class == len(SIZE_EDGES):
        return _("{low} og flere").format(low=number(SIZE_EDGES[-1]))
    low, above = SIZE_EDGES[size_class - 1 : size_class + 1]
    return _("{low}–{high}").format(low=number(low), high=number(above - 1))


def bar_text(bar: Bar) -> str:
    """What a bar asks for."""
    return {
        "close_5": _("Kommuner innenfor 5 % etter fem år, snitt av startårene"),
        "oldest_median_5": _("Median avvik for 80 år og over i kommunene etter fem år"),
        "oldest_median_10": _("Median avvik for 80 år og over i kommunene etter ti år"),
        "oldest_country_5": _("Største avvik for 80 år og over i landet etter fem år"),
        "oldest_country_10": _("Største avvik for 80 år og over i landet etter ti år"),
    }[bar.name]


def bars_rows(bars: Sequence[Bar]) -> list[list[str]]:
    """Each bar: what, wanted, reached, whether it holds."""
    return [
        [
            bar_text(bar),
            (_("minst {value}") if bar.higher_is_better else _("høyst {value}")).format(
                value=_part(bar.wanted)
            ),
            _part(bar.reached),
            _("ja") if bar.held else _("nei"),
        ]
        for bar in bars
    ]


def _bars(bars: Sequence[Bar]) -> str:
    if not bars:
        return _("Ingen av startårene som målene gjelder, er prøvd.")
    years = ", ".join(str(year) for year in bars[0].origins)
    told = _("Målene gjelder startårene {years}, så langt folketallet rekker.").format(years=years)
    heads = [_("Mål"), _("Krav"), _("Målt"), _("Nådd")]
    return told + "\n\n" + _table(heads, bars_rows(bars))


def _methods(report: Report, group: str) -> str:
    rows = [
        [method_name(method), number(ahead), *_cells(found)]
        for ahead in report.horizons
        for method in Method
        if (found := report.find(method, ahead, group)) is not None
    ]
    told = _("Snitt over startårene, {group}:").format(group=group_name(group))
    return told + "\n\n" + _table([_("Metode"), _("År fram"), *_heads()], rows)


def _by_origin(report: Report) -> str:
    rows = []
    for ahead in MAIN_HORIZONS:
        for origin in report.origins:
            total = report.find(Method.OMSYN, ahead, "all", origin)
            oldest = report.find(Method.OMSYN, ahead, "80+", origin)
            if total is not None and oldest is not None:
                rows.append(
                    [
                        str(origin),
                        number(ahead),
                        _part(total.close),
                        _signed_part(total.sum_error),
                        _signed_part(oldest.sum_error),
                        _part(oldest.medape),
                    ]
                )
    heads = [
        _("Startår"), _("År fram"), _("Innenfor 5 %"), _("Landet, alle"),
        _("Landet, 80 år og over"), _("Kommunene, 80 år og over, median"),
    ]  # fmt: skip
    return _table(heads, rows)


def _by_size(report: Report) -> str:
    rows = [
        [size_name(size), group_name(group), number(ahead), number(found.places), *_cells(found)]
        for ahead in MAIN_HORIZONS
        for group in ("all", "80+")
        for size in range(len(SIZE_EDGES) + 1)
        if (found := report.find(Method.OMSYN, ahead, group, size_class=size)) is not None
    ]
    heads = [_("Innbyggere"), _("Alder"), _("År fram"), _("Kommuner"), *_heads()]
    return _table(heads, rows)


def _by_age(report: Report) -> str:
    rows = [
        [group_name(group), number(ahead), method_name(method), *_cells(found)]
        for ahead in MAIN_HORIZONS
        for group in GROUPS
        for method in (Method.OMSYN, Method.HAMILTON_PERRY)
        if (found := report.find(method, ahead, group)) is not None
    ]
    return _table([_("Alder"), _("År fram"), _("Metode"), *_heads()], rows)


def _intervals(report: Report) -> list[str]:
    told = _(
        "{draws} trekninger fra hvert startår. Innenfor 80 %-intervallet skal åtte av ti kommuner "
        "være. Bredde, poeng og CRPS er deler av det sanne tallet; lave poeng og lav CRPS er bra."
    ).format(draws=number(report.draws))
    rows = [
        [
            size_name(each.size_class),
            group_name(each.group),
            number(each.years_ahead),
            number(each.cases),
            *(_part(part) for part in each.coverage),
            _part(each.width),
            number(each.interval_score, 3),
            number(each.crps, 4),
        ]
        for each in report.intervals
        if each.cases and (each.size_class is None or each.years_ahead in MAIN_HORIZONS)
    ]
    heads = [
        _("Innbyggere"), _("Alder"), _("År fram"), _("Tilfeller"), _("Innenfor 50 %"),
        _("Innenfor 67 %"), _("Innenfor 80 %"), _("Innenfor 95 %"), _("Bredde, 80 %"),
        _("Intervallpoeng"), "CRPS",
    ]  # fmt: skip
    pit_rows = [
        [group_name(each.group), number(each.years_ahead), *(_part(part, 0) for part in each.pit)]
        for each in report.intervals
        if each.size_class is None
    ]
    pit_told = _(
        "Hvor i trekningene det sanne tallet lå, fra den laveste tidelen til den høyeste. Med "
        "rette intervaller er det 10 % i hver."
    )
    pit_heads = [_("Alder"), _("År fram"), *(number(tenth) for tenth in range(1, 11))]
    bars = _table([_("Mål"), _("Krav"), _("Målt"), _("Nådd")], interval_rows(report.intervals))
    return [told, bars, _table(heads, rows), pit_told, _table(pit_heads, pit_rows)]


def interval_rows(intervals: Sequence[IntervalMeasures]) -> list[list[str]]:
    """What is asked of the 80 % intervals after five years: what, wanted, reached, held."""
    rows = []
    for group in TRIED_GROUPS:
        place = LEVELS.index(0.8)
        held = {
            each.size_class: each.coverage[place]
            for each in intervals
            if (each.group, each.years_ahead) == (group, MAIN_HORIZONS[0]) and each.cases
        }
        if None not in held:
            continue
        whole, sizes = held[None], [part for size, part in held.items() if size is not None]
        for text, (low, high), found in (
            (_("80 %-intervallene etter fem år, {group}"), OVERALL, [whole]),
            (_("Det samme i hver størrelse av kommuner, {group}"), EACH_SIZE, sizes),
        ):
            shown = [_part(each) for each in (min(found), max(found))]
            rows.append(
                [
                    text.format(group=group_name(group)),
                    _("{low} til {high}").format(low=_part(low, 0), high=_part(high, 0)),
                    shown[0]
                    if len(found) == 1
                    else _("{low} til {high}").format(low=shown[0], high=shown[1]),
                    _("ja") if low <= min(found) and max(found) <= high else _("nei"),
                ]
            )
    return rows


def _left_out(report: Report) -> list[str]:
    told = _(
        "Hvor brede intervallene er for den enkelte kommune, er valgt etter de samme startårene "
        "som de er prøvd på. Her er bredden valgt på nytt uten ett startår om gangen: den av "
        "{factors} ganger dagens som får 80 %-intervallene i de andre startårene til å treffe "
        "nærmest åtte av ti kommuner etter fem år. Så er den prøvd på startåret som var holdt "
        "utenfor. Det gjelder alle innbyggere."
    ).format(factors=", ".join(number(each, 1) for each in FACTORS))
    rows = [
        [
            str(each.origin),
            number(each.factor, 1),
            _part(each.others),
            _part(each.held),
            _part(each.as_shipped),
        ]
        for each in report.left_out
    ]
    rows.append(
        [
            _("snitt"),
            "",
            _part(_mean([each.others for each in report.left_out])),
            _part(_mean([each.held for each in report.left_out])),
            _part(_mean([each.as_shipped for each in report.left_out])),
        ]
    )
    heads = [
        _("Utenfor"), _("Bredde"), _("Innenfor i de andre"), _("Innenfor i det som var utenfor"),
        _("Innenfor slik Omsyn er"),
    ]  # fmt: skip
    return [told, _table(heads, rows)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _how() -> str:
    return _(
        "MAPE er snittet av de relative avvikene uten fortegn, MedAPE medianen, MALPE snittet med "
        "fortegn (hvor skjevt det er), og WMAPE summen av avvikene mot summen av de sanne tallene. "
        "Der en gruppe i snitt har under 50 personer, styres snittene av tilfeldigheter; da er "
        "bare MedAPE og WMAPE gitt. «Sum» er avviket for kommunene lagt sammen. Kohortratene er "
        "fra de fem siste årene og trukket mot landets, og veksten i «vekst som før» er fra de "
        "samme årene. Intervallpoeng er bredden av 80 %-intervallet med et tillegg på ti ganger "
        "det det bommer med (Gneiting og Raftery 2007), og CRPS er avstanden mellom trekningene og "
        "det som ble, regnet over hele fordelingen. Statistisk sentralbyrås egne tidligere "
        "framskrivinger er ikke blant de åpne tallene Omsyn leser, så de er ikke med her."
    )


def _heads() -> list[str]:
    return [_("Innenfor 5 %"), "MAPE", "MedAPE", "MALPE", "WMAPE", _("Sum")]


def _cells(found: Measures) -> list[str]:
    return [
        _part(found.close),
        _part(found.mape),
        _part(found.medape),
        _signed_part(found.malpe),
        _part(found.wmape),
        _signed_part(found.sum_error),
    ]


def _part(value: float | None, decimals: int = 1) -> str:
    return percent(None if value is None else 100 * value, decimals)


def _signed_part(value: float | None) -> str:
    return "–" if value is None else f"{signed(100 * value, 1)}\u00a0%"


def _chapter(title: str, parts: Sequence[str]) -> str:
    return "\n\n".join([f"## {title}", *parts])


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
