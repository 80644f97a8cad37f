"""The process that takes a list in is killed with -9 again and again; in the end each line is one item."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from siwei.documents.archives.actions import campaigns
from siwei.documents.archives.models import Campaign, Item, ListRow
from siwei.documents.archives.tests.conftest import DAY, plain, sheet
from siwei.kernel.events.models import Event
from siwei.kernel.search.matching import matching

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]

LINES = 300
#: reads or enters what is left, in small transactions, and says after each how far it is
WORKER = """
import sys
import tests.settings as own
own.DATABASES["default"]["NAME"] = sys.argv[1]
disk = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": sys.argv[2]}}
own.STORAGES["default"] = disk
import django
django.setup()
from siwei.documents.archives.models import Campaign
from siwei.documents.archives.stocktaking import entering, jobs, staging
from siwei.kernel.access.actor import Actor
staging.CHUNK, entering.CHUNK = 40, 25
campaign = Campaign.objects.get()
go_on = jobs.read_list if campaign.state == "reading" else jobs.enter_list
go_on(campaign, Actor.system("archives"), lambda done: print(done, flush=True))
"""


@pytest.fixture
def disk(settings, tmp_path):
    """Files on the disk, where another process finds them."""
    where = tmp_path / "files"
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": where}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    return where


def killed(disk, after: int) -> None:
    """Let a worker end so many transactions, and kill it in the next one, if there is one."""
    command = [sys.executable, "-c", WORKER, str(connection.settings_dict["NAME"]), str(disk)]
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    for _nth, _line in zip(range(after), worker.stdout, strict=False):
        pass
    worker.kill()
    worker.communicate()


def until_done(disk, campaign: Campaign, state: str) -> int:
    """Kill the worker until the campaign has left a state; gives how often."""
    times = 0
    while campaign.state == state:
        killed(disk, times % 3 + 1)
        campaign.refresh_from_db()
        times += 1
        assert times < 2 * LINES
    return times


def test_an_import_that_is_killed_goes_on_where_it_was(disk, archivist, fonds):
    campaign = campaigns.plan(by=archivist, fonds=fonds, opened_on=DAY)
    campaigns.take_list(campaign, by=archivist, file=sheet([plain(at, at // 50 + 1) for at in range(1, LINES + 1)]))
    given = campaign.columns
    campaigns.name_columns(
        campaign, by=archivist, places=given["places"], carried=given["carried"], last_year=given["last_year"]
    )
    assert until_done(disk, campaign, "reading") > 2
    lines = list(ListRow.objects.filter(campaign=campaign).order_by("line").values_list("line", flat=True))
    assert len(lines) == len(set(lines)) == LINES == campaign.lines_read - lines[0] + 1

    campaigns.accept(campaign, by=archivist)
    assert until_done(disk, campaign, "entering") > 2
    assert campaign.state == "counting"
    entered = list(Item.objects.filter(campaign=campaign).order_by("line").values_list("line", flat=True))
    assert entered == lines, "none lost, none double"
    events = Event.objects.filter(content_type=ContentType.objects.get_for_model(Item))
    assert events.count() == events.values("object_id").distinct().count() == LINES
    assert matching(Item.objects.all(), "補助案").count() == LINES
    assert not ListRow.objects.exists()
