"""Block documents and their formats."""

from omsyn.documents.formats import Format, render

__all__ = ["Format", "render"]
