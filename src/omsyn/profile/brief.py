"""The council brief: one page with what matters, a picture, and what to think about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from omsyn.documents.blocks import Block, Bullets, Callout, Document, Messages, Section, Tone
from omsyn.geography import RegionKind
from omsyn.language import WrittenStandard, _, current, using
from omsyn.profile.document import HORIZON, data_status, document_id
from omsyn.profile.gather import gather
from omsyn.profile.messages import Outlook, choose
from omsyn.profile.picture import Futures
from omsyn.profile.sections.important import few_people, outlook_of
from omsyn.profile.sections.oldest import over_80

if TYPE_CHECKING:
    from omsyn.needs import LocalFigures
    from omsyn.warehouse import Store

MESSAGES = 4
"""What one page holds beside a figure, whatever the length of the names."""


def build_brief(  # noqa: PLR0913 - each is one choice of the one who asks
    store: Store,
    region_id: str,
    *,
    horizon: int = HORIZON,
    standard: WrittenStandard | str = WrittenStandard.BOKMAAL,
    peers: Sequence[str] = (),
    made: dt.date,
    local: LocalFigures | None = None,
    futures: Futures = Futures.DRAWN,
) -> Document:
    """One page for the council. Raises as `build` does."""
    with using(standard):
        picture = gather(
            store, region_id, horizon=horizon, peers=peers, made=made, local=local, futures=futures
        )
        outlook = outlook_of(picture)
        blocks: list[Block] = [Messages(items=choose(outlook, MESSAGES))]
        caution = few_people(outlook)
        if caution:
            blocks.append(Callout(text=caution, tone=Tone.CAUTION))
        blocks.append(over_80(picture))
        sections = (
            Section(id="det-viktigste", title=_("Det viktigste"), blocks=tuple(blocks)),
            Section(
                id="sporsmal",
                title=_questions_title(picture.place.kind),
                blocks=(Bullets(items=questions(outlook)),),
            ),
        )
        return Document(
            id=document_id(_("kort"), picture),
            title=_("Eldre og omsorg fram mot {year}").format(year=picture.target),
            subtitle=_brief_subtitle(picture.place.kind),
            place=picture.place.title,
            standard=current(),
            made=made,
            data_status=data_status(picture),
            fictional=picture.fictional,
            sections=sections,
            brief=True,
        )


def _brief_subtitle(kind: RegionKind) -> str:
    if kind is RegionKind.MUNICIPALITY:
        return _("Til kommunestyret")
    return _("Kort om det viktigste")


def _questions_title(kind: RegionKind) -> str:
    if kind is RegionKind.MUNICIPALITY:
        return _("Dette bør kommunestyret tenke gjennom")
    return _("Spørsmål å tenke gjennom")


def questions(outlook: Outlook) -> tuple[str, ...]:
    """What the figures ask of those who decide; never the answers."""
    asked = []
    if outlook.over80.grows:
        asked.append(
            _(
                "Hvilke tjenester skal vokse, og hva skal gjøres på en annen måte, når flere blir "
                "over 80 år?"
            )
        )
    else:
        asked.append(
            _("Hvordan skal tjenestene til de eldste holdes gode når tallet endrer seg lite?")
        )
    if outlook.working.falls:
        asked.append(_("Hvem skal gjøre jobben når det blir færre i yrkesaktiv alder?"))
    else:
        asked.append(_("Hvordan skal det bli nok ansatte med rett kompetanse?"))
    asked.append(_("Hva kan gjøres nå for at flere klarer seg hjemme lenger?"))
    if outlook.total.falls:
        asked.append(_("Hva kan løses sammen med andre kommuner?"))
    return tuple(asked)
