"""The names of the levers with an example each, for those who ask for help."""

from __future__ import annotations

from omsyn.language import _

UNWRAPPED = "\b\n"
"""What click takes to mean that the lines are to stand as they are."""


def lever_examples() -> dict[str, str]:
    """An example of each lever as it is written, with what it means."""
    return {
        "standard=1": _("hver bruker får 1 % mer hvert år"),
        "productivity=0.5": _("0,5 % mindre arbeid for det samme hvert år"),
        "technology=10~r60": _("sparer 10 % hos de 60 % den passer for"),
        "healthy_ageing=1": _("leveårene som kommer til, er friske"),
        "informal_care=30": _("familien gir hvert år 30 % av det kommunen gir nå"),
        "unmet_need=5": _("behovet er 5 % større enn det som er dekket i dag"),
        "service_profile=10": _("10 % flyttes fra institusjon til hjemmetjenester"),
        "dementia_trend=-1": _("1 % færre i hver alder har demens for hvert år"),
        "recruitment=1": _("1 % flere ansatte hvert år (endrer ikke behovet)"),
    }


def levers_help() -> str:
    """The levers, a line each, and how to say when and for whom."""
    examples = lever_examples()
    width = max(map(len, examples)) + 2
    rows = [f"  {written:<{width}}{meaning}" for written, meaning in examples.items()]
    return "\n\n".join(
        [
            "\n".join([UNWRAPPED + _("Virkemidler:"), *rows]),
            _("Med ~ sier du mer: standard=1~s2028~p5 gjelder fra 2028 og innføres over fem år."),
        ]
    )
