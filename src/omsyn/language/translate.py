"""Texts in the written standard in force.

Texts in the code are bokmål and serve as their own message ids; nynorsk comes from the
catalogue that `scripts/translations.py compile` makes of every room's `locale/nn.po`.
The written standard in force is a context variable, so that two requests or two threads
never disturb each other.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from omsyn.language.written_standard import WrittenStandard

CATALOGUE = Path(__file__).parent / "catalogue"

_current: ContextVar[WrittenStandard] = ContextVar(
    "written_standard", default=WrittenStandard.BOKMAAL
)


def current() -> WrittenStandard:
    """The written standard in force here."""
    return _current.get()


@contextmanager
def using(standard: WrittenStandard | str) -> Iterator[None]:
    """Put a written standard in force for the length of a block."""
    token = _current.set(WrittenStandard(standard))
    try:
        yield
    finally:
        _current.reset(token)


def _(text: str) -> str:
    """The text in the written standard in force."""
    return _catalogue(_current.get()).gettext(text)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form of a text that fits n things."""
    return _catalogue(_current.get()).ngettext(singular, plural, n)


def pgettext(context: str, text: str) -> str:
    """The text as used in a named context, where one word has two meanings."""
    return _catalogue(_current.get()).pgettext(context, text)


@cache
def _catalogue(standard: WrittenStandard) -> _gettext.NullTranslations:
    if standard is WrittenStandard.BOKMAAL:
        return _gettext.NullTranslations()
    return _gettext.translation("omsyn", CATALOGUE, languages=[standard.value], fallback=True)
