"""Bokmål and nynorsk: translation of texts and formatting of numbers and dates."""

from omsyn.language.numbers import about, date_digits, date_text, number, percent, signed
from omsyn.language.translate import _, current, ngettext, pgettext, using
from omsyn.language.written_standard import WrittenStandard

__all__ = [
    "WrittenStandard",
    "_",
    "about",
    "current",
    "date_digits",
    "date_text",
    "ngettext",
    "number",
    "percent",
    "pgettext",
    "signed",
    "using",
]
