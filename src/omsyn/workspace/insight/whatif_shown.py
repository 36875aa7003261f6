"""A field with what the reader has written in it, and what is wrong with that."""

from __future__ import annotations

import math
from collections.abc import Mapping

from attrs import evolve, frozen
from django.utils.translation import gettext as _

from omsyn.language import number
from omsyn.needs.names import service_name
from omsyn.needs.scenario.address_codes import SERVICES
from omsyn.needs.services import Service
from omsyn.workspace.insight.whatif_fields import WORDS, Field, Group

LONGEST_NUMBER = 20


@frozen(kw_only=True)
class Shown:
    """A field with what stands in it."""

    field: Field
    text: str = ""
    error: str = ""
    details: tuple[Shown, ...] = ()
    more: tuple[str, ...] = ()
    """Further levers of the same kind, as the address writes them."""

    @property
    def id(self) -> str:
        return f"felt-{self.field.name.replace('.', '-')}"

    @property
    def changed(self) -> bool:
        """Whether it is set to something else than its neutral point."""
        neutral = "" if self.field.neutral is None else plain(self.field.neutral)
        return self.text not in {"", neutral}

    @property
    def any_changed(self) -> bool:
        """Whether it, or something that belongs to it, is set."""
        return self.changed or bool(self.more) or any(each.changed for each in self.details)

    @property
    def opened(self) -> bool:
        return bool(self.more) or any(each.changed or each.error for each in self.details)

    @property
    def bounds(self) -> tuple[str, str, str]:
        """Lowest, highest and step as HTML writes them."""
        return plain(self.field.low), plain(self.field.high), plain(self.field.step)

    @property
    def at(self) -> str:
        """Where the slider stands."""
        return self.text or plain(self.field.neutral or 0)

    @property
    def neutral(self) -> str:
        return "" if self.field.neutral is None else written(self.field.neutral)

    @property
    def said(self) -> str:
        """Where the slider stands, as it is read aloud."""
        value = _number(self.at)
        return f"{self.at if value is None else written(value)} {self.field.unit}".strip()

    @property
    def words(self) -> str:
        """The services that it has to do with, as names of classes."""
        return _classes(self.field.services)


@frozen(kw_only=True)
class ShownGroup:
    group: Group
    fields: tuple[Shown, ...]

    @property
    def words(self) -> str:
        return _classes({service for each in self.fields for service in each.field.services})

    @property
    def set(self) -> bool:
        return any(each.any_changed or each.error for each in self.fields)


def _classes(services: tuple[Service, ...] | set[Service]) -> str:
    return " ".join(f"on-{word}" for service, word in WORDS.items() if service in services)


def plain(value: float) -> str:
    """A number as a form and an address hold it: `0.5`."""
    return f"{value:.10g}"


def written(value: float) -> str:
    """A number as people read it, with as many decimals as it has."""
    text = plain(value)
    if "e" in text:
        return number(value)
    _whole, _point, decimals = text.partition(".")
    year = 1900 <= value <= 2100 and not decimals
    return text if year else number(value, len(decimals))


def shown_field(each: Field, values: Mapping[str, str]) -> Shown:
    """The field with what stands in it, and a sentence where that will not do."""
    text = values.get(each.name, "")
    if each.options:
        return _choice(each, text)
    if not text:
        return Shown(field=each)
    value = _number(text)
    fits = value is not None and each.low <= value <= each.high
    if value is None or not fits or (each.whole and value != int(value)):
        return Shown(field=each, text=text[:LONGEST_NUMBER], error=_sentence(each, text))
    return Shown(field=each, text=plain(value))


def _choice(each: Field, text: str) -> Shown:
    codes = [code for code, _label in each.options]
    # The first choice without a code of its own is the neutral one; rows have one anyway.
    if text in codes or not text:
        return Shown(field=each, text=text if "" in codes else text or codes[0])
    if each.name.endswith(".k") and set(text) <= set(SERVICES):
        names = ", ".join(service_name(SERVICES[letter]) for letter in text)
        return Shown(field=evolve(each, options=(*each.options, (text, names))), text=text)
    message = _("{label}: «{text}» er ikke et av valgene.")
    return Shown(field=each, error=message.format(label=each.label, text=text[:LONGEST_NUMBER]))


def _number(text: str) -> float | None:
    """A number as a Norwegian or a browser writes it."""
    bare = "".join(text.split()).replace(",", ".").replace("\u2212", "-")
    try:
        value = float(bare) if len(bare) <= LONGEST_NUMBER else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _sentence(each: Field, text: str) -> str:
    message = (
        _("{label}: «{text}» går ikke. Skriv et helt tall fra {low} til {high}.")
        if each.whole
        else _("{label}: «{text}» går ikke. Skriv et tall fra {low} til {high}.")
    )
    return message.format(
        label=each.label, text=text[:LONGEST_NUMBER], low=written(each.low), high=written(each.high)
    )
