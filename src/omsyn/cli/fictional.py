"""`omsyn fictional make`: a county that does not exist, to look around in."""

from __future__ import annotations

import click

from omsyn.language import _


@click.group("fictional")
def command() -> None:
    """Fiktive tall: et oppdiktet fylke å prøve Omsyn på."""


@command.command("make")
@click.option("--seed", type=click.IntRange(0), default=None, help="Frø for tilfeldige tall.")
def make(seed: int | None) -> None:
    """Lag det fiktive fylket i lageret som OMSYN_STORE peker på."""
    from omsyn.sources import fictional
    from omsyn.warehouse import load_fetched, open_store

    fetched, references = fictional.make(fictional.SEED if seed is None else seed)
    store = open_store()
    load_fetched(store, fetched, references, allow_shorter=True)
    click.echo(
        _(
            "Det fiktive fylket ligger i {folder}. Ingen av tallene gjelder noe virkelig sted."
        ).format(folder=store.folder)
    )
