"""What every record type promises, for submissions of the catalogue."""

import datetime

from siwei.documents.archives.models import Submission
from siwei.documents.archives.roles import LEADER
from siwei.documents.archives.submission import actions
from siwei.kernel.access.actor import Actor
from siwei.kernel.testing.contract import RecordContract

DAY = datetime.date(2017, 7, 3)


class TestSubmission(RecordContract):
    record = Submission
    roles = (LEADER,)
    given = {
        "begin": {"until": "2017-06-30", "opened_on": "2017-07-03"},
        "send": {"sent_on": "2017-07-04"},
        "acknowledge": {"acknowledged_on": "2017-07-10"},
    }
    elsewhere = {"collected": "the clock, see the stories"}

    def make(self, clerk, nth):
        run = actions.begin(by=clerk, until=datetime.date(2017, 6, 30), opened_on=DAY)
        if actions.waits_for(run) is None:
            actions.collected(run, by=Actor.system("archives"))
        return run
