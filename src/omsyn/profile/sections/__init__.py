"""Sections of the knowledge base: each takes the picture of a region and gives blocks."""

from __future__ import annotations

from omsyn.documents.blocks import Section
from omsyn.geography import RegionKind
from omsyn.profile.picture import Picture
from omsyn.profile.sections.about import about
from omsyn.profile.sections.balance import balance
from omsyn.profile.sections.comparison import comparison
from omsyn.profile.sections.dementia import dementia
from omsyn.profile.sections.differences import differences
from omsyn.profile.sections.important import important
from omsyn.profile.sections.oldest import oldest
from omsyn.profile.sections.population import population
from omsyn.profile.sections.scenario import scenario
from omsyn.profile.sections.services import services
from omsyn.profile.sections.staff import staff
from omsyn.profile.sections.yearly import yearly

ORDER = (
    important, population, oldest, balance, dementia, services, staff, scenario, comparison,
)  # fmt: skip


def knowledge_base(picture: Picture) -> tuple[Section, ...]:
    """Every section in the order in which it is read."""
    sections = [section(picture) for section in ORDER]
    printed = differences(picture) if picture.place.kind is RegionKind.COUNTRY else None
    if printed is not None:
        sections.append(printed)
    return (*sections, about(picture, sections), yearly(picture))


__all__ = ["knowledge_base"]
