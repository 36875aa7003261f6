"""A county that does not exist, with a population, services and a history, made from a seed."""

from omsyn.sources.fictional.datasets import SEED, make
from omsyn.sources.fictional.texts import SOURCE

__all__ = ["SEED", "SOURCE", "make"]
