"""What every record type promises, for exercises."""

import datetime

from siwei.general.safety import actions
from siwei.general.safety.models import Exercise
from siwei.kernel.directory.models import Centre
from siwei.kernel.testing.contract import RecordContract


class TestExercise(RecordContract):
    record = Exercise
    roles = (actions.CLERK,)

    def make(self, clerk, nth):
        day = datetime.date(2017, 5, 17) + datetime.timedelta(days=nth)
        centre = Centre.objects.order_by("order")[nth % 2]
        return actions.plan(
            by=clerk, kind="fire_drill", centre=centre, subject=f"演練{nth}", planned_on=day, opened_on=day
        )
