"""The office, a clerk, and exercises made through the forms of actions, as a clerk makes them."""

import pytest

from siwei.general.safety import actions
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Centre
from siwei.kernel.directory.office import office


@pytest.fixture
def clerk(actor):
    load_directory(office())
    return actor("clerk", actions.CLERK)


@pytest.fixture
def planned(clerk):
    """A maker of planned exercises, a drill in Siwei on 17 May 2017 unless told otherwise."""

    def make(**fields):
        given = {
            "kind": "fire_drill", "centre": Centre.objects.get(code="siwei").pk, "subject": "上半年演練",
            "planned_on": "2017-05-17", "begins_at": "09:00", "opened_on": "2017-03-01", **fields,
        }  # fmt: skip
        return actions.plan.submit(given, by=clerk)

    return make


@pytest.fixture
def held(planned, clerk):
    """A maker of exercises held on a day, of some hours, by some people of whom some were absent."""

    def make(held_on="2017-05-17", hours="4", people=2, absent=0, **fields):
        made = planned(**{"planned_on": held_on, **fields})
        actions.enlist.submit({"people": "\n".join(f"林{n}" for n in range(people))}, by=clerk, record=made)
        actions.give_notice.submit({"notified_on": "2016-01-04", "notice_number": "消防預1"}, by=clerk, record=made)
        away = [person.pk for person in made.roster.all()[:absent]]
        result = {"held_on": held_on, "hours": hours, "result": "良好", "absent": away}
        actions.hold.submit(result, by=clerk, record=made)
        return made

    return make
