"""Scenarios: what somebody chose, as a document, and what it gives.

Not imported by `omsyn.needs` itself, so that those who ask for a need without levers do not wait
for the validation library.
"""

from omsyn.needs.scenario.address import from_query, to_query
from omsyn.needs.scenario.compare import Comparison, Difference, run_comparison
from omsyn.needs.scenario.futures import draws_for, draws_ready
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.named import named_scenario, ssb_2019_reference
from omsyn.needs.scenario.rate_files import read_own_rates
from omsyn.needs.scenario.rate_table import rate_csv
from omsyn.needs.scenario.reading import make_scenario, parse_scenario, read_scenario, scenario_text
from omsyn.needs.scenario.result import ScenarioResult, ServiceResult
from omsyn.needs.scenario.run import run_scenario
from omsyn.needs.scenario.words import Parameter, explain

__all__ = [
    "Comparison",
    "Difference",
    "Parameter",
    "Scenario",
    "ScenarioResult",
    "ServiceResult",
    "draws_for",
    "draws_ready",
    "explain",
    "from_query",
    "make_scenario",
    "named_scenario",
    "parse_scenario",
    "rate_csv",
    "read_own_rates",
    "read_scenario",
    "run_comparison",
    "run_scenario",
    "scenario_text",
    "ssb_2019_reference",
    "to_query",
]
