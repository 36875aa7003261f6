"""Folders of exported tables: what each file is, and how it is read.

A file is recognised by its name, wherever it lies in the folder; its columns and cells are
checked when it is read.
"""

from omsyn.sources.folder.recognise import (
    Recognised,
    Survey,
    datasets_in,
    references_in,
    survey,
)

__all__ = ["Recognised", "Survey", "datasets_in", "references_in", "survey"]
