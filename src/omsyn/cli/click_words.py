"""What click itself says, in the written standard in force.

click asks gettext for its texts, and gettext asks the machine's own settings; a Norwegian planner
with an English machine would read half of each. Here click asks us instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

from omsyn.language import _


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for a text translated when shown
    return text


WORDS = {
    "Usage:": N_("Bruk:"),
    "Options": N_("Valg"),
    "Commands": N_("Kommandoer"),
    "default: {default}": N_("ellers: {default}"),
    "required": N_("må være med"),
    "Show this message and exit.": N_("Vis denne hjelpen."),
    "Show the version and exit.": N_("Vis hvilken utgave dette er."),
    "%(prog)s, version %(version)s": N_("%(prog)s, utgave %(version)s"),
    "Error: {message}": N_("Feil: {message}"),
    "Try '{command} {option}' for help.": N_("Skriv «{command} {option}» for å få hjelp."),
    "Invalid value: {message}": N_("Ugyldig verdi: {message}"),
    "Invalid value for {param_hint}: {message}": N_("Ugyldig verdi for {param_hint}: {message}"),
    "Missing argument": N_("Mangler"),
    "Missing option": N_("Mangler valget"),
    "Missing command.": N_("Skriv en kommando."),
    "No such option {name!r}.": N_("Valget {name!r} finnes ikke."),
    "No such command {name!r}.": N_("Kommandoen {name!r} finnes ikke."),
    "Did you mean {possibility}?": N_("Mente du {possibility}?"),
    "(Did you mean one of: {possibilities}?)": N_("Mente du en av disse: {possibilities}?"),
    "Got unexpected extra argument ({args})": N_(
        "«{args}» er ikke ventet her: sett hermetegn om navn med mellomrom."
    ),
    "Got unexpected extra arguments ({args})": N_(
        "«{args}» er ikke ventet her: sett hermetegn om navn med mellomrom."
    ),
    "{value!r} is not {choice}.": N_("{value!r} er ikke {choice}."),
    "{value!r} is not one of {choices}.": N_("{value!r} er ikke en av {choices}."),
    "{value!r} does not match the format {format}.": N_(
        "{value!r} er ikke skrevet som 2024-12-31 ({format})."
    ),
    "{value!r} is not a valid {number_type}.": N_("{value!r} er ikke et tall."),
    "{value} is not in the range {range}.": N_("{value} er utenfor {range}."),
    "file": N_("fil"),
    "directory": N_("mappe"),
    "path": N_("fil eller mappe"),
    "File": N_("Filen"),
    "Directory": N_("Mappen"),
    "Path": N_("Filen eller mappen"),
    "{name} {filename!r} does not exist.": N_("{filename!r} finnes ikke."),
    "{name} {filename!r} is a file.": N_("{filename!r} er en fil."),
    "{name} {filename!r} is a directory.": N_("{filename!r} er en mappe."),
    "{name} {filename!r} is not readable.": N_("{filename!r} kan ikke leses."),
    "{name} {filename!r} is not writable.": N_("{filename!r} kan ikke skrives."),
    "Option {name!r} requires an argument.": N_("Valget {name!r} må ha en verdi."),
    "Option {name!r} does not take a value.": N_("Valget {name!r} har ingen verdi."),
}
"""What click says -> our words for it; what is not here stays as it is."""
SPEAKING = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.types,
)
"""The modules of click that say something."""
PLACEHOLDERS = {
    "[OPTIONS]": N_("[VALG]"),
    "COMMAND [ARGS]...": N_("KOMMANDO ..."),
}
"""What stands for the options and the commands in a line of usage."""
TYPES: dict[type[click.types.ParamType[Any]], str] = {
    click.types.StringParamType: N_("tekst"),
    click.types.IntParamType: N_("heltall"),
    click.types.IntRange: N_("heltall"),
    click.types.FloatParamType: N_("tall"),
    click.types.FloatRange: N_("tall"),
}
"""What stands for the value of an option, by its type; click writes it in capitals."""


class Number(click.types.FloatParamType):
    """A number as a planner writes it: `12,5` as well as `12.5`."""

    def convert(
        self, value: Any, param: click.core.Parameter | None, ctx: click.core.Context | None
    ) -> float:
        """The number; click's own fault where there is none."""
        if isinstance(value, str) and value.count(",") == 1 and "." not in value:
            value = value.replace(",", ".")
        return float(super().convert(value, param, ctx))


NUMBER = Number()


def said(text: str) -> str:
    """A text of click in the written standard in force."""
    return _(WORDS[text]) if text in WORDS else text


def said_of(one: str, many: str, count: int) -> str:
    """A text of click about one or several."""
    return said(one if count == 1 else many)


def install() -> None:
    """Let click ask us; `omsyn.cli.main` does so before it makes a command."""
    for module in SPEAKING:
        for name, function in (("_", said), ("ngettext", said_of)):
            if hasattr(module, name):
                setattr(module, name, function)
    for kind, word in TYPES.items():
        # A property: the written standard is known only when somebody asks for help.
        setattr(kind, "name", property(_saying(word)))  # noqa: B010 - click types it as text
    for group in (click.core.Command, click.core.Group):
        _translate_usage(group)


def _saying(word: str) -> Callable[[object], str]:
    return lambda _self: _(word)


def _translate_usage(group: type[click.core.Command]) -> None:
    plain = group.collect_usage_pieces

    def pieces(self: click.core.Command, ctx: click.core.Context) -> list[str]:
        return [_(PLACEHOLDERS.get(each, each)) for each in plain(self, ctx)]

    group.collect_usage_pieces = pieces  # type: ignore[method-assign]
