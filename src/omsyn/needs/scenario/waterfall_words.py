"""How a waterfall is divided, told to readers."""

from __future__ import annotations

from typing import assert_never

from omsyn.language import _, number
from omsyn.needs.waterfall import Waterfall, WaterfallMethod


def method_name(method: WaterfallMethod) -> str:
    """What a way to divide a change is called where a reader chooses one."""
    match method:
        case WaterfallMethod.SEQUENTIAL:
            return _("I rekkefølge")
        case WaterfallMethod.SHAPLEY:
            return _("Snitt over alle rekkefølger (Shapley)")
        case WaterfallMethod.ISOLATED:
            return _("Hvert ledd alene")
    assert_never(method)


def method_sentence(fall: Waterfall) -> str:
    """What a step of this waterfall says."""
    match fall.method:
        case WaterfallMethod.SEQUENTIAL:
            return _(
                "Hvert ledd er regnet etter dem som står over: det som kommer først, kan bli "
                "større enn om det kom sist."
            )
        case WaterfallMethod.SHAPLEY if fall.sampled is not None:
            return _(
                "Hvert ledd er et snitt over {count} trukne rekkefølger, fordi virkemidlene er for "
                "mange til å regne ut alle."
            ).format(count=number(fall.sampled))
        case WaterfallMethod.SHAPLEY:
            return _(
                "Hvert ledd er et snitt over alle rekkefølger leddene kan komme i, så ingen får "
                "mer fordi det står først."
            )
        case WaterfallMethod.ISOLATED if fall.steps and fall.steps[-1].key == "interaction":
            return _(
                "Hvert virkemiddel er regnet alene, uten de andre. Det siste leddet er det som "
                "blir annerledes når de virker samtidig."
            )
        case WaterfallMethod.ISOLATED:
            return _("Hvert virkemiddel er regnet alene, uten de andre.")
    assert_never(fall.method)
