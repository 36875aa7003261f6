"""The tree of errors that Omsyn raises on purpose.

    OmsynError                what a user can mend: translated, with a stable code
    ├── RegionError           geography
    │   ├── UnknownRegion         no such place; carries suggestions
    │   ├── ExpiredRegion         the code is no longer in force; carries its successors
    │   └── AmbiguousRegion       several places fit; carries them
    ├── SourceError           an outside source or a file
    │   ├── SourceUnavailable     down, slow, or refusing; the last good data stay in use
    │   ├── SourceChanged         answered, but not with what was asked for or had before
    │   └── UnreadableFile        a file that cannot be read; says where and why
    ├── StoreError            the warehouse
    │   ├── MissingDataset        not loaded yet; says which command loads it
    │   ├── DamagedStore          stored bytes do not match their checksum
    │   └── StoreFull             no room left on the disk; nothing was changed
    ├── OutsideData           a year, age or measure that the data do not hold
    ├── ProjectionError       rates or stocks that cannot be projected
    ├── ScenarioError         a scenario with a field or value that cannot be used; carries all
    └── DocumentError         a template or an output file that cannot be used

Every message is one sentence that says what is wrong, where, and what to do.
Anything else that escapes is a bug.
"""

from __future__ import annotations


class OmsynError(Exception):
    """A fault that the user can mend; `str()` is the sentence to show."""

    code = "omsyn"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class RegionError(OmsynError):
    code = "region"

    def __init__(self, message: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates
        """Ids of the regions that the user may have meant, likeliest first."""


class UnknownRegion(RegionError):
    code = "region.unknown"


class ExpiredRegion(RegionError):
    code = "region.expired"


class AmbiguousRegion(RegionError):
    code = "region.ambiguous"


class SourceError(OmsynError):
    code = "source"


class SourceUnavailable(SourceError):
    code = "source.unavailable"


class SourceChanged(SourceError):
    code = "source.changed"


class UnreadableFile(SourceError):
    code = "file.unreadable"


class StoreError(OmsynError):
    code = "store"


class MissingDataset(StoreError):
    code = "store.missing"


class DamagedStore(StoreError):
    code = "store.damaged"


class StoreFull(StoreError):
    code = "store.full"


class OutsideData(OmsynError):
    code = "outside_data"


class ProjectionError(OmsynError):
    code = "projection"


class ScenarioError(OmsynError):
    code = "scenario"

    def __init__(self, message: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems or (message,)
        """Every fault that was found, one sentence each, the message first."""


class DocumentError(OmsynError):
    code = "document"
