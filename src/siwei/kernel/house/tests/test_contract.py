"""What every record type promises, for people, grants, deputies, stops of work, tokens and orders of jobs."""

import datetime

from django.db import connection
from django.utils import timezone

from siwei.kernel.access import actions as access
from siwei.kernel.access.actor import ADMINISTRATOR, Actor
from siwei.kernel.access.models import Grant, Token
from siwei.kernel.approvals.actions import appoint
from siwei.kernel.approvals.models import Deputy
from siwei.kernel.calendar import actions as calendar
from siwei.kernel.calendar.models import ClosureDay
from siwei.kernel.directory.actions import open_account
from siwei.kernel.directory.models import Person
from siwei.kernel.house import actions as house
from siwei.kernel.house.models import JobOrder
from siwei.kernel.module import roles
from siwei.kernel.records.actions import link, reference
from siwei.kernel.records.links import Link
from siwei.kernel.testing.contract import RecordContract

SYSTEM = Actor.system("contract")


def somebody(nth):
    found = Person.objects.filter(username=f"somebody{nth}").first()
    return found or open_account(by=SYSTEM, username=f"somebody{nth}", name_zh=f"林{nth}（虛構）")


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


class TestPerson(RecordContract):
    record = Person
    roles = (ADMINISTRATOR,)
    own_pages = ("change_password",)
    elsewhere = {
        "change_password": "everybody changes only his own",
        "unlock": "when too many wrong passwords were typed",
    }

    def make(self, clerk, nth):
        return somebody(nth)


class TestGrant(RecordContract):
    record = Grant
    roles = (ADMINISTRATOR,)
    given = {"give": {"person": lambda _grant, _actor: somebody(7).pk, "role": "safety.clerk"}}

    def make(self, clerk, nth):
        business = next(code for code in roles() if code.endswith(".clerk"))
        return access.give(by=clerk, person=somebody(nth), role=business, since=datetime.date(2017, 1, 1))


class TestToken(RecordContract):
    record = Token
    roles = (ADMINISTRATOR,)

    def make(self, clerk, nth):
        return access.make(by=clerk, label=f"程式{nth}", until=in_days(30))


class TestDeputy(RecordContract):
    record = Deputy
    roles = (ADMINISTRATOR,)
    own_pages = ("stand_in", "step_back")
    elsewhere = dict.fromkeys(own_pages, "the deputy does it and no administrator; see test_places")
    given = {"appoint": {"deputy": lambda _deputy, _actor: somebody(7).pk, "until": in_days(30).isoformat()}}

    def make(self, clerk, nth):
        return appoint(by=clerk, person=somebody(nth), deputy=somebody(99), since=in_days(0), until=in_days(30))


class TestClosureDay(RecordContract):
    record = ClosureDay
    roles = (ADMINISTRATOR,)
    public = True
    given = {"enter": {"date": "2018-05-17"}}

    def make(self, clerk, nth):
        day = datetime.date(2017, 5, 17) + datetime.timedelta(days=nth)
        return calendar.enter(by=clerk, date=day, part="whole", districts="", reason=f"颱風{nth}")


class TestJobOrder(RecordContract):
    record = JobOrder
    roles = (ADMINISTRATOR,)
    given = {"order": {"job": lambda _order, _actor: house.job_choices()[1][0]}}

    def make(self, clerk, nth):
        with connection.cursor() as cursor:  # each job waits for the worker once; here they were all taken up
            cursor.execute("DELETE FROM procrastinate_jobs")
        return house.order(by=clerk, job=house.job_choices()[0][0])


class TestLink(RecordContract):
    record = Link
    given = {
        "link": {
            "one": lambda _link, _actor: reference(somebody(51)),
            "other": lambda _link, _actor: reference(somebody(52)),
        }
    }

    def make(self, clerk, nth):
        return link(by=clerk, one=somebody(nth), other=somebody(nth + 60))
