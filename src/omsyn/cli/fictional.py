"""`omsyn fictional make`: a county that does not exist, to look around in."""

from __future__ import annotations

import click

from omsyn.language import _


@click.group("fictional", help=_("Lag et fiktivt fylke å prøve Omsyn på."))
def command() -> None:
    """Figures of no real place."""


@command.command("make", help=_("Lag det fiktive fylket i lageret som OMSYN_STORE peker på."))
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=None,
    help=_("Et tall som gir et annet fylke; det samme tallet gir alltid det samme fylket."),
)
def make(seed: int | None) -> None:
    """Into the store; refused where real figures lie."""
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
