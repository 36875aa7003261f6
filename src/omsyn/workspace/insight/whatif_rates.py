"""Own rates on their way between a spreadsheet and the address."""

from __future__ import annotations

import tempfile
from pathlib import Path

from attrs import frozen
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from omsyn.errors import OmsynError, ScenarioError
from omsyn.language import number
from omsyn.needs.names import service_name, sex_name
from omsyn.needs.own_rates import Sex
from omsyn.needs.scenario import Scenario, read_own_rates
from omsyn.needs.scenario.own import OwnRate
from omsyn.needs.services import Service

EXAMPLE = ((0, 66, 0.8), (67, 79, 6), (80, 89, 22), (90, None, 45))
LARGEST_FILE = 5_000_000
LONGEST_QUERY = 5_000
"""Letters: the server takes eight thousand, and a form sends its empty fields beside the rates."""


@frozen(kw_only=True)
class Read:
    """What was made of a table, or what is wrong with it."""

    rates: tuple[OwnRate, ...] = ()
    problems: tuple[str, ...] = ()


def read_rates(text: str, file: UploadedFile[bytes] | None) -> Read:
    """The rates of a file where there is one, else of the text; no text is no rates."""
    try:
        if file is not None:
            return Read(rates=_of_file(file))
        return Read(rates=read_own_rates(text) if text.strip() else ())
    except ScenarioError as fault:
        return Read(problems=fault.problems)
    except OmsynError as fault:
        return Read(problems=(str(fault),))


def rates_text(rates: tuple[OwnRate, ...]) -> str:
    """The rates as a spreadsheet takes them when they are copied out of the field."""
    if not rates:
        return ""
    users = any(each.users is not None for each in rates)
    shares = any(each.per_100 is not None for each in rates)
    heads = [_("tjeneste"), _("kjønn"), _("alder"), *[_("prosent")] * shares]
    lines = ["\t".join([*heads, *[_("brukere")] * users])]
    for each in rates:
        ages = f"{each.low}+" if each.high is None else f"{each.low}–{each.high}"
        cells = [service_name(each.service), sex_name(each.sex), ages]
        cells += [_written(each.per_100)] * shares + [_written(each.users)] * users
        lines.append("\t".join(cells))
    return "\n".join(lines) + "\n"


def example_text() -> str:
    """Made-up rates of one service, as they are pasted."""
    return rates_text(
        tuple(
            OwnRate(service=Service.HOME_NURSING, sex=Sex.BOTH, low=low, high=high, per_100=per_100)
            for low, high, per_100 in EXAMPLE
        )
    )


def with_rates(scenario: Scenario, rates: tuple[OwnRate, ...]) -> Scenario:
    """The same scenario on other rates. Raises `ScenarioError`."""
    local = scenario.local.model_copy(update={"rates": rates})
    return scenario.model_copy(update={"local": local})


def too_long() -> str:
    """Why so many rows cannot be kept in an address."""
    return _(
        "Radene er for mange til å få plass i adressen til siden. Slå sammen aldre til grupper, "
        "eller bruk «omsyn need» med en fil."
    )


def _of_file(file: UploadedFile[bytes]) -> tuple[OwnRate, ...]:
    if (file.size or 0) > LARGEST_FILE:
        raise ScenarioError(
            _("Filen er større enn {most} MB; last opp bare tabellen med satsene.").format(
                most=LARGEST_FILE // 1_000_000
            )
        )
    ending = ".xlsx" if str(file.name).lower().endswith(".xlsx") else ".csv"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{_('filen')}{ending}"
        path.write_bytes(file.read())
        return read_own_rates(path)


def _written(value: float | None) -> str:
    if value is None:
        return ""
    text = f"{value:.10g}"
    return number(value, len(text.partition(".")[2])).replace("\u202f", "")
