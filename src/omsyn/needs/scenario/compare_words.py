"""How two scenarios differ, told to readers: whole sentences in the written standard in force."""

from __future__ import annotations

from attrs import frozen

from omsyn.language import _, number, percent
from omsyn.needs.scenario.compare import AmountDifference, Comparison, Difference
from omsyn.needs.services import WITH_PLACES, Service

MILLION = 1_000_000
WHOLE_FROM = 10
"""Differences from here on are told without decimals."""


@frozen(kw_only=True)
class Names:
    """What the two are called."""

    one: str = "A"
    other: str = "B"

    @property
    def given(self) -> bool:
        """Whether somebody named them."""
        return self != Names()


def names_of(comparison: Comparison) -> Names:
    """The scenarios' own names; A and B where they have none, or the same."""
    one, other = comparison.one.scenario.name, comparison.other.scenario.name
    return named(one, other)


def named(one: str, other: str) -> Names:
    """Two names in quotation marks, where there are two to tell them apart by."""
    if not one or not other or one == other:
        return Names()
    return Names(one=f"«{one}»", other=f"«{other}»")


def sentences(each: Difference, year: int, names: Names) -> list[str]:
    """How much the two differ in a year, how sure that is, and what it means for the capacity."""
    said = [difference_sentence(each, year, names)]
    if each.quantiles:
        said += [interval_sentence(each, year), probability_sentence(each, year, names)]
    said.append(capacity_sentence(each, year, names))
    return [sentence for sentence in said if sentence]


def difference_sentence(each: Difference, year: int, names: Names) -> str:
    """`B trenger 12 færre plasser enn A i 2040.`, on the main path."""
    value = each.at(year)
    words = {"one": names.one, "other": names.other, "year": year, "count": amount(value)}
    if amount(value) == number(0, 1) or not value:
        return _("{other} og {one} gir det samme i {year}.").format(**words)
    less, more = _texts(each)
    return (more if value > 0 else less).format(**words)


def _texts(each: Difference) -> tuple[str, str]:
    """Less and more of what the service is counted in."""
    if each.index:
        return (
            _(
                "{other} trenger færre årsverk enn {one} i {year}; forskjellen svarer til {count} "
                "prosent av dagens."
            ),
            _(
                "{other} trenger flere årsverk enn {one} i {year}; forskjellen svarer til {count} "
                "prosent av dagens."
            ),
        )
    if each.service in WITH_PLACES:
        return (
            _("{other} trenger {count} færre plasser enn {one} i {year}."),
            _("{other} trenger {count} flere plasser enn {one} i {year}."),
        )
    if each.service is Service.PERSON_YEARS:
        return (
            _("{other} trenger {count} færre årsverk enn {one} i {year}."),
            _("{other} trenger {count} flere årsverk enn {one} i {year}."),
        )
    if each.service is Service.DEMENTIA:
        return (
            _("{other} gir {count} færre personer med demens enn {one} i {year}."),
            _("{other} gir {count} flere personer med demens enn {one} i {year}."),
        )
    return (
        _("{other} gir {count} færre brukere enn {one} i {year}."),
        _("{other} gir {count} flere brukere enn {one} i {year}."),
    )


def interval_sentence(each: Difference, year: int) -> str:
    """`I åtte av ti framtider er det mellom 8 og 15 færre.`; nothing without draws."""
    interval = each.interval(year)
    if interval is None:
        return ""
    most = max(map(abs, interval))
    # What rounds to nothing is neither more nor less.
    low, high = (0.0 if not round(end, 0 if most >= WHOLE_FROM else 1) else end for end in interval)
    if low == high == 0:
        return _("I åtte av ti framtider er det ingen forskjell.")
    if low < 0 < high:
        text = (
            _("I åtte av ti framtider er det fra {low} prosent mindre til {high} prosent mer.")
            if each.index
            else _("I åtte av ti framtider er det fra {low} færre til {high} flere.")
        )
        return text.format(low=amount(low, most), high=amount(high, most))
    near, far = (amount(end, most) for end in sorted((low, high), key=abs))
    alike, between = _one_way(grows=high > 0, index=each.index)
    return (alike if near == far else between).format(low=near, high=far)


def _one_way(*, grows: bool, index: bool) -> tuple[str, str]:
    """An interval that is all more, or all less: its ends told alike, and not."""
    if index and grows:
        return (
            _("I åtte av ti framtider er det {high} prosent mer."),
            _("I åtte av ti framtider er det mellom {low} og {high} prosent mer."),
        )
    if index:
        return (
            _("I åtte av ti framtider er det {high} prosent mindre."),
            _("I åtte av ti framtider er det mellom {low} og {high} prosent mindre."),
        )
    if grows:
        return (
            _("I åtte av ti framtider er det {high} flere."),
            _("I åtte av ti framtider er det mellom {low} og {high} flere."),
        )
    return (
        _("I åtte av ti framtider er det {high} færre."),
        _("I åtte av ti framtider er det mellom {low} og {high} færre."),
    )


def probability_sentence(each: Difference, year: int, names: Names) -> str:
    """How sure it is which of the two needs most; nothing without draws, or for two alike."""
    if each.greater is None or each.less is None:
        return ""
    place = each.years.index(year)
    more, fewer = float(each.greater[place]), float(each.less[place])
    if not more and not fewer:
        return ""
    text = (
        _("Sannsynligheten for at {other} gir det største behovet, er {chance}.")
        if more >= fewer
        else _("Sannsynligheten for at {other} gir det minste behovet, er {chance}.")
    )
    return text.format(other=names.other, chance=chance_text(max(more, fewer)))


def cost_sentences(each: AmountDifference, year: int, names: Names) -> list[str]:
    """How much dearer or cheaper the other is a year, and how sure that is."""
    value = each.at(year)
    words = {"one": names.one, "other": names.other, "year": year, "money": money(value)}
    if not round(value):
        return [_("{other} og {one} koster det samme i {year}.").format(**words)]
    text = (
        _("{other} koster {money} mer i året enn {one} i {year}.")
        if value > 0
        else _("{other} koster {money} mindre i året enn {one} i {year}.")
    )
    said = [text.format(**words)]
    interval = each.interval(year)
    if interval is not None:
        low, high = interval
        near, far = sorted(interval, key=abs)
        if low < 0 < high:
            text = _("I åtte av ti framtider er det fra {low} mindre til {high} mer.")
            near, far = low, high
        elif high > 0:
            text = _("I åtte av ti framtider er det mellom {low} og {high} mer.")
        else:
            text = _("I åtte av ti framtider er det mellom {low} og {high} mindre.")
        said.append(text.format(low=money(near), high=money(far)))
    return said


def money(value: float) -> str:
    """An amount in kroner without its sign, in millions where there are ten or more."""
    size = abs(value)
    if size >= 10 * MILLION:
        return _("{count} millioner kroner").format(count=number(size / MILLION, 1))
    return _("{count} kroner").format(count=number(size))


def capacity_sentence(each: Difference, year: int, names: Names) -> str:
    """The probability that the capacity will not do, in each; nothing where it is not known."""
    place = each.years.index(year)
    one, other = each.one.exceeding, each.other.exceeding
    words = {
        "one": names.one,
        "other": names.other,
        "year": year,
        "first": "" if one is None else chance_text(float(one[place])),
        "second": "" if other is None else chance_text(float(other[place])),
    }
    if one is not None and other is not None:
        return _(
            "Sannsynligheten for at kapasiteten ikke holder i {year}, er {first} i {one} og "
            "{second} i {other}."
        ).format(**words)
    if one is not None:
        return _(
            "Sannsynligheten for at kapasiteten ikke holder i {year}, er {first} i {one}; i "
            "{other} er ingen kapasitet oppgitt."
        ).format(**words)
    if other is not None:
        return _(
            "Sannsynligheten for at kapasiteten ikke holder i {year}, er {second} i {other}; i "
            "{one} er ingen kapasitet oppgitt."
        ).format(**words)
    return ""


def chance_text(chance: float) -> str:
    """A probability as whole percent, never quite nothing and never quite certain."""
    if chance < 0.01:
        return _("under 1\u00a0%")
    if chance > 0.99:
        return _("over 99\u00a0%")
    return percent(100 * chance, 0)


def amount(value: float, beside: float | None = None) -> str:
    """How large a difference is, without its sign, as exact as one `beside` it is told."""
    size = abs(value)
    largest = size if beside is None else beside
    return number(size, 0 if round(largest, 1) >= WHOLE_FROM or size == round(size) else 1)
