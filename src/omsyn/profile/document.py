"""The knowledge base as a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from omsyn.documents.blocks import Document
from omsyn.language import WrittenStandard, _, current, date_text, using
from omsyn.profile.gather import gather
from omsyn.profile.picture import Futures, Picture
from omsyn.profile.sections import knowledge_base
from omsyn.profile.steering import steering_of

if TYPE_CHECKING:
    from omsyn.needs import LocalFigures
    from omsyn.needs.scenario import Scenario
    from omsyn.warehouse import Store

HORIZON = 2050


def build(  # noqa: PLR0913 - each is one choice of the one who asks
    store: Store,
    region_id: str,
    *,
    horizon: int = HORIZON,
    standard: WrittenStandard | str = WrittenStandard.BOKMAAL,
    peers: Sequence[str] = (),
    made: dt.date,
    local: LocalFigures | None = None,
    futures: Futures = Futures.DRAWN,
    scenario: Scenario | None = None,
) -> Document:
    """The whole knowledge base of a region.

    `scenario` is shown beside the needs without changes, in place of the one that the region
    steers by.

    Raises `RegionError` for a region or peer that is not there, `MissingDataset` where the store
    lacks the population, `OutsideData` for a horizon that cannot be projected to.
    """
    with using(standard):
        picture = evolve(
            gather(
                store, region_id, horizon=horizon, peers=peers, made=made, local=local,
                futures=futures,
            ),
            steering=steering_of(store, region_id, scenario, futures),
        )  # fmt: skip
        return Document(
            id=document_id(_("kunnskapsgrunnlag"), picture),
            title=_("Kunnskapsgrunnlag for helse og omsorg"),
            subtitle=_("Befolkning og behov for tjenester fram til {year}").format(year=horizon),
            place=picture.place.title,
            standard=current(),
            made=made,
            data_status=data_status(picture),
            fictional=picture.fictional,
            sections=knowledge_base(picture),
        )


def document_id(kind: str, picture: Picture) -> str:
    """Safe as a file name: "kunnskapsgrunnlag-4204-2050-nb"."""
    return f"{kind}-{picture.series.region.id.lower()}-{picture.horizon}-{current().value}"


def data_status(picture: Picture) -> str:
    """Which data, and how new they are, in one sentence."""
    if picture.fictional:
        return _("Fiktive tall: stedet finnes ikke, og tallene er laget av Omsyn.")
    return _(
        "Folketall per 1. januar {year} fra {source}, hentet {day}. Senere år er framskrevet."
    ).format(
        year=picture.now,
        source=picture.statistics.source,
        day=date_text(picture.statistics.retrieved),
    )
