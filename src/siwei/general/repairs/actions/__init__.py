"""Every write of repairs: requests, the work on them, what the requester does, and the registers behind them."""

from siwei.general.repairs.actions import citizen, registers, requests, work

__all__ = ["citizen", "registers", "requests", "work"]
