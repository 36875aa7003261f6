"""From what a person writes to the region that is meant.

`find` gives one region or says why it cannot; `search` serves type-ahead. Both look names up in
an index of folded spellings, where expired municipalities lead to what became of them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from omsyn.errors import AmbiguousRegion, ExpiredRegion, UnknownRegion
from omsyn.geography import names
from omsyn.geography.history import and_list, or_list
from omsyn.geography.index import RANK, Entry, Match, close_to, codes_like, matching
from omsyn.geography.region import Region, RegionKind, kind_name, region_id
from omsyn.language import _, date_text

if TYPE_CHECKING:
    from omsyn.geography.registry import Registry

NAMESAKE_YEARS = 10
"""A municipality that ceased within so many years is still what some people mean by its name."""

MOST_NAMED = 6
"""More candidates than this are not read in a sentence."""


def find(registry: Registry, text: str, day: dt.date | None = None) -> Region:
    """As `Registry.find`."""
    asked = names.parse_asked(text)
    if not names.fold(asked.text):
        raise UnknownRegion(_("Skriv navnet på en kommune eller et fylke, eller et nummer."))
    if asked.code is None and registry.rows(asked.text):
        return registry.get(asked.text, day)
    if asked.code is not None and registry.rows(asked.code):
        return _by_code(registry, asked, registry.rows(asked.code), day)
    county = names.county_code(asked.text)
    if county is not None and registry.rows(region_id(RegionKind.COUNTY, county)):
        return registry.get(region_id(RegionKind.COUNTY, county), day)
    rows = _named(registry, asked.name) if asked.name else []
    if asked.labelled:
        rows = [each for each in rows if _in_label(each, asked)] or rows
    if rows:
        return _settle(registry, asked, rows, day)
    return _guess(registry, asked, day)


def _by_code(
    registry: Registry, asked: names.Asked, rows: Sequence[Region], day: dt.date | None
) -> Region:
    """The region with a code, unless the name beside it is that of another place.

    A name that nobody bears is let pass: exports spell names in many ways, and damage them.
    """
    others = _first_kind(_named(registry, asked.name)) if asked.name else []
    own = {each.code for row in rows for each in (row, *successors(registry, row))}
    if others and own.isdisjoint(each.code for each in others):
        raise _ambiguous(asked, _placed_all(registry, [rows[-1], others[0]]))
    return _settle(registry, asked, rows, day)


def _named(registry: Registry, name: str) -> list[Region]:
    """Regions with exactly this name, in one of the ways in which a name is written."""
    place = names.name_and_place(name)
    spellings = [name, names.without_kind_word(name)]
    if place:
        spellings.append(f"{names.without_kind_word(place[0])} {place[1]}")
    # A language may have been added to the name since the regions were last fetched.
    spellings += names.parts(name)
    for spelling in spellings:
        found = registry.index.named(spelling)
        if found:
            return found
    return []


def _in_label(region: Region, asked: names.Asked) -> bool:
    """Whether the region existed in the first and last year that a label names."""
    years = [year for year in (asked.first_year, asked.last_year) if year is not None]
    return all(region.in_force(dt.date(year, 6, 1)) for year in years) and (
        asked.last_year is not None or region.valid_to is None
    )


def _in_force(region: Region, day: dt.date | None) -> bool:
    return region.valid_to is None if day is None else region.in_force(day)


def _settle(
    registry: Registry, asked: names.Asked, rows: Sequence[Region], day: dt.date | None
) -> Region:
    """The one of several regions with the name or code that is meant."""
    alive = _first_kind([each for each in rows if _in_force(each, day)])
    if alive:
        same = [each for each in alive if _written_so(each, asked)]
        alive = same if len(same) == 1 else alive
        others = _namesakes(registry, asked, alive) if day is None else {}
        if len(alive) == 1 and not others:
            return alive[0]
        raise _ambiguous(asked, {**_placed_all(registry, alive), **others})
    if day is not None and all(each.valid_from > day for each in rows):
        raise ExpiredRegion(not_yet(rows[0], day), tuple(each.id for each in rows))
    return _expired_or_renumbered(registry, asked, _first_kind(rows))


def _first_kind(rows: Sequence[Region]) -> list[Region]:
    first = min((RANK[each.kind] for each in rows), default=0)
    return [each for each in rows if RANK[each.kind] == first]


def _written_so(region: Region, asked: names.Asked) -> bool:
    """Whether the text is the region's name letter by letter, not only when folded."""
    wanted = names.exact(asked.name or asked.text)
    return wanted in {names.exact(each) for each in (region.name, *region.other_names)}


def _namesakes(registry: Registry, asked: names.Asked, alive: Sequence[Region]) -> dict[str, str]:
    """Id and label of what municipalities with the same bare name became not long ago."""
    if asked.code is not None or asked.name is None or asked.labelled:
        return {}
    if alive[0].kind is not RegionKind.MUNICIPALITY:
        return {}
    found: dict[str, str] = {}
    own = {each.id for each in alive}
    # By letters: "Lærdal" is not what anybody called Lardal.
    bare = {names.exact(names.base_name(each.name)) for each in alive}
    for region in registry.index.with_bare_name(names.without_kind_word(asked.name)):
        if region.valid_to is None or region.valid_to.year < registry.border_year - NAMESAKE_YEARS:
            continue
        if names.exact(names.base_name(region.name)) not in bare:
            continue
        after = successors(registry, region)
        if own.isdisjoint(each.id for each in after):
            found |= {
                each.id: _("{name} ({code}, tidligere {old})").format(
                    name=each.name, code=each.code, old=region.name
                )
                for each in after
            }
    return found


def _expired_or_renumbered(
    registry: Registry, asked: names.Asked, rows: Sequence[Region]
) -> Region:
    """Today's region where only number or name changed; else the error that says what did."""
    latest = max(each.valid_to.year for each in rows if each.valid_to is not None)
    recent = [
        each for each in rows if each.valid_to and each.valid_to.year > latest - NAMESAKE_YEARS
    ]
    renumbered = {
        there.id: there
        for each in recent
        if each.kind is RegionKind.MUNICIPALITY
        and (there := registry.lineage.only_renumbered(each)) is not None
    }
    after = {each.id: each for row in recent for each in successors(registry, row)}
    if len(renumbered) == 1 and renumbered.keys() == after.keys():
        return next(iter(renumbered.values()))
    last = max(recent, key=lambda each: each.valid_to or each.valid_from)
    if {each.id for each in successors(registry, last)} != after.keys():
        raise _ambiguous(asked, _placed_all(registry, after.values()))
    raise ExpiredRegion(expired(registry, last), successor_ids(registry, last))


def _guess(registry: Registry, asked: names.Asked, day: dt.date | None) -> Region:
    """The one region whose name begins so; else an error with what is spelt nearly so."""
    text = asked.name or asked.text
    hits = registry.index.beginning_with(text) if len(names.compact(text)) > 2 else []
    begun = _first_kind([each for each in hits if _in_force(each, day)])
    unique = {each.id: each for each in begun}
    if len(unique) == 1:
        return begun[0]
    if unique:
        raise _ambiguous(asked, _placed_all(registry, unique.values()))
    close = _close(registry, asked, text)
    if not close:
        raise UnknownRegion(
            _(
                "Fant ikke noe område som heter «{text}». Skriv navnet på en kommune eller et "
                "fylke, eller et kommunenummer med fire sifre."
            ).format(text=asked.text)
        )
    raise UnknownRegion(
        _("Fant ikke noe område som heter «{text}». Mente du {suggestions}?").format(
            text=asked.text, suggestions=or_list([label(each) for each in close])
        ),
        tuple(each.id for each in close),
    )


def _close(registry: Registry, asked: names.Asked, text: str) -> list[Region]:
    if asked.code is not None:
        codes = [each.code for each in registry.regions(RegionKind.MUNICIPALITY)]
        return [registry.get(code) for code in codes_like(asked.code, codes)]
    return [match.region for match in search(registry, text, limit=3)]


def _ambiguous(asked: names.Asked, candidates: Mapping[str, str]) -> AmbiguousRegion:
    """The error that names the candidates, given as id -> label."""
    if len(candidates) > MOST_NAMED:
        message = _(
            "«{text}» kan bety mange steder, blant dem {candidates}. Skriv hele navnet eller "
            "nummeret."
        )
    else:
        message = _(
            "«{text}» kan bety flere steder: {candidates}. Skriv hele navnet eller nummeret."
        )
    shown = or_list(list(candidates.values())[:MOST_NAMED])
    return AmbiguousRegion(message.format(text=asked.text, candidates=shown), tuple(candidates))


def _placed_all(registry: Registry, regions: Iterable[Region]) -> dict[str, str]:
    return {each.id: _placed(registry, each) for each in regions}


def label(region: Region) -> str:
    """`Kristiansand (4204)`; other kinds by name alone."""
    if region.kind is RegionKind.MUNICIPALITY:
        return f"{region.name} ({region.code})"
    return region.name


def _placed(registry: Registry, region: Region) -> str:
    """`Bø i Nordland (1867)`."""
    county = registry.county_of(region)
    if county is None or names.base_name(region.name) != region.name:
        return label(region)
    return _("{name} i {county} ({code})").format(
        name=region.name, county=county.name, code=region.code
    )


def successors(registry: Registry, region: Region) -> tuple[Region, ...]:
    """Regions of the same kind that hold what a region held, the largest part first."""
    if region not in registry.known_successors:
        registry.known_successors[region] = _successors(registry, region)
    return registry.known_successors[region]


def _successors(registry: Registry, region: Region) -> tuple[Region, ...]:
    if region.valid_to is None:
        return (region,)
    last = region.valid_to - dt.timedelta(days=1)
    if region.kind is RegionKind.MUNICIPALITY:
        codes = registry.lineage.forward(region.code, last, dt.date.max)
        return tuple(registry.get(code) for code in sorted(codes))
    parts = (
        after
        for member in registry.members(region.id, last)
        for code in registry.lineage.forward(member.municipality, last, dt.date.max)
        for after in registry.belongs_to(code, region.kind)
    )
    return tuple(each for each, _count in Counter(parts).most_common())


def successor_ids(registry: Registry, region: Region) -> tuple[str, ...]:
    """Ids of the successors."""
    return tuple(each.id for each in successors(registry, region))


def expired(registry: Registry, region: Region) -> str:
    """The sentence that says what became of a region."""
    after = successors(registry, region)
    new = and_list([label(each) for each in after])
    old = label(region)
    match (region.kind, len(after)):
        case (_kind, 0):
            return _("{old} finnes ikke lenger.").format(old=old)
        case (RegionKind.MUNICIPALITY, 1):
            text = _(
                "{old} er ikke lenger en egen kommune, men en del av {new}. Bruk {name} i stedet."
            )
        case (RegionKind.MUNICIPALITY, _several):
            text = _(
                "{old} er ikke lenger en egen kommune, men er delt mellom {new}. Velg en av dem."
            )
        case (_kind, 1):
            text = _("{old} finnes ikke lenger; området hører nå til {new}. Bruk {name} i stedet.")
        case _other:
            text = _("{old} finnes ikke lenger; området er nå delt mellom {new}. Velg ett av dem.")
    return text.format(old=old, new=new, name=after[0].name)


def not_yet(region: Region, day: dt.date) -> str:
    """The sentence that says that a region is younger than the day asked for."""
    return _("{name} fantes ikke {day}; området ble til {start}.").format(
        name=label(region), day=date_text(day), start=date_text(region.valid_from)
    )


def search(
    registry: Registry, text: str, limit: int, kinds: Sequence[RegionKind] | None = None
) -> list[Match]:
    """As `Registry.search`."""
    asked = names.parse_asked(text)
    wanted = asked.code or asked.name or asked.text
    found: dict[str, Match] = {}
    for entries in (matching(registry.index, wanted), close_to(registry.index, wanted)):
        for entry in entries:
            for match in _leads_to(registry, entry):
                if kinds is None or match.region.kind in kinds:
                    found.setdefault(match.region.id, match)
            if len(found) >= limit:
                break
        if found:
            break
    return list(found.values())[:limit]


def _leads_to(registry: Registry, entry: Entry) -> Iterable[Match]:
    region = entry.region
    if region.valid_to is None:
        yield Match(region, entry.text, _where(registry, region))
        return
    after = successors(registry, region)
    same = region.kind is RegionKind.MUNICIPALITY and registry.lineage.only_renumbered(region)
    for each in after:
        yield Match(each, entry.text, _note(entry, each, len(after), bool(same)))


def _where(registry: Registry, region: Region) -> str:
    county = registry.county_of(region)
    if county is None:
        return kind_name(region.kind)
    return _("kommune i {county}").format(county=county.name)


def _note(entry: Entry, after: Region, parts: int, same: bool) -> str:
    year = entry.region.valid_to.year if entry.region.valid_to else 0
    if same:
        text = _("tidligere {old}")
    elif parts == 1:
        text = _("tidligere {old}, fra {year} del av {new}")
    else:
        text = _("tidligere {old}, delt i {year}; en del hører nå til {new}")
    return text.format(old=entry.text, year=year, new=after.name)
