"""People, places and things that the tests of repairs begin with."""

import datetime

import pytest

from siwei.general.repairs import register, reporting
from siwei.general.repairs.models import Trade
from siwei.general.repairs.roles import CLERK, TECHNICIAN
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Centre, Place
from siwei.kernel.directory.office import office


@pytest.fixture
def clerk(actor):
    load_directory(office())
    return actor("clerk", CLERK)


@pytest.fixture
def technician(actor):
    return actor("technician", TECHNICIAN)


@pytest.fixture
def asker(actor):
    return actor("asker", unit="other")


@pytest.fixture
def hall(clerk):
    return Place.objects.create(code="hall", name_zh="大廳", centre=Centre.objects.get(code="siwei"), floor="1F")


@pytest.fixture
def lift(hall, clerk):
    return register.register(by=clerk, trade=Trade.LIFT, name_zh="電梯一號", name_en="", place=hall, serial="L-1")


@pytest.fixture
def contract(clerk):
    days = {"since": datetime.date(2017, 1, 1), "until": datetime.date(2099, 12, 31)}
    return register.enter_contract(by=clerk, contractor="平安電梯", trades=["lift"], mail="lift@example.org", **days)


@pytest.fixture
def request_(asker, lift):
    return reporting.report(by=asker, asked="門關不上", place=lift.place, equipment=lift)
