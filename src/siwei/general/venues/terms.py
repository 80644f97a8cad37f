"""The office's settings for venue hire, as the rules take them."""

from __future__ import annotations

import datetime
from decimal import Decimal

from siwei.general.venues.rules import Terms
from siwei.kernel.deadlines.rules import deadline_rule
from siwei.kernel.directory.office import office


def terms(on: datetime.date) -> Terms:
    """The terms in force on a day: days from deadlines.csv, the rest from settings.toml."""
    return Terms(
        latest_application=deadline_rule("venue.apply", on).amount or 0,
        earliest_months=int(office().setting("venues.apply_earliest_months")),
        pay_before=deadline_rule("venue.pay", on).amount or 0,
        cancel_before=deadline_rule("venue.cancel", on).amount or 0,
        co_organised_share=Decimal(str(office().setting("venues.co_organised_fee_share"))),
    )
