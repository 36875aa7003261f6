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
            _("{count} prosent av dagens behov mer hvis {what}")
            if more
            else _("{count} prosent av dagens behov mindre hvis {what}")
        )
    else:
        text = (
            _("Om lag {count} flere hvis {what}") if more else _("Om lag {count} færre hvis {what}")
        )
    return text.format(what=_what(trial), count=people(abs(trial.change)))


def _what(trial: Trial) -> str:
    texts = {
        "ha": _("halve gevinsten i levetid blir friske år"),
        "un": _("behovet er {value} prosent større enn det som dekkes i dag"),
        "ic": _("familiene ikke hjelper mer enn i dag ({value} prosent av den kommunale hjelpen)"),
        "wt": _("velferdsteknologi og forebygging gir {value} prosent mindre behov"),
        "sp": _("{value} prosent av plassene blir til hjemmetjenester"),
        "st": _("hver bruker får {value} prosent mer for hvert år"),
        "pr": _("det samme arbeidet krever {value} prosent mindre bemanning for hvert år"),
        "dt": _("andelen med demens i hver alder går ned {value} prosent i året"),
    }
    return texts[trial.name].format(value=written(abs(TRIED[trial.name])))
