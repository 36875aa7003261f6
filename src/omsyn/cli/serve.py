"""`omsyn serve`: the workspace on this machine."""

from __future__ import annotations

import click

from omsyn.errors import MissingDataset, OmsynError
from omsyn.language import _


@click.command("serve", help=_("Vis kunnskapsgrunnlagene som nettsider på denne maskinen."))
@click.option(
    "--port", default=8000, type=click.IntRange(1, 65535), show_default=True, help=_("Port.")
)
@click.option("--host", default="127.0.0.1", show_default=True, help=_("Adresse å lytte på."))
@click.option(
    "--workers",
    default=2,
    type=click.IntRange(1, 32),
    show_default=True,
    help=_("Antall prosesser som svarer."),
)
def command(port: int, host: str, workers: int) -> None:
    """Prepare and serve; says plainly when there is nothing to show or the port is taken."""
    from omsyn.warehouse import open_store
    from omsyn.workspace.config import serving

    store = open_store()
    if not store.names():
        raise MissingDataset(
            _(
                "Det er ingen tall å vise i {folder}: hent dem med `omsyn data pull`, les dem fra "
                "en mappe med `omsyn data load`, eller lag et fiktivt fylke med "
                "`omsyn fictional make`."
            ).format(folder=store.folder)
        )
    if not serving.free(host, port):
        raise OmsynError(
            _(
                "Port {port} på {host} er opptatt: stopp det andre programmet, eller velg en annen "
                "port med --port."
            ).format(port=port, host=host)
        )
    serving.prepare()
    address = f"http://{host}:{port}/"

    def ready() -> None:
        click.echo(_("Omsyn svarer på {address}. Stopp med Ctrl-C.").format(address=address))

    serving.serve(host, port, workers, ready)
