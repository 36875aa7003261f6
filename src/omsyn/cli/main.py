"""`omsyn`: finds the command, loads only that one, and turns errors into sentences."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import click

from omsyn import __version__
from omsyn.cli import click_words
from omsyn.config import setting
from omsyn.errors import OmsynError
from omsyn.language import WrittenStandard, _, using

COMMANDS = {
    "data": "omsyn.cli.data",
    "region": "omsyn.cli.region",
    "profile": "omsyn.cli.profile",
    "project": "omsyn.cli.project",
    "need": "omsyn.cli.need",
    "scenario": "omsyn.cli.scenario",
    "backtest": "omsyn.cli.backtest",
    "fictional": "omsyn.cli.fictional",
    "serve": "omsyn.cli.serve",
}
"""Name of a command -> the module whose `command` it is."""

INTERRUPTED = 130

click_words.install()


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name]).command
        return command


class TopGroup(LazyGroup):
    """The group that is there before anyone knows the written standard: it asks when it speaks."""

    def format_help_text(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(
                _("Kunnskapsgrunnlag for helse og omsorg: fra åpne tall til kommunestyret.")
            )


@click.group(cls=TopGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="omsyn")
def omsyn() -> None:
    """Kunnskapsgrunnlag for helse og omsorg: fra åpne tall til kommunestyret."""


def written_standard() -> WrittenStandard:
    """The written standard that OMSYN_LANGUAGE names; leaves with status 2 where it names none."""
    name = setting("OMSYN_LANGUAGE")
    if name not in set(WrittenStandard):
        click.echo(
            _("Feil: OMSYN_LANGUAGE er «{name}», men må være nb eller nn.").format(name=name),
            err=True,
        )
        sys.exit(2)
    return WrittenStandard(name)


def main(args: Sequence[str] | None = None) -> None:
    """Run a command; exit 0 when done, 1 on a fault the user can mend, 2 on wrong usage."""
    with using(written_standard()):
        try:
            status = omsyn.main(args, prog_name="omsyn", standalone_mode=False)
        except OmsynError as fault:
            click.echo(_("Feil: {message}").format(message=fault.message), err=True)
            sys.exit(1)
        except (click.exceptions.Abort, KeyboardInterrupt):
            click.echo(_("Avbrutt. Ingenting er halvferdig skrevet."), err=True)
            sys.exit(INTERRUPTED)
        except click.ClickException as fault:
            fault.show()
            sys.exit(fault.exit_code)
    sys.exit(status if isinstance(status, int) else 0)
