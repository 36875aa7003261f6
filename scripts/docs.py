"""The reference pages that are made from the code: commands, settings, errors and data sets.

python scripts/docs.py write    renew docs/reference/{commands,settings,errors,data-sets}.md
python scripts/docs.py check    exits 1 and names the pages that are out of step
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from omsyn import config, errors
from omsyn.cli.main import omsyn
from omsyn.facts import DatasetInfo
from omsyn.workspace.config import environment

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"
MADE = "<!-- Made from the code by `python scripts/docs.py write`; change the code instead. -->"


def commands_page() -> str:
    """Every command with its arguments and options, in the order of `omsyn --help`."""
    sections = [
        _command_section(path, command)
        for path, command in commands(omsyn, ("omsyn",))
        if not isinstance(command, click.Group) or path == ("omsyn",)
    ]
    lead = (
        "The help texts are in Norwegian, as the program shows them.\n\n"
        "Exit status: 0 done, 1 a fault that the user can mend (the sentence says how), "
        "2 wrong usage, 130 interrupted."
    )
    return _page("Commands", lead, *sections)


def commands(
    command: click.Command, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """A command and all below it, each with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from commands(found, (*path, name))


def _command_section(path: tuple[str, ...], command: click.Command) -> str:
    context = click.Context(command, info_name=" ".join(path))
    usage = " ".join(command.collect_usage_pieces(context))
    records = [
        record
        for parameter in command.params
        if (record := parameter.get_help_record(context)) is not None and record[1]
    ]
    parts = [
        f"## `{' '.join(path)}`",
        _paragraphs(command.help or ""),
        f"```\n{' '.join(path)} {usage}\n```",
    ]
    if records:
        rows = [f"| `{_cell(name)}` | {_cell(text)} |" for name, text in records]
        parts.append("\n".join(["| Option | |", "|---|---|", *rows]))
    return "\n\n".join(part for part in parts if part)


def _paragraphs(text: str) -> str:
    """Help text as running Markdown; click's mark for "leave as it is" taken away."""
    return inspect.cleandoc(text).replace("\b\n", "")


def settings_page() -> str:
    """Every environment variable with its default."""
    sections = [
        f"## {title}\n\n{_settings_table(settings)}"
        for title, settings in (
            ("Library and command line", config.SETTINGS),
            ("Workspace", environment.SETTINGS),
        )
    ]
    sections.append(
        "## Chores\n\n"
        "| Name | What it does |\n|---|---|\n"
        "| `OMSYN_TEST_DATA` | Folder of published statistics that tests and `make bench` use; "
        "without it those tests are skipped with a reason. |\n"
        "| `PYTHON` | The Python that `scripts/setup` makes the environment from. |\n"
        "| `SERVE=no`, `PLACE=…` | For `make demo`: stop after the files; which place. |"
    )
    return _page("Settings", "All settings are environment variables.", *sections)


def _settings_table(settings: tuple[config.Setting, ...]) -> str:
    rows = [f"| `{each.name}` | {_code(each.default)} | {_cell(each.help)} |" for each in settings]
    return "\n".join(["| Name | Default | What it does |", "|---|---|---|", *rows])


def _code(text: str) -> str:
    """A value as code, a description of one as text."""
    if not text:
        return "none"
    return _cell(text) if " " in text else f"`{_cell(text)}`"


def errors_page() -> str:
    """Every error that a user can mend, with its stable code."""
    rows = [
        f"| `{fault.code}` | `{fault.__name__}` | {_cell(meaning)} |"
        for fault, meaning in described_errors()
    ]
    lead = (
        "Every message is one sentence that says what is wrong, where, and what to do. The codes "
        "are stable: a program may rely on them. Anything else that escapes is a bug."
    )
    return _page("Errors", lead, "\n".join(["| Code | Class | When |", "|---|---|---|", *rows]))


def described_errors() -> list[tuple[type[errors.OmsynError], str]]:
    """The classes in the order of the tree at the top of `errors.py`, with its words."""
    tree = re.findall(r"^\s*[│├└─\s]*(\w+)\s{2,}(.+)$", errors.__doc__ or "", re.MULTILINE)
    return [(getattr(errors, name), meaning) for name, meaning in tree if hasattr(errors, name)]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _page(title: str, lead: str, *sections: str) -> str:
    return "\n\n".join([f"# {title}", MADE, lead, *sections]) + "\n"


def data_sets_page() -> str:
    """What a folder of files and the sources give, in bokmål as the store keeps it."""
    from omsyn.sources.folder.recognise import KINDS
    from omsyn.sources.folder.texts import DESCRIPTIONS
    from omsyn.sources.ssb.tables import PRODUCT

    order = dict.fromkeys(kind.name for kind in KINDS)
    sections = [_data_set(DESCRIPTIONS[name]) for name in order]
    pulled = [
        f"| `{table.name}` | {table.query.table} | {table.title} | {table.unit} |"
        for table in PRODUCT
    ]
    lead = "Names, titles, definitions and notes as the store keeps them, in bokmål."
    table = "| data set | table | title | unit |\n|---|---|---|---|\n" + "\n".join(pulled)
    return _page(
        "Data sets", lead, "## From a folder of files", *sections,
        "## From Statistics Norway, with `omsyn data pull`", table,
    )  # fmt: skip


def _data_set(info: DatasetInfo) -> str:
    borders = f", borders of {info.border_year}" if info.border_year else ""
    notes = "".join(f"\n- {note}" for note in info.notes)
    return (
        f"### `{info.name}`\n\n**{info.title}** ({info.unit}){borders}. {info.definition}\n\n"
        f"{info.source}, {info.table}. {info.licence}." + (f"\n{notes}" if notes else "")
    )


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands_page,
    "settings.md": settings_page,
    "errors.md": errors_page,
    "data-sets.md": data_sets_page,
}


def write() -> None:
    """Renew the pages."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), encoding="utf-8")


def out_of_step() -> list[str]:
    """Names of the pages that differ from what the code says."""
    return [
        name
        for name, make in PAGES.items()
        if not (REFERENCE / name).exists()
        or (REFERENCE / name).read_text(encoding="utf-8") != make()
    ]


def main() -> int:
    match sys.argv[1:]:
        case ["write"]:
            write()
        case ["check"]:
            behind = out_of_step()
            print("\n".join(behind) or "The reference pages are in step with the code.")
            return 1 if behind else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
