"""An office with an archivist and a stocktaker, and a fonds whose files are to be counted."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.core.files.base import ContentFile

from siwei.documents.archives.actions import campaigns, keeping
from siwei.documents.archives.models import Campaign
from siwei.documents.archives.roles import ARCHIVIST, COUNTER, LEADER
from siwei.documents.archives.stocktaking.jobs import enter_list, read_list
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.models import Agency

DAY = datetime.date(2017, 3, 1)
HEADINGS = ["箱號", "檔號", "案由", "文號", "文件日期", "保存年限"]


@pytest.fixture
def archivist(actor):
    return actor("archivist", ARCHIVIST, LEADER)


@pytest.fixture
def counter(actor):
    return actor("counter", COUNTER, LEADER)


@pytest.fixture
def fonds(archivist, db):
    agency, _new = Agency.objects.get_or_create(code="397120000J", defaults={"name_zh": "高雄市政府社會局"})
    return keeping.add_fonds(
        by=archivist, code="social_affairs", name_zh="原高雄市政府社會局", name_en="Social Affairs", agency=agency,
        last_year=99,
    )  # fmt: skip


def sheet(rows, headings=HEADINGS, name="list.csv") -> ContentFile[bytes]:
    text = io.StringIO()
    csv.writer(text).writerows([["移交檔案清冊"], headings, *rows])
    return ContentFile(text.getvalue().encode("utf-8-sig"), name)


def plain(at: int, box: int = 1) -> list[str]:
    return [str(box), f"87/0101/1/1/{at}", f"社區發展補助案{at}", f"社二字第{at}號", "87.5.3", "永久"]


@pytest.fixture
def listed(archivist, fonds):
    """A maker of stocktakings whose list of these rows was read."""

    def make(rows, headings=HEADINGS, opened_on=DAY) -> Campaign:
        campaign = campaigns.plan(by=archivist, fonds=fonds, opened_on=opened_on)
        campaigns.take_list(campaign, by=archivist, file=sheet(rows, headings))
        given = campaign.columns
        campaigns.name_columns(
            campaign, by=archivist, places=given["places"], carried=given["carried"], last_year=given["last_year"]
        )
        read_list(campaign, Actor.system("archives"))
        return campaign

    return make


@pytest.fixture
def entered(archivist, listed):
    """A maker of stocktakings whose items were made."""

    def make(rows, **more):
        campaign = listed(rows, **more)
        campaigns.accept(campaign, by=archivist)
        enter_list(campaign, Actor.system("archives"))
        return campaign

    return make
