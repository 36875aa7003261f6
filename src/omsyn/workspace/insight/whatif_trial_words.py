"""What each lever would do, as a sentence a planner can say aloud."""

from __future__ import annotations

from django.utils.translation import gettext as _

from omsyn.needs.scenario import ServiceResult
from omsyn.profile.words import people
from omsyn.workspace.insight.whatif_shown import written
from omsyn.workspace.insight.whatif_trials import TRIED, Trial


def trial_sentence(each: ServiceResult, trial: Trial) -> str:
    """What the lever is tried at, and what it would do; nothing where it would do nothing."""
    if round(trial.change) == 0:
        return ""
    more = trial.change > 0
    if each.made_with.index:
        text = (
            _("{what}: {count} prosent av dagens behov mer")
            if more
            else _("{what}: {count} prosent av dagens behov mindre")
        )
    else:
        text = _("{what}: om lag {count} flere") if more else _("{what}: om lag {count} færre")
    return text.format(what=_what(trial), count=people(abs(trial.change)))


def _what(trial: Trial) -> str:
    texts = {
        "ha": _("Halve gevinsten i levetid blir friske år"),
        "un": _("Ingen står i kø, om behovet er {value} prosent større enn det som dekkes"),
        "ic": _("Familiene gir ikke mer hjelp enn i dag, om de nå gir {value} prosent av den "
                "kommunale"),
        "wt": _("Velferdsteknologi og forebygging gir {value} prosent mindre behov"),
        "sp": _("{value} prosent av plassene blir til hjemmetjenester"),
        "st": _("Hver bruker får {value} prosent mer for hvert år"),
        "pr": _("Det samme arbeidet krever {value} prosent mindre bemanning for hvert år"),
        "dt": _("Andelen med demens i hver alder går ned {value} prosent i året"),
    }  # fmt: skip
    return texts[trial.name].format(value=written(abs(TRIED[trial.name])))
