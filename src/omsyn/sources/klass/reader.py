"""Answers of KLASS as frames: codes, changes, correspondences, and the reference tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import polars as pl
from attrs import frozen

from omsyn.errors import SourceChanged
from omsyn.geography import RegionKind, names, region_id
from omsyn.geography.standing import (
    hospital_area_names,
    municipality_regions,
    standing_memberships,
    standing_regions,
    whole_memberships,
)
from omsyn.geography.tables import CHANGES, MEMBERSHIPS, REGIONS
from omsyn.language import _
from omsyn.sources.klass.tables import UNSPECIFIED

CODES = pl.Schema(
    {
        "code": pl.String,
        "parent": pl.String,
        "level": pl.String,
        "name": pl.String,
        "valid_from": pl.Date,
        "valid_to": pl.Date,  # the first day on which it is no longer in force
    }
)
PAIRS = pl.Schema(
    {
        "source": pl.String,
        "source_name": pl.String,
        "target": pl.String,
        "target_name": pl.String,
        "valid_from": pl.Date,
        "valid_to": pl.Date,
    }
)
_MUNICIPALITY = r"^\d{4}$"


@frozen(eq=False)
class Grouping:
    """Regions of one kind, and the municipalities that belong to them."""

    regions: pl.DataFrame
    memberships: pl.DataFrame


def read_codes(content: Mapping[str, Any], since: dt.date) -> pl.DataFrame:
    """Codes (`CODES`) of a `codes` or `codesAt` answer.

    `since` is the first day asked about: where the answer gives no dates, the codes are known
    to be in force from that day. Raises `SourceChanged`.
    """
    rows = [
        {
            "code": _text(each, "code"),
            "parent": each.get("parentCode"),
            "level": str(each.get("level") or ""),
            "name": _text(each, "name"),
            "valid_from": _day(each, "validFromInRequestedRange", "validFrom") or since,
            "valid_to": _day(each, "validToInRequestedRange", "validTo"),
        }
        for each in _items(content, "codes")
    ]
    frame = pl.DataFrame(rows, schema=CODES)
    doubled = frame.filter(pl.struct("code", "valid_from", "level").is_duplicated())
    if not doubled.is_empty():
        _refuse(_("Koden {code} står to ganger.").format(code=doubled["code"][0]))
    return frame


def read_changes(content: Mapping[str, Any]) -> pl.DataFrame:
    """Changes (columns of `geography.tables.CHANGES`) of a `changes` answer."""
    rows = []
    for each in _items(content, "codeChanges"):
        day = _day(each, "changeOccurred")
        if day is None:
            _refuse(_("En endring mangler dato."))
        # A code that is new or gone without a successor changes no borders between codes.
        if each.get("oldCode") and each.get("newCode"):
            rows.append(
                {
                    "date": day,
                    "old_code": _text(each, "oldCode"),
                    "old_name": _text(each, "oldName"),
                    "new_code": _text(each, "newCode"),
                    "new_name": _text(each, "newName"),
                }
            )
    return pl.DataFrame(rows, schema=CHANGES)


def read_pairs(content: Mapping[str, Any], since: dt.date) -> pl.DataFrame:
    """Pairs (`PAIRS`) of a `corresponds` answer or of a correspondence table."""
    key = "correspondenceItems" if "correspondenceItems" in content else "correspondenceMaps"
    rows = [
        {
            "source": _text(each, "sourceCode"),
            "source_name": _text(each, "sourceName"),
            "target": _text(each, "targetCode"),
            "target_name": _text(each, "targetName"),
            "valid_from": _day(each, "validFrom") or since,
            "valid_to": _day(each, "validTo"),
        }
        for each in _items(content, key)
    ]
    return pl.DataFrame(rows, schema=PAIRS)


def municipalities(codes: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Regions and memberships of municipalities, counties, governors' areas and the country."""
    nodes = codes.filter(pl.col("code") != UNSPECIFIED)
    regions = municipality_regions(nodes.select("code", "name", "valid_from", "valid_to"))
    return pl.concat([regions, standing_regions()]), standing_memberships(regions)


def grouping(kind: RegionKind, pairs: pl.DataFrame) -> Grouping:
    """Groups of municipalities from pairs of group and municipality, in either order."""
    pairs = _municipality_last(pairs)
    pairs = pairs.with_columns(
        code=pl.col("source").map_elements(
            lambda code: _group_code(kind, code), return_dtype=pl.String
        )
    )
    groups = pairs.group_by("code", maintain_order=True).agg(
        name=pl.col("source_name").last(), valid_from=pl.col("valid_from").min()
    )
    regions = [
        _region(kind, each["code"], *_group_names(kind, each), each["valid_from"])
        for each in groups.sort("code").iter_rows(named=True)
    ]
    members = pairs.select(
        "valid_from",
        "valid_to",
        municipality="target",
        region_id=region_id(kind, "") + pl.col("code"),
    )
    return Grouping(
        pl.DataFrame(regions, schema=REGIONS),
        whole_memberships(members.unique(maintain_order=True)),
    )


def hospital_trusts(areas: pl.DataFrame, catchment: pl.DataFrame) -> Grouping:
    """Hospital trusts with their municipalities, from the local hospitals' areas.

    A local hospital's area lies under a trust in the classification. Of a municipality that
    several trusts divide, KLASS does not say how much belongs to each: equal parts, estimated.
    """
    parents = dict(areas.select("code", "parent").iter_rows())
    titles = dict(areas.select("code", "name").iter_rows())
    pairs = _municipality_last(catchment)
    trusts = [titles.get(parents.get(area) or "") for area in pairs["source"]]
    pairs = pairs.with_columns(trust=pl.Series(trusts, dtype=pl.String)).drop_nulls("trust")
    known = {trust: _trust(trust) for trust in pairs["trust"].unique(maintain_order=True)}
    first: dt.date | None = min(pairs["valid_from"], default=None)
    regions = [
        _region(RegionKind.HOSPITAL_TRUST, code, name, others, first)
        for code, name, others in known.values()
    ]
    ids = {
        trust: region_id(RegionKind.HOSPITAL_TRUST, code)
        for trust, (code, _name, _others) in known.items()
    }
    members = (
        pairs.with_columns(region_id=pl.col("trust").replace_strict(ids, return_dtype=pl.String))
        .select("region_id", "valid_from", "valid_to", municipality="target")
        .unique(maintain_order=True)
        .with_columns(count=pl.len().over("municipality"))
        .with_columns(
            ward=pl.lit(None, pl.String), share=1 / pl.col("count"), estimated=pl.col("count") > 1
        )
    )
    return Grouping(
        pl.DataFrame(regions, schema=REGIONS).unique("id", maintain_order=True),
        members.select([pl.col(name).cast(kind) for name, kind in MEMBERSHIPS.items()]),
    )


def _trust(title: str) -> tuple[str, str, list[str]]:
    """Code, name and other names of a trust that KLASS calls "SØRLANDET SYKEHUS HF"."""
    plain = title.removesuffix(" HF").strip()
    for code, name, others in hospital_area_names().values():
        if names.compact(plain) in {names.compact(each) for each in (name, *others)}:
            return code, name, [*others, f"{name} HF"]
    return names.fold(plain).replace(" ", "-"), plain, [f"{plain} HF"]


def _municipality_last(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs with the municipality as target, whichever way KLASS gave them."""
    municipal = {
        side: bool(pairs.height) and pairs[side].str.contains(_MUNICIPALITY).all()
        for side in ("source", "target")
    }
    if not any(municipal.values()):
        _refuse(_("En inndeling viser ikke til kommuner."))
    if not municipal["target"]:
        turned = {"source": "target", "target": "source"}
        turned |= {"source_name": "target_name", "target_name": "source_name"}
        pairs = pairs.rename(turned).select(list(PAIRS))
    return pairs.filter(pl.col("target") != UNSPECIFIED)


def _group_code(kind: RegionKind, code: str) -> str:
    """KLASS's code of a group as our ids have it: "EKG10", and "1" for a centrality class."""
    digits = code.removeprefix("EKG")
    if not digits.isdigit():
        return code
    return f"EKG{int(digits):02}" if kind is RegionKind.KOSTRA_GROUP else str(int(digits))


def _group_names(kind: RegionKind, group: Mapping[str, Any]) -> tuple[str, list[str]]:
    """What a group is called, short, and its other names; KLASS describes it in a long name."""
    code, published = group["code"], group["name"] or ""
    if kind is RegionKind.KOSTRA_GROUP:
        plain = code.removeprefix("EKG").lstrip("0")
        name, others = f"KOSTRA-gruppe {plain}", [code, f"KOSTRA {plain}"]
    else:
        name, others = f"Sentralitetsklasse {code}", [f"Sentralitet {code}"]
    return name, [*others, published] if published not in {"", name} else others


def _region(
    kind: RegionKind, code: str, name: str, others: list[str], start: dt.date | None
) -> dict[str, object]:
    return {
        "id": region_id(kind, code),
        "kind": kind.value,
        "code": code,
        "name": name,
        "other_names": others,
        "valid_from": start,
        "valid_to": None,
    }


def _items(content: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    items = content.get(key)
    if not isinstance(items, list) or not all(isinstance(each, Mapping) for each in items):
        _refuse(_("Listen «{key}» mangler.").format(key=key))
    return items


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str) or not value.strip():
        _refuse(_("En rad mangler «{key}».").format(key=key))
    return value.strip()


def _day(item: Mapping[str, Any], *keys: str) -> dt.date | None:
    """The first of the dates that is given; raises `SourceChanged` where it is no date."""
    value = next((item[key] for key in keys if item.get(key)), None)
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        _refuse(_("«{value}» er ikke en dato.").format(value=str(value)[:40]))


def _refuse(reason: str) -> NoReturn:
    raise SourceChanged(
        _(
            "Svaret fra KLASS kan ikke brukes: {reason} De siste gode inndelingene er fortsatt i "
            "bruk; prøv igjen senere."
        ).format(reason=reason)
    )
