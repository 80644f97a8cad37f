"""What every record type promises, for requests, equipment, contracts and plans."""

import datetime

from siwei.general.repairs import register, reporting
from siwei.general.repairs.models import Contract, Equipment, Plan, Request, Trade
from siwei.general.repairs.roles import CLERK, TECHNICIAN
from siwei.kernel.directory.models import Centre, Place
from siwei.kernel.testing.contract import RecordContract


def lift(clerk, nth=0):
    found = Equipment.objects.filter(serial=f"L-{nth}").first()
    return found or register.register(
        by=clerk, trade=Trade.LIFT, name_zh=f"電梯{nth}號", name_en="", place=hall(), serial=f"L-{nth}"
    )


def hall():
    siwei = Centre.objects.get(code="siwei")
    return Place.objects.get_or_create(code="hall", defaults={"name_zh": "大廳", "centre": siwei, "floor": "1F"})[0]


class TestRequest(RecordContract):
    record = Request
    roles = (CLERK, TECHNICIAN)
    given = {
        "assign": {"technician": lambda _request, actor: actor.person.pk},
        "reassign": {"technician": lambda _request, actor: actor.person.pk},
        "take_call": {"phone": "07-336-8333"},
    }

    def make(self, clerk, nth):
        if not Request.objects.exists():  # with which the one can be merged
            reporting.report(by=clerk, asked="門關不上", place=hall())
        return reporting.report(by=clerk, asked=f"門關不上{nth}", place=hall(), equipment=lift(clerk))


class TestEquipment(RecordContract):
    record = Equipment
    roles = (CLERK,)

    def make(self, clerk, nth):
        return lift(clerk, nth)


class TestContract(RecordContract):
    record = Contract
    roles = (CLERK,)

    def make(self, clerk, nth):
        since = datetime.date(2017, 1, 1) + datetime.timedelta(days=nth)
        return register.enter_contract(
            by=clerk, contractor=f"平安電梯{nth}", trades=["lift"], since=since, until=datetime.date(2099, 12, 31)
        )


class TestPlan(RecordContract):
    record = Plan
    roles = (CLERK,)
    given = {"plan": {"trade": "lift"}}

    def make(self, clerk, nth):
        return register.plan(
            by=clerk, equipment=lift(clerk), what=f"月保養{nth}", every_months=1, next_on=datetime.date(2017, 5, 17)
        )
