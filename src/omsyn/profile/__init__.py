"""The knowledge base of a region: chooses figures, writes sentences."""

from omsyn.needs import LocalFigures
from omsyn.profile.brief import build_brief
from omsyn.profile.compare import compare
from omsyn.profile.document import HORIZON, build
from omsyn.profile.picture import Futures

__all__ = ["HORIZON", "Futures", "LocalFigures", "build", "build_brief", "compare"]
