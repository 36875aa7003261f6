"""What became of municipalities: mergers, divisions, new numbers and new names."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum

import polars as pl
from attrs import frozen

from omsyn.geography.region import Region
from omsyn.language import _, date_text


class ChangeKind(StrEnum):
    """What a change did to the municipality that it made."""

    MERGED = "merged"
    DIVIDED = "divided"
    RENUMBERED = "renumbered"
    RENAMED = "renamed"
    ADJUSTED = "adjusted"
    """The border moved; code and name stayed."""


@frozen
class Change:
    """One step from an old municipality to a new one."""

    date: dt.date
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    kind: ChangeKind


def changes_in(frame: pl.DataFrame) -> tuple[Change, ...]:
    """The rows of a frame of changes, each with its kind, oldest first."""
    rows = sorted(set(frame.select(*_COLUMNS).iter_rows()))
    olds: dict[tuple[dt.date, str], set[str]] = defaultdict(set)
    news: dict[tuple[dt.date, str], set[str]] = defaultdict(set)
    for date, old, _old_name, new, _new_name in rows:
        olds[date, new].add(old)
        news[date, old].add(new)
    return tuple(
        Change(
            date, old, old_name, new, new_name,
            _kind(len(olds[date, new]), len(news[date, old]), old == new, old_name == new_name),
        )
        for date, old, old_name, new, new_name in rows
    )  # fmt: skip


_COLUMNS = ("date", "old_code", "old_name", "new_code", "new_name")


def _kind(sources: int, targets: int, same_code: bool, same_name: bool) -> ChangeKind:
    if targets > 1:
        return ChangeKind.DIVIDED
    if sources > 1:
        return ChangeKind.MERGED
    if not same_code:
        return ChangeKind.RENUMBERED
    return ChangeKind.ADJUSTED if same_name else ChangeKind.RENAMED


class Lineage:
    """The changes as a graph that can be walked both ways."""

    def __init__(self, changes: Iterable[Change], municipalities: Iterable[Region]) -> None:
        self._from: dict[tuple[str, dt.date], list[Change]] = defaultdict(list)
        self._into: dict[str, list[Change]] = defaultdict(list)
        for change in changes:
            self._from[change.old_code, change.date].append(change)
            self._into[change.new_code].append(change)
        self._rows: dict[str, list[Region]] = defaultdict(list)
        for region in municipalities:
            self._rows[region.code].append(region)

    def in_force(self, code: str, day: dt.date) -> Region | None:
        """The municipality with this code on a day."""
        return next((row for row in self._rows.get(code, ()) if row.in_force(day)), None)

    def steps_from(self, region: Region) -> list[Change]:
        """The changes that ended a municipality."""
        if region.valid_to is None:
            return []
        return self._from.get((region.code, region.valid_to), [])

    def forward(self, code: str, start: dt.date, end: dt.date) -> frozenset[str]:
        """Codes in force on `end` that hold some of what `code` was on `start`."""
        region = self.in_force(code, start)
        if region is None:
            return frozenset()
        if region.in_force(end):
            return frozenset((code,))
        found: set[str] = set()
        for change in self.steps_from(region):
            found |= self.forward(change.new_code, change.date, end)
        return frozenset(found)

    def only_renumbered(self, region: Region) -> Region | None:
        """The municipality today with exactly these borders under another code or name."""
        here = region
        while here.valid_to is not None:
            steps = [step for step in self.steps_from(here) if step.kind is ChangeKind.RENUMBERED]
            there = self.in_force(steps[0].new_code, steps[0].date) if len(steps) == 1 else None
            if there is None:
                return None
            here = there
        return here

    def back(self, region: Region) -> Iterator[Change]:
        """Every change that led to a municipality, in no order."""
        waiting, seen = [(region, dt.date.max)], set()
        while waiting:
            here, until = waiting.pop()
            for change in self._into.get(here.code, ()):
                # What happened to a neighbour after it gave up its part is the neighbour's story.
                if change in seen or not _made(change, here) or change.date >= until:
                    continue
                seen.add(change)
                yield change
                before = self.in_force(change.old_code, change.date - dt.timedelta(days=1))
                if before is not None and before != here:
                    waiting.append((before, change.date))


def _made(change: Change, region: Region) -> bool:
    """Whether a change took place while the region existed, its first day included."""
    return region.valid_from <= change.date and (
        region.valid_to is None or change.date < region.valid_to
    )


def history_sentences(changes: Iterable[Change]) -> list[str]:
    """What happened, one sentence for each new municipality and date, oldest first."""
    groups: dict[tuple[dt.date, str], list[Change]] = defaultdict(list)
    for change in changes:
        key = change.old_code if change.kind is ChangeKind.DIVIDED else change.new_code
        groups[change.date, key].append(change)
    return [_sentence(group) for _key, group in sorted(groups.items())]


def _sentence(group: list[Change]) -> str:
    first = group[0]
    kind = first.kind
    if len(group) == 1 and first.old_code == first.new_code and kind is not ChangeKind.RENAMED:
        kind = ChangeKind.ADJUSTED
    return _wording(kind, several=len(group) > 1, renamed=first.old_name != first.new_name).format(
        date=date_text(first.date),
        old=and_list(list(dict.fromkeys(f"{each.old_name} ({each.old_code})" for each in group))),
        new=and_list(list(dict.fromkeys(f"{each.new_name} ({each.new_code})" for each in group))),
        old_name=first.old_name,
        new_name=first.new_name,
        new_code=first.new_code,
    )


def _wording(kind: ChangeKind, *, several: bool, renamed: bool) -> str:
    wordings = {
        (ChangeKind.MERGED, True): _("{date}: {old} ble slått sammen til {new}."),
        (ChangeKind.MERGED, False): _("{date}: {old} ble en del av {new}."),
        (ChangeKind.DIVIDED, True): _("{date}: {old} ble delt mellom {new}."),
        (ChangeKind.DIVIDED, False): _("{date}: {old} ble delt, og {new} fikk en del av området."),
        (ChangeKind.RENUMBERED, True): _("{date}: {old} fikk nytt nummer og navn: {new}."),
        (ChangeKind.RENUMBERED, False): _("{date}: {old} fikk kommunenummer {new_code}."),
        (ChangeKind.RENAMED, True): _("{date}: {old_name} fikk navnet {new_name}."),
        (ChangeKind.ADJUSTED, False): _("{date}: Grensen for {new} ble justert."),
    }
    by_name = kind in (ChangeKind.RENUMBERED, ChangeKind.RENAMED)
    return wordings[kind, renamed if by_name else several]


def and_list(names: list[str]) -> str:
    """`A, B og C`."""
    if len(names) < 2:
        return "".join(names)
    return _("{first} og {last}").format(first=", ".join(names[:-1]), last=names[-1])


def or_list(names: list[str]) -> str:
    """`A, B eller C`."""
    if len(names) < 2:
        return "".join(names)
    return _("{first} eller {last}").format(first=", ".join(names[:-1]), last=names[-1])
