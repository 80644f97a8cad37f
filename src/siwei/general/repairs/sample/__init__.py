"""A believable year of repairs, made by the module's own acts."""

from siwei.general.repairs.sample.year import build

__all__ = ["build"]
