"""A county that does not exist, with a population, services and a history, made from a seed."""

from omsyn.sources.fictional.datasets import SEED, SOURCE, make

__all__ = ["SEED", "SOURCE", "make"]
