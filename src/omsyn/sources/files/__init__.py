"""A user's own table: CSV or .xlsx, with a choice of which column holds what."""

from omsyn.sources.files.mapping import ColumnMapping, Suggestion, suggest_mapping
from omsyn.sources.files.reader import read_user_table

__all__ = ["ColumnMapping", "Suggestion", "read_user_table", "suggest_mapping"]
