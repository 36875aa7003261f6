"""The table of the bench: what the measurements share, a row with its goal, and the page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from attrs import frozen

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"
PYTHON = Path(sys.executable)
OMSYN = PYTHON.parent / "omsyn"
INSIDE_WITHIN = 1_800
"""Seconds that a process of its own may measure for."""


@frozen(kw_only=True)
class Bench:
    """What all measurements share."""

    store: Path
    data: Path | None
    """Published statistics; None where the fictional county is measured."""
    times: int
    places: tuple[str, ...]
    """Codes of municipalities, the one that is measured alone first."""
    scratch: Path
    facts: tuple[str, ...]
    """What the machine was like before the measuring began."""

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "OMSYN_STORE": str(self.store), "OMSYN_LANGUAGE": "nb"}


@frozen
class Row:
    """One line of the table; without a result it says why."""

    what: str
    goal: str
    result: str
    command: str
    met: bool | None = None


def seconds_row(what: str, goal: float | None, seconds: float, command: str) -> Row:
    """A time in seconds, held against the goal where there is one."""
    text = f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"
    if goal is None:
        return Row(what, "", text, command)
    return Row(what, f"≤ {goal:g} s", text, f"`{command}`", seconds <= goal)


def milliseconds_row(what: str, goal: float | None, milliseconds: float, command: str) -> Row:
    """A time in milliseconds, held against the goal where there is one."""
    text = f"{milliseconds:.0f} ms"
    if goal is None:
        return Row(what, "", text, command)
    return Row(what, f"≤ {goal:g} ms", text, command, milliseconds <= goal)


def inside(bench: Bench, *words: str) -> dict[str, Any]:
    """What `bench_inside.py` measured in a process of its own."""
    done = subprocess.run(
        [PYTHON, SCRIPTS / "bench_inside.py", *words], env=bench.environment,
        capture_output=True, check=True, text=True, timeout=INSIDE_WITHIN,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def table(rows: list[Row]) -> str:
    """The rows in Markdown, with a word on whether the goal was met."""
    words = {True: "yes", False: "**no**", None: ""}
    lines = [
        f"| {row.what} | {row.goal} | {row.result} | {words[row.met]} | {row.command} |"
        for row in rows
    ]
    return "\n".join(["| What | Goal | Measured | Met | How |", "|---|---|---|---|---|", *lines])
