"""Whether the draws asked for fit in the machine's memory; refused before anything is made."""

from __future__ import annotations

import os
from pathlib import Path

from omsyn.demography.population import AGES
from omsyn.errors import OutsideData
from omsyn.language import _, number

SHARE = 0.7
"""So much of the free memory may be used."""

UNKNOWN = 4_000_000_000
MEMINFO = Path("/proc/meminfo")


def needed(draws: int, flows: int, cells: int = 0, *, kept_only: bool = False) -> int:
    """Bytes that draws of the whole country take, with `cells` kept for each draw and year.

    With `kept_only` they are not made, but read or made in parts: what a region's are computed
    from, or its persons, the country's mortality and as much again to work with.
    """
    # Death probabilities in double precision while they are made; then four arrays and the country.
    arrays = 4 if kept_only else 12
    return draws * (flows + 1) * (2 * AGES * 4 * arrays + cells * 4)


def available() -> int:
    """Bytes of memory that are free, or could be."""
    try:
        for line in MEMINFO.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (OSError, ValueError, AttributeError):
        return UNKNOWN


def check_memory(draws: int, flows: int, cells: int = 0, *, kept_only: bool = False) -> None:
    """Raise `OutsideData` where the draws would not fit, saying how many would."""
    free = int(available() * SHARE)
    bytes_needed = needed(draws, flows, cells, kept_only=kept_only)
    if bytes_needed > free:
        raise OutsideData(
            _(
                "{draws} trekninger krever om lag {needed} GB minne, og maskinen har {free} GB å "
                "gi; be om {fits} trekninger eller færre."
            ).format(
                draws=number(draws),
                needed=number(bytes_needed / 1e9, 1),
                free=number(free / 1e9, 1),
                fits=number(free * draws // bytes_needed),
            )
        )
