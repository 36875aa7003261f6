"""Translations: extract texts to each room's catalogue, compile them, check that none is missing.

    python scripts/translations.py extract    new texts into src/omsyn/*/locale/nn.po
    python scripts/translations.py compile    the catalogues that the program reads
    python scripts/translations.py check      exits 1 and lists what is missing

Texts in the code are bokmål. A room is a folder directly under `src/omsyn`; its nynorsk lies in
`locale/nn.po` inside it. The library's rooms are merged into one catalogue; the workspace has its
own, because Django looks for it there.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract as extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parent.parent / "src" / "omsyn"
LIBRARY_TARGET = SOURCE / "language" / "catalogue" / "nn" / "LC_MESSAGES" / "omsyn.mo"
WORKSPACE_TARGET = SOURCE / "workspace" / "locale" / "nn" / "LC_MESSAGES" / "django.mo"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_lazy": None,
    "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def rooms() -> list[Path]:
    """Folders directly under the package, and the package itself for its own modules."""
    folders = (path for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__")
    return sorted(folders)


def texts(room: Path) -> Iterator[tuple[str | tuple[str, ...], str, str | None]]:
    """Every text of a room with the file it stands in and its context."""
    files = [*room.rglob("*.py"), *room.rglob("*.html")]
    if room.name == "language":
        # The modules that lie beside the rooms have no folder of their own.
        files += SOURCE.glob("*.py")
    for path in sorted(files):
        code = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            from django.utils.translation.template import templatize

            code = templatize(code, origin=str(path))
        stream = io.BytesIO(code.encode())
        options = {"encoding": "utf-8"}
        for _line, message, _comments, context in extract_python(
            "python", stream, keywords=KEYWORDS, options=options
        ):
            yield message, path.relative_to(SOURCE).as_posix(), context


def catalogue(room: Path) -> Catalog:
    """What the room's nn.po holds; empty where there is none."""
    path = room / "locale" / "nn.po"
    if not path.exists():
        return Catalog(locale="nn", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="nn")


def wanted(room: Path) -> Catalog:
    """The texts that the room's code holds now."""
    found = Catalog(locale="nn", fuzzy=False)
    for message, path, context in texts(room):
        found.add(message, locations=[(path, 0)], context=context)
    return found


def extract() -> None:
    """Add new texts to each room's nn.po and drop those no longer used."""
    for room in rooms():
        found = wanted(room)
        if not len(found):
            continue
        old = catalogue(room)
        # A near match would be a guess; a planner must never read one.
        old.update(found, no_fuzzy_matching=True)
        old.obsolete.clear()
        target = room / "locale" / "nn.po"
        target.parent.mkdir(exist_ok=True)
        with target.open("wb") as file:
            write_po(
                file, old, width=100, omit_header=False, include_lineno=False, sort_output=True
            )


def compile_all() -> None:
    """Write the catalogues that the program reads."""
    library = Catalog(locale="nn", fuzzy=False)
    for room in rooms():
        messages = catalogue(room)
        if room.name == "workspace":
            _write(messages, WORKSPACE_TARGET)
            continue
        for message in messages:
            if message.id and message.string:
                library.add(message.id, message.string, context=message.context)
    _write(library, LIBRARY_TARGET)


def _write(messages: Catalog, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_mo(file, messages)


def check() -> list[str]:
    """One line for each text that is untranslated, or whose placeholders differ."""
    faults = []
    for room in rooms():
        have = catalogue(room)
        for message in wanted(room):
            if not message.id:
                continue
            first = message.id if isinstance(message.id, str) else message.id[0]
            where = message.locations[0][0] if message.locations else room.name
            there = have.get(message.id, context=message.context)
            strings = [there.string] if there and isinstance(there.string, str) else []
            if there and not isinstance(there.string, str):
                strings = list(there.string or ())
            if not strings or not all(strings):
                faults.append(f"{where}: no nynorsk for {first!r}")
                continue
            asked = set(PLACEHOLDER.findall(first))
            faults += [
                f"{where}: placeholders differ in nynorsk of {first!r}"
                for string in strings
                if set(PLACEHOLDER.findall(string)) != asked
            ]
    return faults


def main() -> int:
    match sys.argv[1:]:
        case ["extract"]:
            extract()
        case ["compile"]:
            compile_all()
        case ["check"]:
            faults = check()
            print("\n".join(faults) or "Every text stands in both written standards.")
            return 1 if faults else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
