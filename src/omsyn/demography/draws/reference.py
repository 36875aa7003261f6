"""The yearly step of the draws in NumPy and double precision: slow, and the one to read.

Tests hold `kernel.py` equal to it. All arrays begin with the draw; the other axes are those of
`omsyn.demography.step`, whose formulas these are, with three things drawn for each municipality:
its levels (`local.py`), the chance in its events (`noise.py`) and the country's rates
(`national.py`).
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from omsyn.demography.draws.engine import Engine
from omsyn.demography.draws.ground import (
    ARRIVING,
    BORN,
    DEATH_BANDS,
    DEATHS,
    EVENTS,
    INTO,
    MOVE_BANDS,
    OUT,
    Whole,
)
from omsyn.demography.draws.local import LocalSpread
from omsyn.demography.draws.national import Paths
from omsyn.demography.draws.noise import factors
from omsyn.demography.draws.rng import FIXED_YEAR, Source, halves, key_of, normals, words
from omsyn.demography.draws.settings import LEVELS
from omsyn.demography.fertility import BOYS_SHARE, FERTILE
from omsyn.demography.migration import LARGEST_OUT
from omsyn.demography.population import AGES, FloatArray
from omsyn.demography.step import FEMALE, base_cohorts

MOST_DEAD = 0.97
"""Of those who are left in a cell when some have moved, at most this part dies."""


@frozen(kw_only=True, eq=False)
class Account:
    """One year of every draw; all but `births` have the shape (draw, region, sex, age)."""

    persons: FloatArray
    births: FloatArray
    """Shape (draw, region, sex)."""
    deaths: FloatArray
    in_migration: FloatArray
    out_migration: FloatArray
    immigration: FloatArray
    emigration: FloatArray


@frozen(kw_only=True, eq=False)
class _Local:
    """What is drawn for each municipality in one year, by age, (draw, region, sex, age)."""

    out: FloatArray
    into: FloatArray
    arriving: FloatArray
    deaths: FloatArray
    births: FloatArray
    """Shape (draw, region, sex)."""


def accounts(engine: Engine, draws: range, paths: Paths) -> list[Account]:
    """Every year's account of the draws `draws.start`..`draws.stop - 1`."""
    persons = np.broadcast_to(
        engine.ground.start[..., :AGES].astype(np.float64),
        (len(draws), *engine.ground.start.shape[:2], AGES),
    )
    drifts = _levels(engine.spread, engine.seed, draws, len(engine.ground.death))
    result = []
    for flow in range(len(engine.ground.death)):
        local = _local(engine, draws, flow, drifts[flow])
        result.append(_year(engine, paths, persons, flow, local))
        persons = result[-1].persons
    return result


def _levels(spread: LocalSpread, seed: int, draws: range, flows: int) -> list[FloatArray]:
    """Levels of each flow, shape (draw, region, level)."""
    draw = np.arange(draws.start, draws.stop)[:, None, None]

    def drawn(source: Source, year: int, places: Whole) -> FloatArray:
        pairs = np.arange((len(LEVELS) + 1) // 2)
        place = places[None, :, None]
        found = normals(halves(words(key_of(seed, source), draw, year, place, pairs)))
        return found.reshape(*found.shape[:2], -1)[..., : len(LEVELS)].astype(np.float64)

    def joined(year: int) -> FloatArray:
        own = drawn(Source.PLACE, year, spread.codes)
        shared = drawn(Source.COUNTY, year, spread.counties)[:, spread.county]
        result: FloatArray = spread.own * own + spread.shared * shared
        return result

    lasting = spread.fixed.T * joined(FIXED_YEAR)
    drift = np.zeros_like(lasting)
    result = []
    for flow in range(flows):
        drift = spread.phi * drift + spread.step.T * joined(flow)
        result.append(np.exp(lasting + drift - spread.middle[:, flow].T))
    return result


def _local(engine: Engine, draws: range, flow: int, levels: FloatArray) -> _Local:
    draw = np.arange(draws.start, draws.stop)[:, None, None]
    place = engine.spread.codes[None, :, None]
    found = words(
        key_of(engine.seed, Source.EVENTS), draw, flow, place, np.arange((EVENTS + 1) // 2)
    )
    numbers = halves(found).reshape(*found.shape[:2], -1)[..., :EVENTS]
    chance = factors(engine.chance, flow, numbers).astype(np.float64)
    named = dict(zip(LEVELS, np.moveaxis(levels, -1, 0), strict=True))
    deaths = chance[..., DEATHS:OUT].reshape(*chance.shape[:2], 2, -1)
    return _Local(
        out=named["out"][..., None, None] * _by_age(chance[..., None, OUT:INTO], MOVE_BANDS),
        into=named["into"][..., None, None] * _by_age(chance[..., None, INTO:BORN], MOVE_BANDS),
        arriving=(named["arriving"] * chance[..., ARRIVING])[..., None, None],
        deaths=named["deaths"][..., None, None] * _by_age(deaths, DEATH_BANDS),
        births=named["births"][..., None] * chance[..., BORN : BORN + 2],
    )


def _by_age(bands: FloatArray, edges: tuple[int, ...]) -> FloatArray:
    return np.repeat(bands, np.diff(edges), axis=-1)


def _year(engine: Engine, paths: Paths, persons: FloatArray, flow: int, local: _Local) -> Account:
    ground = engine.ground
    older = _flows(engine, paths, flow, base_cohorts(persons), local)
    women = persons[:, :, FEMALE], older.persons[:, :, FEMALE]
    ages, before = FERTILE, slice(FERTILE.start - 1, FERTILE.stop - 1)
    schedule = paths.fertility[:, flow].astype(np.float64)
    expected = ((women[0][..., before] + women[1][..., ages]) / 2 * schedule[:, None]).sum(axis=-1)
    births = (expected * ground.births_level[flow])[..., None] * local.births
    births = births * np.array([BOYS_SHARE, 1 - BOYS_SHARE])
    total = births.sum(axis=(1, 2))
    births = births * _per(expected.sum(axis=1), total)[:, None, None]
    base = np.zeros_like(persons)
    base[..., 0] = births
    newborn = _flows(engine, paths, flow, base, local)
    joined = {
        name: np.concatenate(
            [getattr(newborn, name)[..., :1], getattr(older, name)[..., 1:]], axis=-1
        )
        for name in (
            "persons", "deaths", "in_migration", "out_migration", "immigration", "emigration",
        )
    }  # fmt: skip
    return Account(births=births, **joined)


def _flows(engine: Engine, paths: Paths, flow: int, base: FloatArray, local: _Local) -> Account:
    """Flows of the cohorts `base`; where they are empty nothing but nonsense of no one moves."""
    ground, version = engine.ground, engine.ground.version[flow]
    death = paths.death[:, flow, None].astype(np.float64)
    half = 1 - death / 2
    crossing = paths.crossing[:, flow].astype(np.float64)
    emigration = ground.emigration[flow, :, :AGES] * crossing[:, 1, None, None]
    emigrate = np.minimum(emigration, LARGEST_OUT)[:, None]
    out = np.minimum(ground.out[version, ..., :AGES] * local.out, LARGEST_OUT - emigrate)
    moved_out, emigrated = base * out * half, base * emigrate * half
    offered = ground.share_in[version, ..., :AGES] * local.into
    moved_in = offered * _per(moved_out.sum(axis=1), offered.sum(axis=1))[:, None]
    present = base * local.arriving
    immigrants = ground.immigration[flow, :, :AGES] * crossing[:, 0, None, None]
    immigrated = present * _per(immigrants, present.sum(axis=1))[:, None]
    dying = base * death * (1 - (out + emigrate) / 2)
    raked = dying * local.deaths * ground.death_level[version, :, None, :AGES]
    raked = raked * _per(dying.sum(axis=1), raked.sum(axis=1))[:, None]
    left = base - moved_out - emigrated
    dead = np.minimum(raked, MOST_DEAD * left)
    risk_left = (death / 2) / half
    return Account(
        persons=left - dead + moved_in * (1 - risk_left) + immigrated * half,
        births=np.zeros(base.shape[:3]),
        deaths=dead + moved_in * risk_left + immigrated * (death / 2),
        in_migration=moved_in,
        out_migration=moved_out,
        immigration=immigrated,
        emigration=emigrated,
    )


def _per(value: FloatArray, of: FloatArray) -> FloatArray:
    return np.divide(value, of, out=np.zeros_like(of), where=of > 0)
