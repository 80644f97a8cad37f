"""The submission of the year's first half, sent and acknowledged; what fonds hand over later comes with the next."""

from __future__ import annotations

import datetime

from siwei.documents.archives.submission import actions
from siwei.kernel.access.actor import Actor

BY = Actor.system("sample")
MARK = "（範例）"


def build(first: int) -> None:
    """Begun after the half-year, collected, sent by letter, acknowledged."""
    begun = datetime.date(first, 7, 3)
    run = actions.begin(by=BY, until=datetime.date(first, 6, 30), opened_on=begun)
    actions.collected(run, by=BY)
    day = begun + datetime.timedelta(days=11)
    actions.send(run, by=BY, sent_on=day, sent_number=f"高市府秘檔字第{first - 1911}00987號{MARK}")
    actions.acknowledge(
        run, by=BY, acknowledged_on=day + datetime.timedelta(days=10),
        acknowledged_number=f"檔徵字第{first - 1911}0034567號{MARK}",
    )  # fmt: skip
