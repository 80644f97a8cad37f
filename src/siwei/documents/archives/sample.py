"""The year of the archives: seven fonds counted and handed over, new rooms, and beside them what must not count."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from siwei.documents.archives import sample_current
from siwei.documents.archives.actions import campaigns, items, keeping
from siwei.documents.archives.disposal import sample as sample_disposal
from siwei.documents.archives.models import Box, Campaign, Fonds, Item, Room
from siwei.documents.archives.office import office_fonds
from siwei.documents.archives.sample_lists import PARTS, as_file, believable
from siwei.documents.archives.sample_register import enter_register
from siwei.documents.archives.stocktaking.jobs import enter_list, read_list
from siwei.documents.archives.submission import sample as sample_submission
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions import sets
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.models import Agency, Centre

BY = Actor.system("sample")
#: agencies that share the new room in Fengshan (report of 106, 貳(六)3)
SHARING = ("397040000E", "397020000A", "397250000G", "397270000G")
MARK = "（範例）"
#: the fonds whose stocktaking lives its whole life; the others come from the register, which is far quicker
WHOLE = "legal_affairs"


def share_of() -> float:
    """Which part of the half million items is loaded; tests take a thousandth."""
    return float(getattr(settings, "SIWEI_SAMPLE_SHARE", 1))


def build(year: Period) -> None:
    """Rooms, fonds and their stocktakings."""
    first = year.start.year
    new, old = _rooms(first)
    sample_current.build(year, old)
    sample_disposal.build(first)
    sample_submission.build(first)  # before the half million: the register hands most of them over after June
    fonds = {
        one.code: keeping.add_fonds(
            by=BY, code=one.code, name_zh=one.zh, name_en=one.en, last_year=one.last_year,
            agency=Agency.objects.get(code=one.agency),
        )
        for one in office_fonds()
    }  # fmt: skip
    for nth, (code, number) in enumerate(PARTS.items()):
        begun, wanted = datetime.date(first, 1 + nth, 9), round(number * share_of())
        ended = begun + datetime.timedelta(days=120)
        if code != WHOLE:
            enter_register(fonds[code], new, begun, ended, wanted, BY)
            continue
        done = _counted(fonds[code], new, begun, wanted)
        campaigns.hand_files_over(done, by=BY, handed_over_on=ended, note="雙方會同點交（範例）")
    _beside(fonds["legal_affairs"], old, first)


def _rooms(first: int) -> tuple[Room, Room]:
    fengshan = Centre.objects.get(code="fengshan")
    agencies = Agency.objects.filter(code__in=SHARING)
    new = keeping.add_room(
        by=BY, name="鳳山後棟7樓檔案室", centre=fengshan, where="後棟大樓7樓", in_use_since=datetime.date(first, 10, 2),
        shelf_metres=Decimal(1850), agencies=agencies,
    )  # fmt: skip
    old = keeping.add_room(
        by=BY, name="四維地下室檔案庫房", centre=Centre.objects.get(code="siwei"), where="地下1樓",
        in_use_since=datetime.date(first - 8, 3, 1), shelf_metres=Decimal(620),
        agencies=Agency.objects.filter(code="397000000A"),
    )  # fmt: skip
    day = datetime.date(first, 12, 4)
    for nth, (warm, damp) in enumerate(((21, 48), (22, 52), (24, 57), (26, 63), (22, 55))):
        at = timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=nth), datetime.time(9)))
        keeping.note_climate(new, by=BY, at=at, temperature=Decimal(warm), humidity=Decimal(damp))
    return new, old


def _counted(fonds: Fonds, room: Room, begun: datetime.date, number: int, start: int = 0) -> Campaign:
    """The whole way of one fonds, up to the settled differences."""
    campaign = campaigns.plan(
        by=BY, fonds=fonds, opened_on=begun, until=begun + datetime.timedelta(days=150), room=room,
        plan="由移交機關與秘書處各派二人會同清點，每日上午、下午各一梯次。" + MARK,
    )  # fmt: skip
    campaigns.take_list(campaign, by=BY, file=as_file(believable(fonds.code, number, start=start)))
    columns = campaign.columns
    campaigns.name_columns(
        campaign, by=BY, places=columns["places"], carried=columns["carried"], last_year=columns["last_year"]
    )
    read_list(campaign, BY)
    campaigns.accept(campaign, by=BY)
    enter_list(campaign, BY)
    sets.move(items.found, Item.objects.filter(campaign=campaign), {}, by=BY, note="逐件清點")
    day = begun + datetime.timedelta(days=90)
    for box in Box.objects.filter(campaign=campaign):
        keeping.finish(box, by=BY, checked_on=day)
    campaigns.settle(campaign, by=BY, note="清點結果與清冊相符。")
    return campaign


def _beside(fonds: Fonds, room: Room, first: int) -> None:
    """What must not count: a stocktaking of the year before, one under way with gaps, and one with a faulty list."""
    before = _counted(fonds, room, datetime.date(first - 1, 3, 1), 40, 200_000)
    campaigns.hand_files_over(before, by=BY, handed_over_on=datetime.date(first - 1, 12, 29), note="（範例）")
    running = campaigns.plan(by=BY, fonds=fonds, opened_on=datetime.date(first, 11, 6), room=room)
    campaigns.take_list(running, by=BY, file=as_file(believable("running", 60, start=210_000)))
    campaigns.name_columns(
        running, by=BY, places=running.columns["places"], carried=[], last_year=running.columns["last_year"]
    )
    read_list(running, BY)
    campaigns.accept(running, by=BY)
    enter_list(running, BY)
    some = list(Item.objects.filter(campaign=running).order_by("pk")[:25])
    for at, item in enumerate(some):
        if at % 9 == 8:
            items.found_missing(item, by=BY, note="箱內未見")
        elif at % 9 == 5:
            items.found_damaged(item, by=BY, note="蟲蛀，首頁破損")
        else:
            items.found(item, by=BY)
    faulty = campaigns.plan(by=BY, fonds=fonds, opened_on=datetime.date(first, 12, 4))
    campaigns.take_list(faulty, by=BY, file=as_file(believable("faulty", 120, start=220_000, faults=True)))
    campaigns.name_columns(
        faulty, by=BY, places=faulty.columns["places"], carried=[], last_year=faulty.columns["last_year"]
    )
    read_list(faulty, BY)
