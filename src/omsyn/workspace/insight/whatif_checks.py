"""What no single field can see: that what stands in one goes with what stands in another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from attrs import evolve
from django.utils.translation import gettext as _

from omsyn.needs.scenario.address import LEVER_CODES
from omsyn.workspace.insight.whatif_details import Part
from omsyn.workspace.insight.whatif_shown import Shown

Fields = Mapping[str, Shown]
Fault = tuple[str, str]
"""Name of a field and a sentence."""


def faults(every: Fields) -> dict[str, Shown]:
    """The fields that do not go with the others, each with its sentence."""
    found: dict[str, str] = {}
    for name, sentence in _all(every):
        if not every[name].error:
            found.setdefault(name, sentence)
    return {name: evolve(every[name], error=sentence) for name, sentence in found.items()}


def _all(every: Fields) -> Iterator[Fault]:
    horizon = math.inf
    if not every["t"].error:
        horizon = float(every["t"].text or every["t"].field.neutral or 0)
    for lever in LEVER_CODES:
        yield from _uncertainty(lever, every)
        yield from _ages(lever, every)
        yield from _before(f"{lever}.s", every, horizon)
    for name in every:
        if name.endswith(".ar"):
            yield from _row(name, every, horizon)
        if name.startswith("sk.") and name.endswith(".andel"):
            yield from _skill(name.removesuffix(".andel"), every)
    if _text(every, "re.t") and not _text(every, "re.b"):
        yield "re.b", _("Skriv også fraværet i dag.")
    if (_text(every, "sp.q") or "p") == (_text(every, "sp.z") or "h"):
        yield "sp.z", _("Velg en annen tjeneste enn den dere flytter fra.")
    if _text(every, "b") and float(every["b"].text) >= horizon:
        yield "b", _("Året må være før målåret.")


def _text(every: Fields, name: str) -> str:
    """What stands in a field; nothing where it cannot be read."""
    found = every.get(name)
    return "" if found is None or found.error else found.text


def _uncertainty(lever: str, every: Fields) -> Iterator[Fault]:
    low, high = _text(every, f"{lever}.{Part.LOW}"), _text(every, f"{lever}.{Part.HIGH}")
    if not (low or high) or every[lever].error:
        return
    value = _text(every, lever) or every[lever].field.neutral or 0
    if not (low and high):
        yield f"{lever}.{Part.LOW}", _("Gi både lavest og høyest, eller ingen av dem.")
    elif not float(low) <= float(value) <= float(high):
        yield f"{lever}.{Part.LOW}", _("Verdien må ligge mellom lavest og høyest.")


def _ages(lever: str, every: Fields) -> Iterator[Fault]:
    youngest = _text(every, f"{lever}.{Part.YOUNGEST}")
    oldest = _text(every, f"{lever}.{Part.OLDEST}")
    if oldest and float(oldest) < float(youngest or 0):
        yield f"{lever}.{Part.OLDEST}", _("Alderen må være minst den det går fra.")


def _before(name: str, every: Fields, horizon: float) -> Iterator[Fault]:
    text = _text(every, name)
    if text and float(text) >= horizon:
        yield name, _("Året må være før målåret, ellers endrer det ingenting.")


def _row(name: str, every: Fields, horizon: float) -> Iterator[Fault]:
    """Year and number go together, and people who come after the target year change nothing."""
    row = name.removesuffix(".ar")
    other = f"{row}.personer" if f"{row}.personer" in every else f"{row}.antall"
    year, count = _text(every, name), _text(every, other)
    if year and not count:
        yield other, _("Skriv hvor mange.")
    elif count and not year:
        yield name, _("Skriv hvilket år.")
    elif row.startswith("ad."):
        yield from _before(name, every, horizon)


def _skill(row: str, every: Fields) -> Iterator[Fault]:
    parts = [name for name in every if name.startswith(f"{row}.")]
    if not _text(every, f"{row}.andel") and any(_text(every, name) for name in parts):
        yield f"{row}.andel", _("Skriv hvor stor andel av årsverkene dette er i dag.")
