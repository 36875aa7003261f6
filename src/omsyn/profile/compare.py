"""Several regions side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from omsyn.documents.blocks import Document, Section
from omsyn.language import WrittenStandard, _, current, using
from omsyn.profile.document import HORIZON, data_status
from omsyn.profile.gather import gather
from omsyn.profile.picture import Needs, Role
from omsyn.profile.sections.about import about
from omsyn.profile.sections.balance import workers
from omsyn.profile.sections.comparison import growth, side_by_side
from omsyn.profile.sections.oldest import share
from omsyn.profile.sections.population import listed

if TYPE_CHECKING:
    from omsyn.warehouse import Store


def compare(
    store: Store,
    region_ids: Sequence[str],
    *,
    horizon: int = HORIZON,
    standard: WrittenStandard | str = WrittenStandard.BOKMAAL,
    made: dt.date,
) -> Document:
    """The regions in the order given, the first one emphasised, and the country beside them.

    Raises as `build` does; `ValueError` where no region is given.
    """
    if not region_ids:
        raise ValueError("no regions to compare")
    with using(standard):
        first, *others = dict.fromkeys(region_ids)
        gathered = gather(store, first, horizon=horizon, peers=others, made=made, local=None)
        wanted = {Role.PEER, Role.COUNTRY}
        picture = evolve(
            gathered,
            compared=tuple(each for each in gathered.compared if each.role in wanted),
            needs=Needs(),
        )
        names = [picture.place.short]
        names += [each.label for each in picture.compared if each.role is Role.PEER]
        section = Section(
            id="sammenlikning",
            title=_("Sammenlikning"),
            blocks=(side_by_side(picture), share(picture), growth(picture), workers(picture)),
        )
        return Document(
            id="-".join(["sammenlikning", *(each.lower() for each in (first, *others))])[:100]
            + f"-{horizon}-{current().value}",
            title=_("Sammenlikning"),
            subtitle=_("Befolkning og de eldste fram til {year}").format(year=horizon),
            place=listed(names),
            standard=current(),
            made=made,
            data_status=data_status(picture),
            fictional=picture.fictional,
            sections=(section, about(picture, [section], borders=False)),
        )
