"""The two written standards of Norwegian."""

from __future__ import annotations

from enum import StrEnum


class WrittenStandard(StrEnum):
    """Målform: the value is the language tag used in documents and addresses."""

    BOKMAAL = "nb"
    NYNORSK = "nn"
