"""What the address and its parts are made of: numbers, letters for choices, and its fault."""

from __future__ import annotations

from typing import Any

from omsyn.errors import ScenarioError
from omsyn.language import _
from omsyn.needs.services import Service

SERVICES = {
    "h": Service.HOME_SERVICES,
    "p": Service.PLACES,
    "d": Service.DEMENTIA,
    "y": Service.PERSON_YEARS,
    "r": Service.PRACTICAL_HELP,
    "n": Service.HOME_NURSING,
    "b": Service.USER_CONTROLLED_ASSISTANCE,
    "k": Service.SHORT_STAY,
    "g": Service.DAY_CARE,
    "o": Service.HOUSING_24H,
}
"""A letter once given is never given to something else."""


def unreadable(kind: str, detail: str) -> ScenarioError:
    return ScenarioError(
        _("Adressen har noe uleselig i {lever}: «{detail}».").format(lever=kind, detail=detail)
    )


def number_text(value: float) -> str:
    """The shortest text that is the same number: `1`, `0.5`."""
    return str(int(value)) if value == int(value) and abs(value) < 2**53 else repr(float(value))


def value_of(text: str) -> Any:
    """A number, whole if written so, with comma or point; other text stays text."""
    plain = text.replace(",", ".").replace("\u2212", "-").replace("\u202f", "")
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        return float(plain)
    except ValueError:
        return text
